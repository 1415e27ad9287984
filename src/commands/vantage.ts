import { readFile as readFileFromDisk } from 'node:fs/promises';
import * as v from 'valibot';
import { listeningPorts, meshListening, meshOf, type MeshPod } from '../exporters/index.ts';
import { createKubeApi, loadKubeAccess, pods, type KubeApi } from '../kube/index.ts';
import type { Vantage } from '../model/report.ts';
import { clean } from '../model/text.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Got = Awaited<ReturnType<KubeApi['get']>>;

export interface VantageOptions {
  readonly via: Vantage['via'];
  readonly auditedServer: string; // URL of the API server of the cluster that is audited, '' for none
  readonly env: Env;
  readonly signal: AbortSignal;
  readonly readFile?: (path: string) => Promise<string>;
  readonly getPod?: (namespace: string, name: string) => Promise<Got>;
}

const namespaceFile = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';
const listenerTables = ['/proc/net/tcp', '/proc/net/tcp6'];

/**
 * From where this scan sees the wire, and whether its own traffic passes through a mesh: by who listens in its network namespace, which needs
 * no rights, and by its own pod, which needs `get`. Never rejects: what cannot be told is a note.
 */
export async function readVantage(options: VantageOptions): Promise<Vantage> {
  const { via, auditedServer, env } = options;
  const notes = via === 'port-forward' ? [throughPortForward] : [];
  const inPod = !!env['KUBERNETES_SERVICE_HOST'];
  if (!inPod) return { via, from: 'outside', tainted: '', notes };
  const from = isOwnCluster(auditedServer, env) ? 'in-cluster' : 'outside';
  const own = await ownPod(options);
  const elsewhere = from === 'outside' ? ['the scanner runs in a pod, of another cluster as far as can be told'] : [];
  return {
    via,
    from,
    tainted: via === 'direct' && own.mesh !== '' ? taintedBy(own.mesh) : '',
    notes: [...notes, ...elsewhere, ...own.notes],
  };
}

const throughPortForward =
  "on the pods' loopback, where NetworkPolicies and meshes do not apply: other clients may be refused or encrypted";

const taintedBy = (mesh: string): string =>
  `the scanner itself is behind a mesh (${mesh}): it would see the mesh's TLS and not the exporters'; run it outside of the mesh, as pgx-audit job does`;

/** The API server that was audited is the one of the pod's own cluster, by its address or by its name in the cluster's DNS. */
function isOwnCluster(server: string, env: Env): boolean {
  if (server === '') return true;
  const host = URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : '';
  return host === env['KUBERNETES_SERVICE_HOST'] || /^kubernetes(\.default(\.svc(\..+)?)?)?$/.test(host);
}

interface Own {
  readonly mesh: string; // what tells of a mesh; '' where nothing does
  readonly notes: readonly string[];
}

async function ownPod(options: VantageOptions): Promise<Own> {
  const { env, readFile = readFromDisk, getPod = getOwnPod(options) } = options;
  const tables = await Promise.all(listenerTables.map((path) => readFile(path).catch(() => '')));
  const listening = meshListening(listeningPorts(tables.join('\n')));
  if (listening !== '') return { mesh: listening, notes: [] };
  const namespace = env['POD_NAMESPACE'] || (await readFile(namespaceFile).catch(() => '')).trim();
  const name = env['POD_NAME'] || (env['HOSTNAME'] ?? '');
  const got = await getPod(namespace, name).catch((error: unknown) => ({ missing: 'failed' as const, detail: String(error) }));
  const pod = 'found' in got ? meshPodOf(got.found) : null;
  if (pod) return { mesh: meshOf(pod)?.because ?? '', notes: pod.hostNetwork ? [onHostNetwork] : [] };
  const detail = 'found' in got ? 'it is not what a Pod is' : `${got.missing}: ${got.detail}`;
  const note = `whether a mesh stands before the scanner's own pod cannot be told (pods/get ${namespace}/${name}: ${detail})`;
  return { mesh: '', notes: tables[0] === '' ? [clean(note)] : [] };
}

const onHostNetwork = "the scanner's pod is on the host's network: it may reach what NetworkPolicies keep from other pods";

const readFromDisk = (path: string): Promise<string> => readFileFromDisk(path, 'utf8');

/** Asks the API of the pod's own cluster, whichever cluster is audited. */
const getOwnPod =
  ({ env, signal }: VantageOptions) =>
  async (namespace: string, name: string): Promise<Got> => {
    if (namespace === '' || name === '') return { missing: 'failed', detail: 'its name is not known' };
    const { KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT } = env;
    const api = createKubeApi(await loadKubeAccess({ env: { KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT } }), {
      signal,
      requestTimeoutMs: 5000,
    });
    try {
      return await api.get(pods, namespace, name);
    } finally {
      await api.close();
    }
  };

const record = v.optional(v.nullable(v.record(v.string(), v.string()), {}), {});
const containers = v.optional(
  v.nullable(v.array(v.object({ name: v.string(), image: v.optional(v.string(), ''), restartPolicy: v.optional(v.string(), '') })), []),
  [],
);
const podShape = v.object({
  metadata: v.object({ labels: record, annotations: record }),
  spec: v.object({ hostNetwork: v.optional(v.boolean(), false), containers, initContainers: containers }),
});

function meshPodOf(found: unknown): MeshPod | null {
  const parsed = v.safeParse(podShape, found);
  if (!parsed.success) return null;
  const { metadata, spec } = parsed.output;
  const running = [...spec.containers, ...spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')];
  return {
    ...metadata,
    containers: running.map(({ name, image }) => ({ name, image, ports: [] })),
    hostNetwork: spec.hostNetwork,
    namespaceLabels: {},
  };
}
