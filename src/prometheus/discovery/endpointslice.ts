import type { DiscoveredTarget } from '../job.ts';
import { sanitizeLabelName } from '../relabel/index.ts';
import { joinHostPort } from './address.ts';
import { targetsBehind, type Backend } from './behind-service.ts';
import { draft, merge, meta, objectLabels, put, type Draft } from './draft.ts';
import type { SliceEndpointObject, SliceObject, SlicePort } from './objects.ts';
import { at } from './pod.ts';
import { addNamespace, addNode, claim, serviceLabels, type View } from './view.ts';

/** Role endpointslice (discovery/kubernetes/endpointslice.go): every port of every address of every slice, hand-written ones too. */
export const endpointSliceTargets = (view: View): DiscoveredTarget[] => view.slices.flatMap((slice) => targetsOfSlice(slice, view));

export const serviceName = 'kubernetes.io/service-name';
export const serviceOf = ({ metadata }: SliceObject): string => metadata.labels[serviceName] ?? '';

function targetsOfSlice(slice: SliceObject, view: View): DiscoveredTarget[] {
  const { metadata, addressType, endpoints, ports } = slice;
  if (isSecondary(slice, view) || !claim(view, metadata.namespace, sizeOf(slice))) return [];
  const group = merge(
    draft({ namespace: metadata.namespace, endpointslice_address_type: addressType }),
    objectLabels('endpointslice', metadata),
  );
  if (serviceOf(slice)) merge(group, serviceLabels(metadata.namespace, serviceOf(slice), view));
  addNamespace(group, metadata.namespace, view);
  const backends = endpoints.flatMap((endpoint) =>
    ports.flatMap((port) => endpoint.addresses.map((address) => backendOf(address, endpoint, port, view))),
  );
  return targetsBehind(backends, group, view);
}

/** How many targets a slice makes. */
export const sizeOf = ({ endpoints, ports }: SliceObject): number =>
  ports.length * endpoints.reduce((sum, { addresses }) => sum + addresses.length, 0);

/** A slice of the second IP family of a dual-stack Service has the same pods once more: Prometheus leaves it out. */
function isSecondary(slice: SliceObject, { services }: View): boolean {
  const service = services.get(`${slice.metadata.namespace}/${serviceOf(slice)}`);
  const first = service?.spec.ipFamilies[0];
  const dual = service?.spec.ipFamilyPolicy === 'PreferDualStack' || service?.spec.ipFamilyPolicy === 'RequireDualStack';
  return dual && first !== undefined && slice.addressType !== first;
}

function backendOf(address: string, endpoint: SliceEndpointObject, slicePort: SlicePort, view: View): Backend {
  const { targetRef } = endpoint;
  const port = slicePort.port ?? null;
  const labels = at(port === null ? address : joinHostPort(address, port), endpointLabels(endpoint, slicePort));
  addNode(labels, targetRef?.kind === 'Node' ? targetRef.name : endpoint.nodeName, view);
  return { labels, reference: targetRef, port, protocol: null };
}

const asText = (value: boolean | null): string | undefined => (value === null ? undefined : String(value));

function endpointLabels(
  { conditions, hostname, targetRef, nodeName, zone, deprecatedTopology }: SliceEndpointObject,
  port: SlicePort,
): Draft {
  const made = draft({
    endpointslice_port_name: port.name,
    endpointslice_port_protocol: port.protocol,
    endpointslice_port: port.port ? String(port.port) : undefined,
    endpointslice_port_app_protocol: port.appProtocol,
    endpointslice_endpoint_conditions_ready: asText(conditions.ready),
    endpointslice_endpoint_conditions_serving: asText(conditions.serving),
    endpointslice_endpoint_conditions_terminating: asText(conditions.terminating),
    endpointslice_endpoint_hostname: hostname,
    endpointslice_address_target_kind: targetRef?.kind,
    endpointslice_address_target_name: targetRef?.name,
    endpointslice_endpoint_node_name: nodeName,
    endpointslice_endpoint_zone: zone,
  });
  for (const [key, value] of Object.entries(deprecatedTopology).slice(0, 100)) {
    put(made, meta(`endpointslice_endpoint_topology_${sanitizeLabelName(key)}`), value);
    put(made, meta(`endpointslice_endpoint_topology_present_${sanitizeLabelName(key)}`), 'true');
  }
  return made;
}
