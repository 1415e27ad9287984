/** A kind of object by its place in the API. */
export interface Resource {
  readonly group: string; // '' for the core group
  readonly version: string;
  readonly plural: string;
}

export const services: Resource = { group: '', version: 'v1', plural: 'services' };
export const pods: Resource = { group: '', version: 'v1', plural: 'pods' };
export const nodes: Resource = { group: '', version: 'v1', plural: 'nodes' };
export const namespaces: Resource = { group: '', version: 'v1', plural: 'namespaces' };
export const configMaps: Resource = { group: '', version: 'v1', plural: 'configmaps' };
export const endpointSlices: Resource = { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices' };
export const serviceMonitors: Resource = { group: 'monitoring.coreos.com', version: 'v1', plural: 'servicemonitors' };

/** "services", "servicemonitors.monitoring.coreos.com". */
export const resourceName = ({ group, plural }: Resource): string => (group ? `${plural}.${group}` : plural);

export function resourcePath({ group, version, plural }: Resource, namespace: string, name = ''): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const scope = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}${name ? `/${encodeURIComponent(name)}` : ''}`;
}
