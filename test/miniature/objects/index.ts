import { type Exporter, exporters } from '../inventory.ts';
import type { KubeObject } from './meta.ts';
import { endpointSlice, service, serviceMonitor } from './network.ts';
import { caConfigMap, externalName, finished, handWritten, lookAlike, namespace, node } from './others.ts';
import { pod, podName, replicaSet, workload } from './workload.ts';

export type { KubeObject } from './meta.ts';

export interface MiniatureOptions {
  /** Where each exporter's replicas listen, by the exporter's key; without an entry: at the wished port, one replica a certificate. */
  readonly listening?: Readonly<Record<string, { readonly port: number; readonly ips: readonly string[] }>>;
  /** The address of a pod, in place of the one it would have: how the same objects are made for a real API server. */
  readonly address?: (pod: string, loopback: string) => string;
  readonly metricsCa: string; // PEM
  readonly retiredCa: string; // PEM
}

function objectsOf(exporter: Exporter, position: number, options: MiniatureOptions): readonly KubeObject[] {
  const { address = (_pod: string, loopback: string) => loopback } = options;
  const ips = exporter.certificates.length > 1 ? exporter.certificates.map((_, index) => `127.0.0.${index + 1}`) : ['127.0.0.1'];
  const listening = options.listening?.[exporter.key] ?? { port: exporter.port, ips };
  const replicas = listening.ips.map((ip, ordinal) => {
    const name = podName(exporter, ordinal);
    return { name, ip: address(name, ip), port: listening.port };
  });
  const owner = workload(exporter, replicas);
  const set = replicaSet(exporter, owner);
  const pods = replicas.map((replica) => pod(exporter, set ?? owner, replica));
  const front = service(exporter, position, listening.port);
  const behind = [endpointSlice(exporter, front, pods), serviceMonitor(exporter)];
  return [owner, set, ...pods, front, ...behind].filter((object) => object !== null);
}

/** All objects of the miniature cluster, each after those it refers to, without resourceVersion. */
export function miniatureObjects(options: MiniatureOptions): readonly KubeObject[] {
  const address = options.address ?? ((_pod: string, loopback: string) => loopback);
  const namespaces = [...new Set(exporters.map((exporter) => exporter.namespace))];
  const monitored = exporters.filter((exporter) => exporter.monitor?.tlsConfig?.['ca']).map((exporter) => exporter.namespace);
  return [
    ...['kube-system', 'default', ...namespaces].map(namespace),
    node,
    ...[...new Set(monitored)].map((place) => caConfigMap({ namespace: place, name: 'metrics-ca' }, options.metricsCa)),
    caConfigMap({ namespace: 'catalogue', name: 'metrics-ca-2019' }, options.retiredCa),
    ...exporters.flatMap((exporter, position) => objectsOf(exporter, position, options)),
    ...externalName,
    ...handWritten,
    lookAlike(address('shop-frontend', '127.0.0.1')),
    ...finished(address('nightly-check', '127.0.0.1')),
  ];
}
