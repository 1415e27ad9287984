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

/** Whether an operator takes values. */
const operators: Readonly<Record<string, boolean>> = { In: true, NotIn: true, Exists: false, DoesNotExist: false };

/** Why Kubernetes does not take a label selector (metav1.LabelSelectorAsSelector), '' where it does. Names and values of labels are not checked. */
export function labelSelectorProblem({ matchExpressions }: LabelSelector): string {
  for (const { operator, values } of matchExpressions ?? []) {
    const takesValues = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (takesValues === undefined) return `${JSON.stringify(operator)} is not a valid label selector operator`;
    const count = values?.length ?? 0;
    if (takesValues && count === 0) return `for 'in', 'notin' operators, values set can't be empty`;
    if (!takesValues && count > 0) return 'values set must be empty for exists and does not exist';
  }
  return '';
}
