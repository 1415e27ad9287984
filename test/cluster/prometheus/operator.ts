import { join } from 'node:path';
import type { Api } from '../api.ts';
import { apiPort, serverOf } from '../control-plane.ts';
import { type Processes, until } from '../processes.ts';

/** Starts Prometheus Operator as administrator. Its CRDs are Established by now: it never looks again for those that are not. */
export function startOperator(dir: string, processes: Processes): void {
  const credentials = [`--ca-file=${join(dir, 'ca.crt')}`, `--cert-file=${join(dir, 'admin.crt')}`, `--key-file=${join(dir, 'admin.key')}`];
  const argv = [
    `${process.env['PGX_CLUSTER_BIN']}/operator`,
    `--apiserver=${serverOf(apiPort)}`,
    ...credentials,
    '--web.listen-address=127.0.0.1:18099',
  ];
  processes.start({ name: 'operator', argv });
}

interface Secrets {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: Readonly<Record<string, string>> }[];
}

const decoded = (data: Readonly<Record<string, string>> = {}): Map<string, Buffer> =>
  new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64')]));

/** The Secrets of a namespace by name, their values decoded. */
export async function readSecrets(api: Api, namespace: string): Promise<Map<string, Map<string, Buffer>>> {
  const { items } = await api.get<Secrets>(`/api/v1/namespaces/${namespace}/secrets`);
  return new Map(items.map(({ metadata, data }) => [metadata.name, decoded(data)]));
}

/** Waits until the operator has written the configuration of every Prometheus object of the namespace. */
export const waitForConfigurations = (api: Api, namespace: string, names: readonly string[]): Promise<void> =>
  until(
    'the configurations of Prometheus Operator',
    async () => {
      const secrets = await readSecrets(api, namespace);
      return names.every((name) => (secrets.get(secretName(name))?.get(configurationKey)?.length ?? 0) > 0);
    },
    120,
  );

export const configurationKey = 'prometheus.yaml.gz';
/** `agent/NAME` for a PrometheusAgent. */
export const secretName = (name: string): string =>
  name.startsWith('agent/') ? `prom-agent-${name.slice('agent/'.length)}` : `prometheus-${name}`;

interface Events {
  readonly items: readonly { readonly reason?: string; readonly note?: string; readonly regarding?: Readonly<Record<string, string>> }[];
}

/** What the operator says of the objects that it skips: "ServiceMonitor/NAMESPACE/NAME" → its words. */
export async function readRejections(api: Api): Promise<Map<string, string>> {
  const { items } = await api.get<Events>('/apis/events.k8s.io/v1/events');
  const rejected = items.filter(({ reason }) => reason === 'InvalidConfiguration');
  return new Map(
    rejected.map(({ regarding = {}, note = '' }) => [`${regarding['kind']}/${regarding['namespace']}/${regarding['name']}`, note]),
  );
}
