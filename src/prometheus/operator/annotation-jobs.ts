import type { Job, KubernetesSd, RelabelConfig } from '../job.ts';
import { copy, drop, keep, relabel } from './jobs/relabel.ts';

type Of = 'service' | 'pod';

/**
 * The jobs of the prometheus.io/* annotation convention, with the relabelings of the prometheus chart of prometheus-community/helm-charts. Nothing
 * tells whether a Prometheus has them. They have no TLS settings and no credentials: https works only with a publicly trusted certificate.
 */
export function annotationJobs(): readonly Job[] {
  return [job('service', false), job('service', true), job('pod', false), job('pod', true)];
}

const roles = { service: 'endpointslice', pod: 'pod' } as const;
const names = { service: 'kubernetes-service-endpoints', pod: 'kubernetes-pods' };
const nowhere = { from: 'none', namespace: '', name: '', key: '' } as const;

function job(of: Of, slow: boolean): Job {
  const discovery: KubernetesSd = {
    kind: 'kubernetes',
    role: roles[of],
    namespaces: [],
    selectors: [],
    attachMetadata: { node: false, namespace: false },
  };
  return {
    id: `annotation/${names[of]}${slow ? '-slow' : ''}`,
    source: { kind: of === 'service' ? 'Service' : 'Pod', namespace: '', name: 'prometheus.io annotations' },
    field: 'metadata.annotations',
    prometheus: null,
    prometheusVersion: '',
    uncertain: '',
    discoveries: [discovery],
    relabelings: [...asked(of, slow), ...request(of), ...(of === 'service' ? serviceAddress : podAddress), ...labels(of)],
    scheme: 'http',
    path: '/metrics',
    params: {},
    tls: { configured: false, serverName: '', insecureSkipVerify: false, clientCertificate: false },
    ca: nowhere,
    certificate: nowhere,
    key: nowhere,
    credential: 'none',
    proxy: '',
    followRedirects: true,
  };
}

const annotation = (of: Of, name: string): string => `__meta_kubernetes_${of}_annotation_prometheus_io_${name}`;

function asked(of: Of, slow: boolean): RelabelConfig[] {
  if (slow) return [keep([annotation(of, 'scrape_slow')], 'true')];
  return [keep([annotation(of, 'scrape')], 'true'), drop([annotation(of, 'scrape_slow')], 'true')];
}

const request = (of: Of): RelabelConfig[] => [
  relabel({ sourceLabels: [annotation(of, 'scheme')], targetLabel: '__scheme__', regex: '(https?)' }),
  relabel({ sourceLabels: [annotation(of, 'path')], targetLabel: '__metrics_path__', regex: '(.+)' }),
];

const serviceAddress: readonly RelabelConfig[] = [
  relabel({
    sourceLabels: ['__address__', annotation('service', 'port')],
    targetLabel: '__address__',
    regex: '(.+?)(?::\\d+)?;(\\d+)',
    replacement: '$1:$2',
  }),
];

const podSource = [annotation('pod', 'port'), '__meta_kubernetes_pod_ip'];
const podAddress: readonly RelabelConfig[] = [
  relabel({
    sourceLabels: podSource,
    targetLabel: '__address__',
    regex: '(\\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})',
    replacement: '[$2]:$1',
  }),
  relabel({ sourceLabels: podSource, targetLabel: '__address__', regex: '(\\d+);((([0-9]+?)(\\.|$)){4})', replacement: '$2:$1' }),
];

const labels = (of: Of): RelabelConfig[] => [
  relabel({ action: 'labelmap', regex: `${annotation(of, 'param_')}(.+)`, replacement: '__param_$1' }),
  relabel({ action: 'labelmap', regex: `__meta_kubernetes_${of}_label_(.+)` }),
  copy('__meta_kubernetes_namespace', 'namespace'),
  copy(`__meta_kubernetes_${of}_name`, of),
  ...(of === 'pod' ? [drop(['__meta_kubernetes_pod_phase'], 'Pending|Succeeded|Failed|Completed')] : []),
  copy('__meta_kubernetes_pod_node_name', 'node'),
];
