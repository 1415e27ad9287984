/** A kind of object by its place in the API. */
export interface Resource {
  readonly group: string; // '' for the core group
  readonly version: string;
  readonly plural: string;
}

const core = (plural: string): Resource => ({ group: '', version: 'v1', plural });
const operator = (plural: string, version = 'v1'): Resource => ({ group: 'monitoring.coreos.com', version, plural });

export const services: Resource = core('services');
export const pods: Resource = core('pods');
export const nodes: Resource = core('nodes');
export const namespaces: Resource = core('namespaces');
export const configMaps: Resource = core('configmaps');
/** Only ever read one by one, by `get` and by name: never listed, never watched. */
export const secrets: Resource = core('secrets');
export const endpointSlices: Resource = { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices' };
export const ingresses: Resource = { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses' };

/** The kinds of Prometheus Operator, in the versions that it stores. */
export const serviceMonitors: Resource = operator('servicemonitors');
export const podMonitors: Resource = operator('podmonitors');
export const probes: Resource = operator('probes');
export const scrapeConfigs: Resource = operator('scrapeconfigs', 'v1alpha1');
export const prometheuses: Resource = operator('prometheuses');
export const prometheusAgents: Resource = operator('prometheusagents', 'v1alpha1');

const foreign = (group: string, version: string, plurals: readonly string[]): Resource[] =>
  plurals.map((plural) => ({ group, version, plural }));

/** What declares scrapes to others than Prometheus Operator: counted, not resolved. */
export const foreignMonitors: readonly Resource[] = [
  ...foreign('operator.victoriametrics.com', 'v1beta1', [
    'vmservicescrapes',
    'vmpodscrapes',
    'vmprobes',
    'vmstaticscrapes',
    'vmscrapeconfigs',
    'vmnodescrapes',
  ]),
  ...foreign('monitoring.googleapis.com', 'v1', ['podmonitorings', 'clusterpodmonitorings', 'clusternodemonitorings']),
  ...foreign('azmonitoring.coreos.com', 'v1', ['servicemonitors', 'podmonitors']),
];

/** "services", "servicemonitors.monitoring.coreos.com". */
export const resourceName = ({ group, plural }: Resource): string => (group ? `${plural}.${group}` : plural);

export function resourcePath({ group, version, plural }: Resource, namespace: string, name = ''): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const scope = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}${name ? `/${encodeURIComponent(name)}` : ''}`;
}
