import type { KubernetesSd } from '../job.ts';
import { ownLabels, type EndpointsObject } from './endpoints.ts';
import type { ClusterObjects, PodObject, ServiceObject } from './objects.ts';
import { readSelector, type Predicate } from './selector.ts';
import { keyOf, type View } from './view.ts';

/** Objects of one namespace, or of all of them. */
export type Objects = Pick<ClusterObjects, 'services' | 'slices' | 'pods' | 'ingresses'>;

export type Selectors = Readonly<Record<'pod' | 'service' | 'endpoints' | 'endpointslice' | 'node' | 'ingress', Predicate>>;

const all: Predicate = () => true;

/** The selectors of a discovery by role; one that is not given selects all. */
export function selectorsOf({ selectors }: KubernetesSd): Selectors | { readonly unsupported: string } {
  const found: Record<string, Predicate> = {};
  for (const { role, label, field } of selectors) {
    const predicate = readSelector(label, field);
    if ('unsupported' in predicate) return predicate;
    found[role] = predicate;
  }
  return { pod: all, service: all, endpoints: all, endpointslice: all, node: all, ingress: all, ...found };
}

const names = ({ name, namespace = '' }: { readonly name: string; readonly namespace?: string }): Record<string, string> => ({
  'metadata.name': name,
  'metadata.namespace': namespace,
});
const podFields = ({ metadata, spec, status }: PodObject): Record<string, string> => ({
  ...names(metadata),
  'spec.nodeName': spec.nodeName,
  'status.phase': status.phase,
  'status.podIP': status.podIPs[0] ?? '',
});
const serviceFields = ({ metadata, spec }: ServiceObject): Record<string, string> => ({
  ...names(metadata),
  'spec.type': spec.type,
  'spec.clusterIP': spec.clusterIP,
});

/** What a discovery sees of the objects. */
export function viewOf(objects: Objects, cluster: ClusterObjects, of: { selectors: Selectors; attach: View['attach'] }): View {
  const { selectors, attach } = of;
  const services = objects.services.filter((each) => selectors.service(each.metadata.labels, serviceFields(each)));
  const pods = objects.pods.filter((each) => selectors.pod(each.metadata.labels, podFields(each)));
  const nodes = cluster.nodes.filter(({ metadata }) => selectors.node(metadata.labels, names(metadata)));
  return {
    services: new Map(services.map((each) => [keyOf(each), each])),
    everyService: new Map(objects.services.map((each) => [keyOf(each), each])),
    pods: new Map(pods.map((each) => [keyOf(each), each])),
    slices: objects.slices.filter(({ metadata }) => selectors.endpointslice(metadata.labels, names(metadata))),
    ingresses: objects.ingresses.filter(({ metadata }) => selectors.ingress(metadata.labels, names(metadata))),
    nodes: new Map(nodes.map((each) => [each.metadata.name, each])),
    namespaces: new Map(cluster.namespaces.map((each) => [each.metadata.name, each])),
    unreadable: cluster.unreadable,
    room: { left: new Map(), full: new Set() },
    attach,
  };
}

/** Whether a selector of role endpoints selects what stands for an Endpoints object here. */
export const selectsEndpoints =
  (selectors: Selectors) =>
  (endpoints: EndpointsObject): boolean =>
    selectors.endpoints(ownLabels(endpoints), names(endpoints));
