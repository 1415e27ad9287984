import type { Job, KubernetesSd, RelabelConfig } from '../../src/prometheus/job.ts';
import { relabelConfigOfFile } from '../../src/prometheus/relabel/index.ts';

const none = { from: 'none', namespace: '', name: '', key: '' } as const;

/** A job as Prometheus Operator generates it from a ServiceMonitor; what is given takes the place of the rest. */
export const someJob = (over: Partial<Job> = {}): Job => ({
  id: 'serviceMonitor/db/pgx/0',
  source: { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx' },
  field: 'spec.endpoints[0]',
  prometheus: null,
  prometheusVersion: '3.16.0',
  uncertain: '',
  discoveries: [],
  relabelings: [],
  scheme: 'http',
  path: '/metrics',
  params: {},
  interval: '30s',
  timeout: '10s',
  tls: { configured: false, serverName: '', insecureSkipVerify: false, clientCertificate: false },
  ca: none,
  certificate: none,
  key: none,
  credential: 'none',
  proxy: '',
  followRedirects: true,
  ...over,
});

export const kubernetesSd = (role: KubernetesSd['role'], over: Partial<KubernetesSd> = {}): KubernetesSd => ({
  kind: 'kubernetes',
  role,
  namespaces: [],
  selectors: [],
  attachMetadata: { node: false, namespace: false },
  ...over,
});

/** relabel_configs as a configuration file has them. */
export const relabelings = (...configs: readonly object[]): RelabelConfig[] => configs.map((config) => relabelConfigOfFile(config));
