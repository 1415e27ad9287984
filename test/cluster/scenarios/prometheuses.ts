import type { KubeObject } from '../api.ts';
import { configMap, secret } from '../fixtures/fixture.ts';
import { type Material, namespace, serverName } from './material.ts';

/** The Prometheus objects whose operator-made configurations are run. Each selects monitors by the label `prometheus`. */
export const monitoring = 'monitoring';

interface Prometheus {
  readonly name: string;
  readonly kind?: 'PrometheusAgent';
  readonly spec: object;
}

const labelled = (prometheus: string) => ({ matchLabels: { prometheus } });
const everywhere = {
  serviceMonitorNamespaceSelector: {},
  podMonitorNamespaceSelector: {},
  probeNamespaceSelector: {},
  scrapeConfigNamespaceSelector: {},
};
const selecting = (prometheus: string) => ({
  serviceMonitorSelector: labelled(prometheus),
  podMonitorSelector: labelled(prometheus),
  probeSelector: labelled(prometheus),
  scrapeConfigSelector: labelled(prometheus),
  ...everywhere,
});

/** As the operator mounts what `secrets` and `configMaps` of the Prometheus object name. */
export const mounted = {
  secret: '/etc/prometheus/secrets/class-ca/ca.crt',
  configMap: '/etc/prometheus/configmaps/class-ca/ca.crt',
} as const;
const caFile = mounted.configMap;
const scrapeClasses = [
  { name: 'trusting', tlsConfig: { caFile } },
  { name: 'from-secret', tlsConfig: { caFile: mounted.secret } },
  { name: 'complete', tlsConfig: { caFile, serverName } },
  { name: 'referring', tlsConfig: { ca: { configMap: { name: 'class-ca', key: 'ca.crt' } }, serverName } },
  { name: 'careless', tlsConfig: { insecureSkipVerify: true } },
  { name: 'to-https', relabelings: [{ action: 'replace', targetLabel: '__scheme__', replacement: 'https' }] },
  { name: 'fallback', fallbackScrapeProtocol: 'PrometheusText0.0.4' },
];

const meta = (object: string, annotation: string): string => `__meta_kubernetes_${object}_annotation_prometheus_io_${annotation}`;

function annotationJob(name: string, role: string, object: string, address: object): object {
  const from = (annotation: string, regex: string) => ({ source_labels: [meta(object, annotation)], regex });
  const relabelings = [
    { action: 'keep', ...from('scrape', 'true') },
    { action: 'replace', ...from('scheme', '(https?)'), target_label: '__scheme__' },
    { action: 'replace', ...from('path', '(.+)'), target_label: '__metrics_path__' },
    { action: 'replace', target_label: '__address__', ...address },
  ];
  return { job_name: name, kubernetes_sd_configs: [{ role, namespaces: { names: [namespace] } }], relabel_configs: relabelings };
}

/** The annotation convention, as the chart called prometheus has it. */
const annotationJobs = [
  annotationJob('kubernetes-pods', 'pod', 'pod', {
    source_labels: [meta('pod', 'port'), '__meta_kubernetes_pod_ip'],
    regex: '(\\d+);((([0-9]+?)(\\.|$)){4})',
    replacement: '$2:$1',
  }),
  annotationJob('kubernetes-service-endpoints', 'endpoints', 'service', {
    source_labels: ['__address__', meta('service', 'port')],
    regex: '(.+?)(?::\\d+)?;(\\d+)',
    replacement: '$1:$2',
  }),
];

const main = {
  ...selecting('main'),
  scrapeClasses,
  secrets: ['class-ca'],
  configMaps: ['class-ca'],
  additionalScrapeConfigs: { name: 'annotation-jobs', key: 'jobs.yaml' },
};

export const prometheuses: readonly Prometheus[] = [
  { name: 'main', spec: main },
  {
    name: 'strict',
    spec: {
      ...selecting('strict'),
      ignoreNamespaceSelectors: true,
      arbitraryFSAccessThroughSMs: { deny: true },
      serviceDiscoveryRole: 'EndpointSlice',
      configMaps: ['class-ca'],
      scrapeClasses: [{ name: 'verified', default: true, tlsConfig: { caFile, serverName } }, { name: 'none' }],
    },
  },
  // The first takes PodMonitors only, of every namespace with the label; the second everything of its own namespace.
  {
    name: 'pods-only',
    spec: { podMonitorSelector: labelled('pods-only'), podMonitorNamespaceSelector: { matchLabels: { scraped: 'yes' } } },
  },
  { name: 'own-namespace', spec: { serviceMonitorSelector: {}, podMonitorSelector: {} } },
  {
    name: 'expressions',
    spec: {
      serviceMonitorSelector: {
        matchExpressions: [
          { key: 'team', operator: 'In', values: ['a', 'b'] },
          { key: 'retired', operator: 'DoesNotExist' },
        ],
      },
      serviceMonitorNamespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['scrapes-elsewhere'] }],
      },
    },
  },
  { name: 'agent', kind: 'PrometheusAgent', spec: selecting('agent') },
];

const common = (version: string) => ({ version, replicas: 0, scrapeInterval: '2s', scrapeTimeout: '2s' });

function prometheusObject({ name, kind, spec }: Prometheus, version: string): object {
  const apiVersion = `monitoring.coreos.com/${kind ? 'v1alpha1' : 'v1'}`;
  return { apiVersion, kind: kind ?? 'Prometheus', metadata: { namespace: monitoring, name }, spec: { ...common(version), ...spec } };
}

export const newPrometheuses = (): object[] => prometheuses.map((each) => prometheusObject(each, 'v3.16.0'));
/** Selects what `main` selects. */
export const oldPrometheus = (): object => prometheusObject({ name: 'debian', spec: main }, 'v2.42.0');

/** What the Prometheus objects refer to. */
export const prometheusMaterial = ({ servers }: Material): KubeObject[] => [
  configMap(monitoring, 'class-ca', { 'ca.crt': servers.certPem }),
  secret(monitoring, 'class-ca', { 'ca.crt': servers.certPem }),
  secret(monitoring, 'annotation-jobs', { 'jobs.yaml': JSON.stringify(annotationJobs) }),
];
