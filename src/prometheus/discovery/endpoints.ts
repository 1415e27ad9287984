import type { DiscoveredTarget } from '../job.ts';
import { sanitizeLabelName } from '../relabel/index.ts';
import { joinHostPort } from './address.ts';
import { targetsBehind, type Backend } from './behind-service.ts';
import { draft, merge, meta, objectLabels, type Draft } from './draft.ts';
import { serviceName, serviceOf, sizeOf } from './endpointslice.ts';
import type { ServiceObject, SliceEndpointObject, SliceObject, SlicePort } from './objects.ts';
import { at } from './pod.ts';
import { addNamespace, addNode, claim, serviceLabels, type View } from './view.ts';

/** An Endpoints object, as far as its slices tell. */
export interface EndpointsObject {
  readonly namespace: string;
  readonly name: string;
  readonly service: ServiceObject | undefined;
  readonly slices: readonly SliceObject[];
  readonly mirrored: boolean; // written by hand, and its slices made of it
}

const managedBy = 'endpointslice.kubernetes.io/managed-by';
const controller = 'endpointslice-controller.k8s.io';
const mirroring = 'endpointslicemirroring-controller.k8s.io';
/** Writes the slices of its Service of kubelets, and Endpoints that are not mirrored, one or both, as it is told (pkg/kubelet/controller.go). */
const operator = 'prometheus-operator';

const known = new Set([controller, mirroring, operator]);

/**
 * The Endpoints objects of a cluster, which are not listed, told from the EndpointSlices. Those of a Service with a selector have its primary IP
 * family only. A slice that neither the EndpointSlice nor the mirroring controller wrote has no Endpoints behind it, but that of the API
 * server itself; and those of Prometheus Operator may. What an Endpoints object has for itself is not known: its annotations, and who manages it. (pkg/controller/endpoint of
 * Kubernetes.)
 */
function endpointsOf({ slices, everyService: services }: View): EndpointsObject[] {
  const found = new Map<string, SliceObject[]>();
  for (const slice of slices) {
    const key = `${slice.metadata.namespace}/${serviceOf(slice)}`;
    const manager = slice.metadata.labels[managedBy] ?? '';
    const apiServer = key === 'default/kubernetes' && slice.metadata.name === 'kubernetes' && manager === '';
    if (serviceOf(slice) === '' || !(known.has(manager) || apiServer)) continue;
    if (manager === controller && isSecondary(slice, services.get(key))) continue;
    const before = found.get(key);
    if (before) before.push(slice);
    else found.set(key, [slice]);
  }
  return [...found].map(([key, own]) => ({
    namespace: key.slice(0, key.indexOf('/')),
    name: key.slice(key.indexOf('/') + 1),
    service: services.get(key),
    slices: own,
    mirrored: own.some(({ metadata }) => metadata.labels[managedBy] !== controller),
  }));
}

const isSecondary = ({ addressType }: SliceObject, service: ServiceObject | undefined): boolean =>
  service?.spec.ipFamilies[0] !== undefined && service.spec.ipFamilies[0] !== addressType;

/** The labels of an Endpoints object: its Service's, or, written by hand, those that the slices have of it. */
export function ownLabels({ service, slices, mirrored }: EndpointsObject): Readonly<Record<string, string>> {
  if (!mirrored && service) {
    const headless = service.spec.clusterIP === '' || service.spec.clusterIP === 'None';
    return { ...service.metadata.labels, ...(headless && { 'service.kubernetes.io/headless': '' }) };
  }
  const { [managedBy]: _manager, [serviceName]: _service, ...rest } = slices[0]?.metadata.labels ?? {};
  return rest;
}

/** Role endpoints (discovery/kubernetes/endpoints.go). */
export const endpointsTargets = (view: View, selected: (endpoints: EndpointsObject) => boolean): DiscoveredTarget[] =>
  endpointsOf(view)
    .filter((each) => selected(each))
    .flatMap((each) => targetsOfEndpoints(each, view));

/** An Endpoints object holds at most so many addresses; which they are cannot be told. */
const mostAddresses = 1000;

function targetsOfEndpoints(endpoints: EndpointsObject, view: View): DiscoveredTarget[] {
  const { namespace, name, service, slices, mirrored } = endpoints;
  if (!slices.every((slice) => claim(view, namespace, sizeOf(slice)))) return [];
  const group = draft({ namespace });
  merge(group, serviceLabels(namespace, name, view));
  merge(group, objectLabels('endpoints', { name, labels: ownLabels(endpoints), annotations: {}, unread: [] }));
  merge(group, endpointsUnknown(endpoints, view));
  addNamespace(group, namespace, view);
  const leaving = !mirrored && service?.spec.publishNotReadyAddresses !== true;
  const backends = slices.flatMap((slice) =>
    slice.endpoints
      .filter(({ conditions }) => !(leaving && conditions.terminating === true)) // pods that are being deleted
      .flatMap((endpoint) =>
        slice.ports.flatMap((port) => endpoint.addresses.map((address) => backendOf({ address, endpoint, port }, view))),
      ),
  );
  if (slices.some(({ metadata }) => metadata.labels[managedBy] === operator))
    group.doubt = 'whether Prometheus Operator writes Endpoints beside these slices is not known';
  const addresses = slices.reduce((sum, slice) => sum + slice.endpoints.length, 0);
  if (addresses > mostAddresses)
    group.doubt = `the Endpoints have only ${mostAddresses} of the ${addresses} addresses, and which is not known`;
  return targetsBehind(backends, group, view);
}

/** What Endpoints have and their slices do not tell; those of the API server have slices without any of their labels. */
function endpointsUnknown({ mirrored, service, slices }: EndpointsObject, { unreadable }: View): Draft {
  const why = 'the Endpoints object is not read';
  const made = draft();
  const copied = slices.some(({ metadata }) => metadata.labels[managedBy] === mirroring);
  for (const suffix of ['annotation_*', 'annotationpresent_*']) made.unknown.set(meta(`endpoints_${suffix}`), why);
  for (const key of mirrored ? [managedBy, serviceName] : ['endpoints.kubernetes.io/managed-by'])
    for (const what of ['label', 'labelpresent']) made.unknown.set(meta(`endpoints_${what}_${sanitizeLabelName(key)}`), why);
  if (mirrored && !copied) made.unknown.set(meta('endpoints_label*'), why);
  if (!mirrored && !service) made.unknown.set(meta('endpoints_label*'), unreadable.services || why);
  return made;
}

function backendOf(of: { address: string; endpoint: SliceEndpointObject; port: SlicePort }, view: View): Backend {
  const { address, endpoint, port } = of;
  const { targetRef, nodeName, hostname, conditions } = endpoint;
  const labels = draft({
    endpoint_port_name: port.name,
    endpoint_port_protocol: port.protocol,
    endpoint_ready: String(conditions.ready !== false),
    endpoint_address_target_kind: targetRef?.kind,
    endpoint_address_target_name: targetRef?.name,
    endpoint_node_name: nodeName || undefined,
    endpoint_hostname: hostname || undefined,
  });
  addNode(labels, nodeName || (targetRef?.kind === 'Node' ? targetRef.name : ''), view);
  return { labels: at(joinHostPort(address, port.port ?? 0), labels), reference: targetRef, port: port.port ?? 0, protocol: port.protocol };
}
