import { draft, merge, meta, objectLabels, type Draft } from './draft.ts';
import type { ClusterObjects, IngressObject, NamespaceObject, NodeObject, PodObject, ServiceObject, SliceObject } from './objects.ts';

/** What one discovery sees: the objects of the namespaces that it looks at together, as far as its selectors select them. */
export interface View {
  readonly services: ReadonlyMap<string, ServiceObject>; // by "namespace/name"
  readonly everyService: ReadonlyMap<string, ServiceObject>; // also those that the selectors do not select
  readonly pods: ReadonlyMap<string, PodObject>;
  readonly slices: readonly SliceObject[];
  readonly ingresses: readonly IngressObject[];
  readonly nodes: ReadonlyMap<string, NodeObject>; // by name, of the whole cluster
  readonly namespaces: ReadonlyMap<string, NamespaceObject>;
  readonly unreadable: ClusterObjects['unreadable'];
  readonly room: Room;
  readonly attach: { readonly node: boolean; readonly namespace: boolean };
}

/** How many more targets a namespace may have: what its tenants write must not cost those of others. */
interface Room {
  readonly left: Map<string, number>;
  readonly full: Set<string>; // namespaces that had more
}
export const mostOfNamespace = 20_000;

/** Takes room for so many targets; false where the namespace has no more. */
export function claim({ room }: View, namespace: string, targets: number): boolean {
  const left = (room.left.get(namespace) ?? mostOfNamespace) - targets;
  if (left < 0) room.full.add(namespace);
  else room.left.set(namespace, left);
  return left >= 0;
}

export const keyOf = ({ metadata }: { readonly metadata: { readonly namespace: string; readonly name: string } }): string =>
  `${metadata.namespace}/${metadata.name}`;

/** Labels of a kind that could not be read: they may exist. */
export function unreadableLabels(kind: string, why: string | undefined): Draft {
  const made = draft();
  if (why) made.unknown.set(meta(`${kind}_*`), why);
  return made;
}

/** attach_metadata.namespace; nothing where it is not asked for. */
export function addNamespace(to: Draft, namespace: string, { attach, namespaces, unreadable }: View): void {
  if (!attach.namespace) return;
  const found = namespaces.get(namespace);
  merge(to, found ? objectLabels('namespace', found.metadata) : unreadableLabels('namespace', unreadable.namespaces));
}

/** attach_metadata.node; nothing where it is not asked for, or no node is named. */
export function addNode(to: Draft, node: string, { attach, nodes, unreadable }: View): void {
  if (!attach.node || node === '') return;
  const found = nodes.get(node);
  merge(to, found ? objectLabels('node', found.metadata) : unreadableLabels('node', unreadable.nodes));
}

/** The labels that a Service gives to the targets behind it. */
export function serviceLabels(namespace: string, name: string, { services, unreadable }: View): Draft {
  const found = services.get(`${namespace}/${name}`);
  if (!found) return unreadableLabels('service', unreadable.services);
  return merge(draft({ namespace }), objectLabels('service', found.metadata));
}
