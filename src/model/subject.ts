import * as v from 'valibot';
import type { Leaf } from './fact.ts';
import { originText, type Origin } from './origin.ts';
import { reasonCodeShape } from './reason.ts';
import { text, type Immutable } from './shape.ts';
import { clean } from './text.ts';

export const addressShape = v.object({ host: text('an IP address, or, only where the user named it, a DNS name'), port: v.number() });
export type Address = Immutable<v.InferOutput<typeof addressShape>>;

export const proofShape = v.union([
  v.object({ proven: v.literal(true), by: v.string() }),
  v.object({ proven: v.literal(false), code: reasonCodeShape, reason: v.string() }),
]);
/** "10.0.0.7:9187", "[2001:db8::1]:9187" */
export const addressText = ({ host, port }: Address): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** Why an address may be dialled, or why it is not: only what was pointed at, and proven, is. */
export type Proof = Immutable<v.InferOutput<typeof proofShape>>;

export const podRefShape = v.object({ namespace: v.string(), name: v.string(), uid: v.string(), node: v.string() });
export type PodRef = Immutable<v.InferOutput<typeof podRefShape>>;

/** One address that serves an endpoint: usually one replica. */
export interface Target {
  readonly id: string; // unique in a run: the endpoint's id, '@', and the pod's name or the address
  readonly address: Address | null; // null: there is none to dial (ExternalName, from a manifest)
  readonly pod: PodRef | null;
  readonly proof: Proof;
  readonly mesh?: Mesh; // the pod's traffic passes through a mesh
  readonly listensEverywhere?: string; // what proves that the port is open on all of the pod's addresses, and by one listener; absent: nothing does
}

/** A service mesh that stands before a pod. */
export interface Mesh {
  readonly kind: 'istio-sidecar' | 'istio-ambient' | 'linkerd' | 'cilium-encryption' | 'other-sidecar';
  readonly because: string; // "container istio-proxy", "label istio.io/dataplane-mode=ambient"
}

/** The CA a scrape verifies with. `pem` holds only certificates. */
export interface CaSource {
  readonly from: 'none' | 'configmap' | 'secret' | 'file';
  readonly ref: string; // "ConfigMap db/pgx-ca key ca.crt", '' for none
  readonly pem: Leaf<string>; // '' for none
}

/** The client certificate of a scrape. `pem`: certificates only, '' for none; the key is never carried here. */
export interface ClientCertificate {
  readonly ref: string; // "Secret db/client key tls.crt", '' for none
  readonly pem: Leaf<string>;
  readonly keyRef?: string; // of its key
}

/**
 * A file that Prometheus reads for a scrape, whether or not that uses TLS. A token is read before each request, the others when the client is made:
 * without them there is no scrape pool, and the targets are absent.
 */
export interface ScrapeFile {
  readonly of: 'ca' | 'certificate' | 'key' | 'token';
  readonly state: Leaf<'missing' | 'unusable'>; // unusable: it does not hold what it should
}

export interface ScrapeTls {
  readonly configured: boolean; // a tlsConfig with at least one setting
  readonly serverName: string; // '' where not set: the address is verified
  readonly insecureSkipVerify: boolean;
  readonly ca: CaSource;
  readonly clientCertificate: boolean;
  readonly certificate?: ClientCertificate; // what is known of it
  readonly files?: readonly ScrapeFile[]; // those that are not known to be there, in the order in which they are read; absent: none
  readonly minVersion?: string; // "TLS10" … "TLS13", as Prometheus reads it; absent: Go's default, TLS 1.2
  readonly maxVersion?: string; // absent: TLS 1.3
}

/**
 * One target of a scrape, and what Prometheus dials for it: relabelings may make that another address, or a name. The same target may be there
 * several times: by its addresses of both families, or with several queries.
 */
export interface ScrapeMember {
  readonly target: string; // Target.id
  readonly address: Address; // host: what Prometheus verifies where tlsConfig has no serverName
  readonly params: string; // the query that is sent, "module=tcp&target=…", '' for none
  readonly origin?: string; // how the scrape URL begins where it is written otherwise: "HTTPS://10.0.0.7:9187", "http://10.0.0.7"
}

/** One effective scrape: what a Prometheus does for targets of the endpoint. */
export interface Scrape {
  readonly id: string; // "serviceMonitor/db/pgx/0", as the operator names the job, or "annotation/db/pgx"; of the endpoint's scrapes by one job, the second has more
  readonly job?: string; // the job's name where `id` has more
  readonly source: Origin;
  readonly field: string; // "spec.endpoints[0]", where in the source
  readonly scheme: 'http' | 'https';
  readonly path: string;
  readonly foreign?: boolean; // a namespace declares it that is neither the endpoint's nor beside a Prometheus that makes it
  readonly unasked?: string; // why its path is not requested; '' or absent: it is
  readonly tls: ScrapeTls;
  readonly credential: 'none' | 'basic-auth' | 'bearer-token' | 'oauth2';
  readonly proxy?: string; // the proxy that it goes through, without credentials; '' for none
  readonly followRedirects?: boolean; // absent: true
  readonly http2?: boolean; // absent: true
  readonly intervalSeconds?: number; // absent: it is not known
  readonly fallbackProtocol?: string; // fallback_scrape_protocol; absent: none
  readonly limits?: string; // on samples, labels or bytes, beyond which a scrape fails: "sampleLimit 1000"; '' or absent: none
  readonly prometheus?: readonly Origin[]; // those that select its source; none: no Prometheus object is known
  readonly prometheusVersion?: string; // the oldest of them: "3.16.0"; '' where it is not told
  readonly uncertain?: string; // why it is not known whether, or with which settings, a Prometheus makes it; '' or absent: it is known
  readonly members?: readonly ScrapeMember[]; // of the endpoint's targets, those it is made of; absent: all, at their own addresses
}

/** Where a scrape is declared, for people: "ServiceMonitor db/pgx endpoints[0]". */
export const sourceText = ({ source, field }: Pick<Scrape, 'source' | 'field'>): string =>
  clean(`${originText(source)} ${field.replace(/^spec\./, '')}`.trimEnd());

/** A catalogue entry, as it was recognised. */
export interface ExporterRef {
  readonly name: string; // the entry's name in rules/exporters.yaml
  readonly kind: string; // exporter-toolkit | flags | operator | proxy | none
  readonly costly: boolean;
  readonly by: string; // what identified it: "image quay.io/…", "label app.kubernetes.io/name=…"
  readonly fix?: string; // how its TLS is turned on where that is particular to it, in one sentence
}

/**
 * One metrics port of one workload. Id: namespace/kind/name of the pod's direct controller (ReplicaSet → Deployment, Job → CronJob) and the
 * container port number; a Service without pods and a --target stand for themselves. Never a pod name, an IP address or a port name.
 */
export interface Endpoint {
  readonly id: string; // "db/Deployment/pgx:9187", "address/10.0.0.1:9187"
  readonly owner: Origin;
  readonly port: number;
  readonly exporter: ExporterRef | null;
  readonly exposedBy: readonly string[]; // "LoadBalancer db/pgx", "NodePort db/pgx:30187", "hostPort 9187", "hostNetwork"
  readonly services: readonly Origin[];
  readonly targets: readonly Target[];
  readonly scrapes: readonly Scrape[];
  readonly scrapesUnknown: string; // why the scrapes of this endpoint are not known ("monitors not readable …"), '' where they are
  readonly path?: string; // the path that the user named with --target
  readonly serverNames: readonly string[]; // names to send as SNI: the scrapes' own, else --server-name; '' for none
}

export const notProbedShape = v.object({
  what: text('"Service db/pgx", "Pod db/x port 9100"'),
  code: reasonCodeShape,
  because: v.pipe(v.picklist(['excluded-by-policy', 'could-not-look']), v.description('what the code amounts to')),
  reason: v.string(),
});
/** What was found and ends without a verdict: one row of the ledger. */
export type NotProbed = Immutable<v.InferOutput<typeof notProbedShape>>;

/**
 * An object of the cluster that declares scrapes (ServiceMonitor, PodMonitor, Probe, ScrapeConfig), and what became of it.
 */
export interface MonitorObject {
  readonly id: string; // "db/ServiceMonitor/pgx"
  readonly origin: Origin;
  readonly selectedBy: Leaf<readonly string[]>; // "Prometheus monitoring/main"
  readonly prometheuses: Leaf<number>; // how many Prometheus and PrometheusAgent objects there are
  readonly rejections: Leaf<readonly string[]>; // the operator's reasons, as it words them
  readonly targets: Leaf<number>; // that its scrapes have after relabeling
  readonly selectsNothing: string; // why there are none: "no Service in db has the labels …"; '' where there are, or where it is not known
}

/**
 * Why only `/` is requested of the endpoint and not the paths of its scrapes, '' where these are: a scrape may run queries or cost
 * money, which can be told only of what was recognised, and by its pod.
 */
export function onlyRootBecause(endpoint: Endpoint): string {
  if (endpoint.path !== undefined) return '';
  if (endpoint.exporter?.costly === true) return 'a scrape of this exporter is costly';
  if (endpoint.scrapes.length === 0) return 'nothing is known to scrape this endpoint';
  const unasked = endpoint.scrapes.map((scrape) => scrape.unasked ?? '');
  if (unasked.every((why) => why !== '')) return unasked[0] ?? '';
  const seen = endpoint.exporter !== null || endpoint.targets.some(({ pod }) => pod !== null);
  return seen ? '' : 'no pod tells which exporter it is, and a scrape of some is costly';
}
