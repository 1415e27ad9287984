import type { GenericSchema, InferOutput } from 'valibot';
import { endpointSlices, nodes, pods, serviceMonitors, services, type KubeApi, type Resource } from '../kube/index.ts';
import { scanError } from '../model/errors.ts';
import type { Access } from '../model/report.ts';
import { serviceMonitorShape, type ServiceMonitor } from '../prometheus/index.ts';
import { nodeShape, podShape, projection, serviceShape, sliceShape, type Node, type Pod, type Service, type Slice } from './objects.ts';

/** All that was read of the cluster, and how well. */
export interface Inventory {
  readonly services: readonly Service[];
  readonly slices: readonly Slice[];
  readonly apiServer: readonly Slice[]; // of Service default/kubernetes, whatever the namespaces; none where they may not be listed
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly monitors: readonly ServiceMonitor[];
  readonly access: readonly Access[];
  readonly unreadable: { readonly services: string; readonly slices: string; readonly pods: string; readonly monitors: string }; // why; '' where read
}

interface Read<T> {
  readonly items: readonly T[];
  readonly access: Access;
}

/**
 * Lists what discovery needs: in the given namespaces, or in all. Monitors are always listed in all namespaces, since one may select a
 * Service of another. Throws a scan error where neither Services nor Pods may be listed.
 */
export async function collect(api: KubeApi, namespaces: readonly string[]): Promise<Inventory> {
  const service = await read(api, services, serviceShape, namespaces);
  const pod = await read(api, pods, podShape, namespaces);
  if (service.access.outcome === 'forbidden' && pod.access.outcome === 'forbidden') throw forbidden(namespaces, service.access.detail);
  const slice = await read(api, endpointSlices, sliceShape, namespaces);
  const node = await read(api, nodes, nodeShape, []);
  const apiServer =
    namespaces.length > 0 && !namespaces.includes('default') ? await read(api, endpointSlices, sliceShape, ['default']) : slice;
  const monitor = await readMonitors(api, namespaces);
  return {
    services: service.items,
    slices: slice.items,
    apiServer: apiServer.items.filter(
      ({ metadata }) => metadata.namespace === 'default' && metadata.labels['kubernetes.io/service-name'] === 'kubernetes',
    ),
    pods: pod.items,
    nodes: node.items,
    monitors: monitor.items,
    access: [service, slice, pod, node, monitor].map((each) => each.access),
    unreadable: {
      services: gap('Services', service.access),
      slices: gap('EndpointSlices', slice.access),
      pods: gap('pods', pod.access),
      monitors: gap('monitors', monitor.access),
    },
  };
}

async function read<S extends GenericSchema>(
  api: KubeApi,
  resource: Resource,
  shape: S,
  namespaces: readonly string[],
): Promise<Read<InferOutput<S>>> {
  const project = projection(shape);
  const lists: Read<InferOutput<S>>[] = [];
  for (const namespace of namespaces.length > 0 ? new Set(namespaces) : [''])
    lists.push(present(resource, await api.list(resource, { namespace, project })));
  return {
    items: lists.flatMap((each) => each.items),
    access: joined(
      lists.map((each) => each.access),
      [...new Set(namespaces)],
    ),
  };
}

/** Only a custom resource may be absent. A server without Services or EndpointSlices is not the one that was meant, and nothing was seen. */
const present = <T>({ group }: Resource, { items, access }: Read<T>): Read<T> => ({
  items,
  access: access.outcome === 'absent' && group !== serviceMonitors.group ? { ...access, outcome: 'failed' } : access,
});

/** Refused in all namespaces, they are looked for in the given ones: what other namespaces hold stays unknown. */
async function readMonitors(api: KubeApi, namespaces: readonly string[]): Promise<Read<ServiceMonitor>> {
  const everywhere = await read(api, serviceMonitors, serviceMonitorShape, []);
  if (everywhere.access.outcome !== 'forbidden' || namespaces.length === 0) return everywhere;
  const some = await read(api, serviceMonitors, serviceMonitorShape, namespaces);
  if (some.access.outcome === 'forbidden') return everywhere;
  return { items: some.items, access: { ...some.access, outcome: 'partial', detail: everywhere.access.detail } };
}

/** One account of several namespaces: as good as all of them together. */
function joined(accesses: readonly Access[], namespaces: readonly string[]): Access {
  const [first] = accesses;
  if (!first || accesses.length === 1) return first ?? { resource: '', outcome: 'failed', count: 0, detail: '' };
  const count = accesses.reduce((sum, each) => sum + each.count, 0);
  const outcomes = new Set(accesses.map((each) => each.outcome));
  const worst = accesses.findIndex((each) => each.outcome !== 'listed');
  const detail = worst < 0 ? '' : `${namespaces[worst] ?? ''}: ${accesses[worst]?.detail ?? ''}`;
  return { resource: first.resource, outcome: outcomes.size === 1 ? first.outcome : 'partial', count, detail };
}

const gap = (what: string, { outcome, detail }: Access): string => {
  if (outcome === 'listed' || outcome === 'absent') return '';
  return `${what} ${outcome === 'partial' ? 'only partly readable' : 'not readable'}: ${detail}`;
};

function forbidden(namespaces: readonly string[], detail: string): Error {
  const where = namespaces.length > 0 ? `in namespace ${namespaces.join(', ')}` : 'in all namespaces';
  const hint =
    namespaces.length > 0
      ? 'ask for the right to list services and pods there'
      : 'name the namespaces that you may read: -n NAMESPACE (repeatable)';
  return scanError(`not allowed to list services and pods ${where}: ${detail}`, hint);
}
