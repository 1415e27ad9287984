import * as v from 'valibot';

/** metav1.LabelSelector, as an object carries it. */
export const labelSelectorShape = v.object({
  matchLabels: v.nullish(v.record(v.string(), v.string())),
  matchExpressions: v.nullish(v.array(v.object({ key: v.string(), operator: v.string(), values: v.nullish(v.array(v.string())) }))),
});
export type LabelSelector = v.InferOutput<typeof labelSelectorShape>;
export type Labels = Readonly<Record<string, string>>;

/**
 * Whether a label selector selects these labels; an empty one selects all. As in Kubernetes, NotIn also selects what lacks the key, and an
 * operator that does not exist selects nothing.
 */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const has = (key: string): boolean => Object.hasOwn(labels, key);
  const all = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => has(key) && labels[key] === value);
  return (
    all &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
      if (operator === 'Exists') return has(key);
      if (operator === 'DoesNotExist') return !has(key);
      if (operator === 'In') return has(key) && (values ?? []).includes(labels[key] ?? '');
      return operator === 'NotIn' && !(has(key) && (values ?? []).includes(labels[key] ?? ''));
    })
  );
}
