import { compare } from '../../model/text.ts';
import type { LabelSelector } from '../label-selector.ts';

const operators: Readonly<Record<string, { readonly values: boolean; readonly text: string }>> = {
  In: { values: true, text: 'in' },
  NotIn: { values: true, text: 'notin' },
  Exists: { values: false, text: '' },
  DoesNotExist: { values: false, text: '' },
};

/** Why Kubernetes does not take a label selector (metav1.LabelSelectorAsSelector), '' where it does. Names and values of labels are not checked. */
export function labelSelectorProblem({ matchExpressions }: LabelSelector): string {
  for (const { operator, values } of matchExpressions ?? []) {
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (!known) return `${JSON.stringify(operator)} is not a valid label selector operator`;
    const count = values?.length ?? 0;
    if (known.values && count === 0) return `for 'in', 'notin' operators, values set can't be empty`;
    if (!known.values && count > 0) return 'values set must be empty for exists and does not exist';
  }
  return '';
}

/** A label selector as one text, "app=pgx,tier in (cache,db),!old": what a kubernetes_sd_config carries. */
export function labelSelectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  const equal = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const others = (matchExpressions ?? []).map(({ key, operator, values }) => ({ key, text: requirement(key, operator, values ?? []) }));
  return [...equal, ...others]
    .sort((one, other) => compare(one.key, other.key))
    .map(({ text }) => text)
    .join(',');
}

function requirement(key: string, operator: string, values: readonly string[]): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort(compare).join(',')})`;
}
