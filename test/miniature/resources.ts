import type { KubeObject } from './objects/index.ts';

/** One kind of object that the API serves. */
export interface ResourceType {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const type = (apiVersion: string, kind: string, plural: string, namespaced = true): ResourceType => ({
  apiVersion,
  kind,
  plural,
  namespaced,
});

export const resourceTypes: readonly ResourceType[] = [
  type('v1', 'Namespace', 'namespaces', false),
  type('v1', 'Node', 'nodes', false),
  type('v1', 'Pod', 'pods'),
  type('v1', 'Service', 'services'),
  type('v1', 'ConfigMap', 'configmaps'),
  type('v1', 'Secret', 'secrets'),
  type('apps/v1', 'Deployment', 'deployments'),
  type('apps/v1', 'ReplicaSet', 'replicasets'),
  type('apps/v1', 'StatefulSet', 'statefulsets'),
  type('apps/v1', 'DaemonSet', 'daemonsets'),
  type('batch/v1', 'Job', 'jobs'),
  type('batch/v1', 'CronJob', 'cronjobs'),
  type('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  type('monitoring.coreos.com/v1', 'ServiceMonitor', 'servicemonitors'),
];

/** "services", "servicemonitors.monitoring.coreos.com". */
export const groupOf = ({ apiVersion }: ResourceType): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');
export const qualifiedName = (resource: ResourceType): string =>
  groupOf(resource) ? `${resource.plural}.${groupOf(resource)}` : resource.plural;

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** Items of built-in kinds come without apiVersion and kind, those of custom resources with both, as from a real API server. */
function itemOf(object: KubeObject, resourceVersion: string): Readonly<Record<string, unknown>> {
  const { apiVersion, kind, ...rest } = object;
  const item = { ...rest, metadata: { ...object.metadata, resourceVersion } };
  return apiVersion.startsWith('monitoring.') ? { apiVersion, kind, ...item } : item;
}

const tokenPrefix = 'after:';

interface PageOptions {
  readonly most: number; // items
  readonly token: string; // of the page before, '' for the first
  readonly resourceVersion: string;
}

/** One page of a list, in the order of etcd's keys; null where the token is not one of ours. */
export function pageOf(
  objects: readonly KubeObject[],
  resource: ResourceType,
  options: PageOptions,
): Readonly<Record<string, unknown>> | null {
  const { most, resourceVersion } = options;
  const after = Buffer.from(options.token, 'base64url').toString();
  if (options.token && !after.startsWith(tokenPrefix)) return null;
  const rest = objects.map((object) => ({ object, key: tokenPrefix + keyOf(object) })).filter(({ key }) => key > after);
  rest.sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = rest.slice(0, most);
  const remaining = rest.length - page.length;
  const last = Buffer.from(page.at(-1)?.key ?? '').toString('base64url');
  const more = remaining > 0 ? { continue: last, remainingItemCount: remaining } : {};
  const items = page.map(({ object }) => itemOf(object, resourceVersion));
  return { kind: `${resource.kind}List`, apiVersion: resource.apiVersion, metadata: { resourceVersion, ...more }, items };
}
