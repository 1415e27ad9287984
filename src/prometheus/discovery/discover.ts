import { grouped } from '../../model/grouped.ts';
import type { DiscoveredTarget, KubernetesSd, StaticSd } from '../job.ts';
import { clean } from '../../model/text.ts';
import { endpointsTargets } from './endpoints.ts';
import { endpointSliceTargets } from './endpointslice.ts';
import { ingressTargets } from './ingress.ts';
import { nodeTargets } from './node.ts';
import type { ClusterObjects, ListedKind } from './objects.ts';
import { podTargets } from './pod.ts';
import { selectorsOf, selectsEndpoints, viewOf, type Objects, type Selectors } from './select-view.ts';
import { serviceTargets } from './service.ts';
import { mostOfNamespace, type View } from './view.ts';

/** The targets of a discovery. `unsupported`: why they, or some of them, are not known. */
export interface Discovered {
  readonly targets: readonly DiscoveredTarget[];
  readonly unsupported: string;
}

/** What was found in a cluster so far: jobs ask for the same targets again and again. */
interface Known {
  readonly byNamespace: ReadonlyMap<string, Objects>;
  readonly targets: Map<string, Discovered>; // by what was asked for
}

const known = new WeakMap<ClusterObjects, Known>();

/** The kind of object without which a role has no targets. */
const source: Readonly<Record<KubernetesSd['role'], ListedKind>> = {
  endpoints: 'slices',
  endpointslice: 'slices',
  pod: 'pods',
  node: 'nodes',
  service: 'services',
  ingress: 'ingresses',
};
const mostNamespaces = 10_000;

/** The targets of kubernetes_sd_configs: the labels are those of Prometheus 3 (discovery/kubernetes). */
export function discoverKubernetes(sd: KubernetesSd, cluster: ClusterObjects): Discovered {
  const selectors = selectorsOf(sd);
  if ('unsupported' in selectors) return { targets: [], unsupported: selectors.unsupported };
  const scopes = sd.role === 'node' || sd.namespaces.length === 0 ? [''] : [...new Set(sd.namespaces)];
  if (scopes.length > mostNamespaces) return { targets: [], unsupported: `it looks at more than ${mostNamespaces} namespaces` };
  const lists = scopes.map((namespace) => targetsIn(namespace, sd, selectors, cluster));
  const unsupported = cluster.unreadable[source[sd.role]] || (lists.find((each) => each.unsupported)?.unsupported ?? '');
  return { targets: lists.length === 1 ? (lists[0]?.targets ?? []) : lists.flatMap((each) => each.targets), unsupported };
}

function targetsIn(namespace: string, sd: KubernetesSd, selectors: Selectors, cluster: ClusterObjects): Discovered {
  const { byNamespace, targets } = known.get(cluster) ?? remember(cluster);
  const { role, attachMetadata: attach } = sd;
  const asked = JSON.stringify([role, namespace, attach.node, attach.namespace, sd.selectors]);
  const before = targets.get(asked);
  if (before) return before;
  const objects = namespace === '' ? cluster : (byNamespace.get(namespace) ?? nothing);
  const view = viewOf(objects, cluster, { selectors, attach });
  const found = { targets: byRole(role, view, selectors), unsupported: beyond(view) };
  targets.set(asked, found);
  return found;
}

/** Of which namespaces not all targets are made. */
function beyond({ room }: View): string {
  const [first] = room.full;
  return first === undefined ? '' : `namespace ${clean(first, 63)} has more targets than the ${mostOfNamespace} that are evaluated`;
}

function byRole(role: KubernetesSd['role'], view: View, selectors: Selectors): DiscoveredTarget[] {
  if (role === 'endpoints') return endpointsTargets(view, selectsEndpoints(selectors));
  if (role === 'endpointslice') return endpointSliceTargets(view);
  if (role === 'pod') return podTargets(view);
  if (role === 'node') return nodeTargets(view);
  return role === 'service' ? serviceTargets(view) : ingressTargets(view);
}

const nothing: Objects = { services: [], slices: [], pods: [], ingresses: [] };

function remember(cluster: ClusterObjects): Known {
  const { services, slices, pods, ingresses } = cluster;
  const split = {
    services: grouped(services, namespaceOf),
    slices: grouped(slices, namespaceOf),
    pods: grouped(pods, namespaceOf),
    ingresses: grouped(ingresses, namespaceOf),
  };
  const all = new Set([...split.services.keys(), ...split.slices.keys(), ...split.pods.keys(), ...split.ingresses.keys()]);
  const byNamespace = new Map<string, Objects>();
  for (const namespace of all)
    byNamespace.set(namespace, {
      services: split.services.get(namespace) ?? [],
      slices: split.slices.get(namespace) ?? [],
      pods: split.pods.get(namespace) ?? [],
      ingresses: split.ingresses.get(namespace) ?? [],
    });
  const made = { byNamespace, targets: new Map<string, Discovered>() };
  known.set(cluster, made);
  return made;
}

const namespaceOf = ({ metadata }: { readonly metadata: { readonly namespace: string } }): string => metadata.namespace;

/** The targets of static_configs: each address with the labels of its group. A URL is one where relabelings may make an address of it. */
export function discoverStatic({ groups }: StaticSd, isRelabeled: boolean): Discovered {
  const odd = isRelabeled ? undefined : groups.flatMap(({ targets }) => targets).find((address) => address.includes('/'));
  if (odd !== undefined) return { targets: [], unsupported: `Prometheus does not load its static target "${clean(odd, 100)}"` };
  const targets = groups.flatMap(({ targets: addresses, labels }) =>
    addresses.map((address) => {
      const all = new Map(Object.entries(labels).filter(([, value]) => value !== ''));
      if (address === '') all.delete('__address__');
      else all.set('__address__', address);
      return { labels: all, pod: null, written: true };
    }),
  );
  return { targets, unsupported: '' };
}
