import type { DiscoveredTarget } from '../job.ts';
import { joinHostPort } from './address.ts';
import { draft, finish, merge, meta, type Draft } from './draft.ts';
import type { PodObject, SliceEndpointObject } from './objects.ts';
import { at, podIp, podLabels, portLabels, referenceOf } from './pod.ts';
import { claim, unreadableLabels, type View } from './view.ts';

/** An address behind a Service, with the labels that its role gives to it. */
export interface Backend {
  readonly labels: Draft;
  readonly reference: SliceEndpointObject['targetRef'];
  readonly port: number | null;
  readonly protocol: string | null; // of the port, where it is the one to tell for the container's
}

/**
 * What roles endpoints and endpointslice have in common: the labels of the pod and of its container behind each address, then a target for
 * every port that those pods declare and no address has named (the second halves of buildEndpoints and buildEndpointSlice).
 */
export function targetsBehind(backends: readonly Backend[], group: Draft, view: View): DiscoveredTarget[] {
  const seen = new Map<PodObject, Set<number>>();
  const targets = backends.map((backend) => {
    const { reference, port, labels } = backend;
    const isPod = reference?.kind === 'Pod';
    const pod = isPod ? view.pods.get(`${reference.namespace}/${reference.name}`) : undefined;
    const named = isPod ? { namespace: reference.namespace, name: reference.name, uid: reference.uid } : null;
    if (!pod) return finish(isPod ? merge(labels, unreadableLabels('pod', view.unreadable.pods)) : labels, group, named);
    const ports = seen.get(pod) ?? new Set();
    seen.set(pod, port === null ? ports : ports.add(port));
    merge(labels, podLabels(pod));
    merge(labels, containerOf(pod, backend));
    return finish(labels, group, named);
  });
  const namespace = group.labels.get(meta('namespace')) ?? '';
  const more = [...seen].flatMap(([pod, ports]) => {
    const count = pod.spec.allContainers.reduce((sum, container) => sum + container.ports.length, 0);
    return claim(view, namespace, count) ? undeclared(pod, ports).map((labels) => finish(labels, group, referenceOf(pod))) : [];
  });
  return [...targets, ...more];
}

/** The labels of the last container that declares the port. */
function containerOf(pod: PodObject, { port, protocol }: Backend): Draft {
  const made = draft();
  for (const container of pod.spec.allContainers) {
    const declared = container.ports.find(({ number }) => number === port);
    if (declared) merge(made, portLabels(container, protocol === null ? declared : { ...declared, protocol }));
  }
  return made;
}

/** One target for each declared port that no address has named. */
function undeclared(pod: PodObject, named: ReadonlySet<number>): Draft[] {
  const ip = podIp(pod);
  if (ip === '') return [];
  return pod.spec.allContainers.flatMap((container) =>
    container.ports
      .filter(({ number }) => !named.has(number))
      .map((port) => merge(at(joinHostPort(ip, port.number), portLabels(container, port)), podLabels(pod))),
  );
}
