import type { GenericSchema, InferOutput } from 'valibot';
import * as v from 'valibot';
import * as kinds from '../kube/index.ts';
import type { KubeApi, Resource } from '../kube/index.ts';
import { scanError } from '../model/errors.ts';
import type { Access } from '../model/report.ts';
import { clean } from '../model/text.ts';
import {
  podMonitorShape,
  probeShape,
  prometheusShape,
  scrapeConfigShape,
  serviceMonitorShape,
  type ClusterObjects,
  type OperatorObjects,
} from '../prometheus/index.ts';
import * as shapes from './objects.ts';
import { projection, type Ingress, type Namespace, type Node, type Pod, type Service, type Slice } from './objects.ts';

/** All that was read of the cluster, and how well. */
export interface Inventory {
  readonly services: readonly Service[];
  readonly slices: readonly Slice[];
  readonly apiServer: readonly Slice[]; // of Service default/kubernetes, whatever the namespaces; none where they may not be listed
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly namespaces: readonly Namespace[];
  readonly ingresses: readonly Ingress[];
  readonly operator: Omit<OperatorObjects, 'namespaces' | 'asset' | 'originOf'>;
  readonly misfits: readonly Misfit[];
  readonly foreign: readonly { readonly resource: string; readonly count: number }[]; // kinds that are only counted
  readonly access: readonly Access[];
  readonly unreadable: Required<ClusterObjects['unreadable']> & {
    readonly monitors: string; // of any kind that declares scrapes
  }; // why; '' where read
}

/** An object that declares scrapes, and has not the shape of its kind or is beyond the bounds of what is read of one. */
export interface Misfit {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface Read<T> {
  readonly items: readonly T[];
  readonly access: Access;
}

/**
 * Lists what discovery needs: in the given namespaces, or in all. What declares scrapes is always listed in all namespaces, since it may select a
 * Service of another. Throws a scan error where neither Services nor Pods may be listed.
 */
export async function collect(api: KubeApi, namespaces: readonly string[]): Promise<Inventory> {
  const service = await read(api, kinds.services, shapes.serviceShape, namespaces);
  const pod = await read(api, kinds.pods, shapes.podShape, namespaces);
  if (service.access.outcome === 'forbidden' && pod.access.outcome === 'forbidden') throw forbidden(namespaces, service.access.detail);
  const slice = await read(api, kinds.endpointSlices, shapes.sliceShape, namespaces);
  const node = await read(api, kinds.nodes, shapes.nodeShape, []);
  const namespace = await read(api, kinds.namespaces, shapes.namespaceShape, []);
  const limited = namespaces.length > 0 && !namespaces.includes('default');
  const apiServer = limited ? await read(api, kinds.endpointSlices, shapes.sliceShape, ['default']) : slice;
  const declared = await readDeclared(api, namespaces);
  const ingress =
    declared.operator.probes.length > 0 || declared.operator.scrapeConfigs.length > 0
      ? await read(api, kinds.ingresses, shapes.ingressShape, namespaces)
      : null;
  const foreign = await readForeign(api, namespaces);
  return {
    services: service.items,
    slices: slice.items,
    apiServer: apiServer.items.filter(
      ({ metadata }) => metadata.namespace === 'default' && metadata.labels['kubernetes.io/service-name'] === 'kubernetes',
    ),
    pods: pod.items,
    nodes: node.items,
    namespaces: namespace.items,
    ingresses: ingress?.items ?? [],
    operator: declared.operator,
    misfits: declared.misfits,
    foreign: foreign.map(({ access: { resource, count } }) => ({ resource, count })),
    access: [
      service,
      slice,
      pod,
      node,
      namespace,
      ...declared.read,
      ...(ingress ? [ingress] : []),
      ...foreign.filter(({ access }) => access.outcome !== 'absent'),
    ].map((each) => each.access),
    unreadable: {
      services: gap('Services', service.access),
      slices: gap('EndpointSlices', slice.access),
      pods: gap('pods', pod.access),
      nodes: gap('nodes', node.access),
      namespaces: gap('namespaces', namespace.access),
      ingresses: ingress ? gap('ingresses', ingress.access) : '',
      monitors: declared.gaps,
    },
  };
}

interface Declared {
  readonly operator: Inventory['operator'];
  readonly misfits: readonly Misfit[];
  readonly read: readonly Read<unknown>[];
  readonly gaps: string; // why scrapes may be missing
}

/** The objects of Prometheus Operator: what declares scrapes, and what selects it. */
async function readDeclared(api: KubeApi, namespaces: readonly string[]): Promise<Declared> {
  const of = <S extends GenericSchema>(resource: Resource, shape: S) => readEverywhere(api, resource, shape, namespaces);
  const misfits: Misfit[] = [];
  const monitorsOf = async <S extends GenericSchema>(kind: string, resource: Resource, shape: S) => {
    const { items, access } = await of(resource, v.union([shape, misfitOf(kind)]));
    const fitting = items.filter((each): each is InferOutput<S> => !isMisfit(each));
    misfits.push(...items.filter(isMisfit).map(({ misfit }) => misfit));
    return { items: fitting, access };
  };
  const serviceMonitors = await monitorsOf('ServiceMonitor', kinds.serviceMonitors, serviceMonitorShape);
  const podMonitors = await monitorsOf('PodMonitor', kinds.podMonitors, podMonitorShape);
  const probes = await monitorsOf('Probe', kinds.probes, probeShape);
  const scrapeConfigs = await monitorsOf('ScrapeConfig', kinds.scrapeConfigs, scrapeConfigShape);
  const prometheuses = await of(kinds.prometheuses, prometheusShape);
  const agents = await of(kinds.prometheusAgents, prometheusShape);
  const gaps = [
    gap('monitors', serviceMonitors.access),
    gap('PodMonitors', podMonitors.access),
    gap('Probes', probes.access),
    gap('ScrapeConfigs', scrapeConfigs.access),
  ];
  return {
    operator: {
      serviceMonitors: serviceMonitors.items,
      podMonitors: podMonitors.items,
      probes: probes.items,
      scrapeConfigs: scrapeConfigs.items,
      prometheuses: prometheuses.items,
      agents: agents.items,
      unreadable: {
        prometheuses: gap('Prometheus objects', prometheuses.access),
        agents: gap('PrometheusAgent objects', agents.access),
        namespaces: '',
      },
    },
    misfits,
    read: [serviceMonitors, podMonitors, probes, scrapeConfigs, prometheuses, agents],
    gaps: gaps.filter(Boolean).join('; '),
  };
}

/** Of an object that is not understood its name remains: what it declares is in doubt, and not what others do. */
const misfitOf = (kind: string) =>
  v.pipe(
    v.object({ metadata: v.object({ name: v.string(), namespace: v.string() }) }),
    v.transform(({ metadata: { name, namespace } }) => ({ misfit: { kind, namespace: clean(namespace, 63), name: clean(name, 253) } })),
  );
const isMisfit = (item: unknown): item is { readonly misfit: Misfit } => typeof item === 'object' && item !== null && 'misfit' in item;

const counted = v.object({ metadata: v.object({ name: v.string() }) });

/** What declares scrapes to others than Prometheus Operator: only counted. */
async function readForeign(api: KubeApi, namespaces: readonly string[]): Promise<Read<unknown>[]> {
  const all: Read<unknown>[] = [];
  for (const resource of kinds.foreignMonitors) all.push(await readEverywhere(api, resource, counted, namespaces));
  return all;
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
  access: access.outcome === 'absent' && !isCustom(group) ? { ...access, outcome: 'failed' } : access,
});

const isCustom = (group: string): boolean => group.includes('.') && !group.endsWith('.k8s.io');

/** Refused in all namespaces, they are looked for in the given ones: what other namespaces hold stays unknown. */
async function readEverywhere<S extends GenericSchema>(
  api: KubeApi,
  resource: Resource,
  shape: S,
  namespaces: readonly string[],
): Promise<Read<InferOutput<S>>> {
  const everywhere = await read(api, resource, shape, []);
  if (everywhere.access.outcome !== 'forbidden' || namespaces.length === 0) return everywhere;
  const some = await read(api, resource, shape, namespaces);
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
