import { compare } from '../../../model/text.ts';
import { isLabelName } from '../../relabel/label-name.ts';
import type { Checking } from './context.ts';
import { quoted } from './problem.ts';
import { labelNames } from './relabelings.ts';

/** Labels of static targets: the first, in the order of their names, that is no name of a label. */
export function staticLabelsProblem({ instance }: Checking, labels: Readonly<Record<string, string>> | null): string {
  const odd = Object.keys(labels ?? {})
    .sort(compare)
    .find((name) => !isLabelName(name, labelNames(instance?.version ?? null)));
  return odd === undefined ? '' : `invalid label ${quoted(odd)}`;
}
