import * as v from 'valibot';
import type { Leaf } from './fact.ts';
import type { Origin } from './origin.ts';
import { text, type Immutable } from './shape.ts';

export const addressShape = v.object({ host: text('an IP address, or, only where the user named it, a DNS name'), port: v.number() });
export type Address = Immutable<v.InferOutput<typeof addressShape>>;

export const proofShape = v.union([
  v.object({ proven: v.literal(true), by: v.string() }),
  v.object({ proven: v.literal(false), reason: v.string() }),
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
}

/** The CA a scrape verifies with. `pem` holds only certificates. */
export interface CaSource {
  readonly from: 'none' | 'configmap' | 'secret' | 'file';
  readonly ref: string; // "ConfigMap db/pgx-ca key ca.crt", '' for none
  readonly pem: Leaf<string>; // '' for none
}

export interface ScrapeTls {
  readonly configured: boolean; // a tlsConfig with at least one setting
  readonly serverName: string; // '' where not set: the address is verified
  readonly insecureSkipVerify: boolean;
  readonly ca: CaSource;
  readonly clientCertificate: boolean;
}

/** One effective scrape: what Prometheus would do for each target of the endpoint. */
export interface Scrape {
  readonly id: string; // "serviceMonitor/db/pgx/0", as the operator names the job, or "annotation/db/pgx"
  readonly source: Origin;
  readonly field: string; // "spec.endpoints[0]", where in the source
  readonly scheme: 'http' | 'https';
  readonly path: string;
  readonly tls: ScrapeTls;
  readonly credential: 'none' | 'basic-auth' | 'bearer-token' | 'oauth2';
}

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

export const notProbedShape = v.object({ what: text('"Service db/pgx", "Pod db/x port 9100"'), reason: v.string() });
/** What was found but is not audited, with the reason; listed, never counted. */
export type NotProbed = Immutable<v.InferOutput<typeof notProbedShape>>;

/**
 * Why only `/` is requested of the endpoint and not the paths of its scrapes, '' where these are: a scrape may run queries or cost
 * money, which can be told only of what was recognised, and by its pod.
 */
export function onlyRootBecause(endpoint: Endpoint): string {
  if (endpoint.path !== undefined) return '';
  if (endpoint.exporter?.costly === true) return 'a scrape of this exporter is costly';
  if (endpoint.scrapes.length === 0) return 'nothing is known to scrape this endpoint';
  const seen = endpoint.exporter !== null || endpoint.targets.some(({ pod }) => pod !== null);
  return seen ? '' : 'no pod tells which exporter it is, and a scrape of some is costly';
}
