import type { DiscoveredTarget } from '../job.ts';
import { joinHostPort } from './address.ts';
import { draft, finish, merge, objectLabels, put, type Draft } from './draft.ts';
import type { ContainerObject, PodObject } from './objects.ts';
import { addNamespace, addNode, claim, type View } from './view.ts';

type Port = ContainerObject['ports'][number];

const podLabelsOf = new WeakMap<PodObject, Draft>();

/** The labels that every target of a pod has (discovery/kubernetes/pod.go, podLabels). */
export function podLabels(pod: PodObject): Draft {
  const known = podLabelsOf.get(pod);
  if (known) return known;
  const { metadata, spec, status } = pod;
  const controller = metadata.ownerReferences.find((each) => each.controller === true);
  const made = draft({
    pod_ip: podIp(pod),
    pod_ready: status.ready.toLowerCase(),
    pod_phase: status.phase,
    pod_node_name: spec.nodeName,
    pod_host_ip: status.hostIPs[0] ?? '',
    pod_uid: metadata.uid,
    pod_controller_kind: controller?.kind || undefined,
    pod_controller_name: controller?.name || undefined,
  });
  podLabelsOf.set(pod, merge(made, objectLabels('pod', metadata)));
  return made;
}

export const podIp = ({ status }: PodObject): string => status.podIPs[0] ?? '';

export const referenceOf = ({ metadata }: PodObject): NonNullable<DiscoveredTarget['pod']> => ({
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
});

/** The labels of a container's port. */
export const portLabels = ({ name, image, isInit }: ContainerObject, port: Port): Draft =>
  draft({
    pod_container_name: name,
    pod_container_image: image,
    pod_container_port_name: port.name,
    pod_container_port_number: String(port.number),
    pod_container_port_protocol: port.protocol,
    pod_container_init: String(isInit),
  });

/** A draft with its address. */
export function at(address: string, labels: Draft = draft()): Draft {
  put(labels, '__address__', address);
  return labels;
}

/** Role pod: one target for each port of a container, and one without a port for a container that declares none. */
export function podTargets(view: View): DiscoveredTarget[] {
  return [...view.pods.values()].flatMap((pod) => targetsOfPod(pod, view));
}

function targetsOfPod(pod: PodObject, view: View): DiscoveredTarget[] {
  const { metadata, spec } = pod;
  const ip = podIp(pod);
  // With the node attached, a pod whose node is not found has no targets.
  const withoutNode = view.attach.node && !view.nodes.has(spec.nodeName) && !view.unreadable.nodes;
  const count = spec.allContainers.reduce((sum, { ports }) => sum + Math.max(1, ports.length), 0);
  if (ip === '' || withoutNode || !claim(view, metadata.namespace, count)) return [];
  const group = merge(draft(), podLabels(pod));
  put(group, '__meta_kubernetes_namespace', metadata.namespace);
  addNode(group, spec.nodeName, view);
  addNamespace(group, metadata.namespace, view);
  const drafts = spec.allContainers.flatMap((container) => {
    const of = draft({ pod_container_id: container.id });
    if (container.ports.length > 0)
      return container.ports.map((port) => at(joinHostPort(ip, port.number), merge(portLabels(container, port), of)));
    const { name, image, isInit } = container;
    return [at(ip, merge(draft({ pod_container_name: name, pod_container_image: image, pod_container_init: String(isInit) }), of))];
  });
  return drafts.map((each) => finish(each, group, referenceOf(pod)));
}
