import type { DiscoveredTarget } from '../job.ts';
import { sanitizeLabelName } from '../relabel/index.ts';
import type { NamespacedMetadata } from './objects.ts';

/** Labels in the making. An empty value hides the same label of the target's group, and does not exist in the end. */
export interface Draft {
  readonly labels: Map<string, string>;
  readonly unknown: Map<string, string>; // see DiscoveredTarget
  doubt: string;
}

export const meta = (name: string): string => `__meta_kubernetes_${name}`;

/** The slim copies cut long texts and replace what does not print: such a value is not the one that Prometheus has. */
const altered = /[\ufffd\u2026]/;

/** Labels named without "__meta_kubernetes_"; undefined values are left out. */
export function draft(values: Readonly<Record<string, string | undefined>> = {}): Draft {
  const made: Draft = { labels: new Map(), unknown: new Map(), doubt: '' };
  for (const [name, value] of Object.entries(values)) if (value !== undefined) put(made, meta(name), value);
  return made;
}

export function put({ labels, unknown }: Draft, name: string, value: string): void {
  if (altered.test(value)) unknown.set(name, 'its value is too long to be kept, or has characters that do not print');
  else labels.set(name, value);
}

/** More labels and annotations than this on one object are not read. */
const mostOfObject = 500;

interface Described extends Pick<NamespacedMetadata, 'labels' | 'annotations' | 'unread'> {
  readonly name?: string;
}

/** Name, labels and annotations of an object (discovery/kubernetes, addObjectMetaLabels). `kind` is the role; a namespace has no name label. */
export function objectLabels(kind: string, { name, labels, annotations, unread }: Described): Draft {
  const made = draft({ [`${kind}_name`]: kind === 'namespace' ? undefined : name });
  if (Object.keys(labels).length + Object.keys(annotations).length + unread.length > mostOfObject) {
    const why = `a ${kind} has more than ${mostOfObject} labels and annotations`;
    for (const what of ['label', 'annotation']) made.unknown.set(meta(`${kind}_${what}*`), why);
    return made;
  }
  for (const [key, value] of Object.entries(labels)) describe(made, { kind, what: 'label', key, value });
  for (const [key, value] of Object.entries(annotations)) describe(made, { kind, what: 'annotation', key, value });
  for (const key of unread) describe(made, { kind, what: 'annotation', key, value: null });
  return made;
}

/** Two keys can become one name; Prometheus then leaves to chance which value it has. */
function describe({ labels, unknown }: Draft, of: { kind: string; what: string; key: string; value: string | null }): void {
  const suffix = sanitizeLabelName(of.key);
  const name = meta(`${of.kind}_${of.what}_${suffix}`);
  const twice = (labels.has(name) && labels.get(name) !== of.value) || unknown.has(name);
  labels.set(meta(`${of.kind}_${of.what}present_${suffix}`), 'true');
  if (twice) unknown.set(name, `several ${of.what}s of the ${of.kind} have this name`);
  else if (of.value === null) unknown.set(name, 'its value is too long to be kept');
  else labels.set(name, of.value);
  if (unknown.has(name)) labels.delete(name);
}

/** Adds labels; they take the place of those with the same name (model.LabelSet.Merge). */
export function merge(into: Draft, from: Draft): Draft {
  for (const [name, value] of from.labels) {
    into.labels.set(name, value);
    into.unknown.delete(name);
  }
  for (const [name, reason] of from.unknown) {
    into.labels.delete(name);
    into.unknown.set(name, reason);
  }
  into.doubt ||= from.doubt;
  return into;
}

/** A target with the labels of its group, which give way to its own. */
export function finish(target: Draft, group: Draft, pod: DiscoveredTarget['pod']): DiscoveredTarget {
  const labels = new Map<string, string>();
  const hidden = [...group.unknown.keys()].some((name) => target.labels.has(name) || target.unknown.has(name));
  const unknown = target.unknown.size > 0 || hidden ? new Map(target.unknown) : group.unknown; // shared where it is the same for all
  for (const [name, value] of target.labels) if (value !== '') labels.set(name, value);
  for (const [name, value] of group.labels)
    if (value !== '' && !target.labels.has(name) && !target.unknown.has(name)) labels.set(name, value);
  if (unknown !== group.unknown)
    for (const [name, reason] of group.unknown) if (!target.labels.has(name) && !unknown.has(name)) unknown.set(name, reason);
  const doubt = target.doubt || group.doubt;
  return { labels, pod, ...(unknown.size > 0 && { unknown }), ...(doubt && { doubt }) };
}
