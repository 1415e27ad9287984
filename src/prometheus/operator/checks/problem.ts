import { isUnknown, type Leaf } from '../../../model/fact.ts';

/** Why the operator rejects something, in its words; '' where it does not; unknown where that could not be told. */
export type Problem = Leaf<string>;

/** The first that is known: one is enough to be rejected. Else the first that is not known. */
export function firstProblem(problems: Iterable<Problem>): Problem {
  let unknown: Problem = '';
  for (const problem of problems) {
    if (!isUnknown(problem) && problem !== '') return problem;
    if (unknown === '') unknown = problem;
  }
  return unknown;
}

/** "endpoints[0]: …" */
export const within = (where: string, problem: Problem): Problem =>
  isUnknown(problem) || problem === '' ? problem : `${where}: ${problem}`;

/** Go's %q, near enough for names. */
export const quoted = (text: string): string => JSON.stringify(text);
