import type { OperatorObjects } from '../objects.ts';
import type { Instance } from '../instance.ts';
import { timeoutProblem } from './duration.ts';
import { type Problem, firstProblem, quoted, within } from './problem.ts';
import type { RegexCheck } from './regex.ts';
import { relabelingsProblem } from './relabelings.ts';
import type { Relabeling } from '../shapes/common.ts';
import { atLeast } from '../../version.ts';

/** Who checks an object: null where no Prometheus is known; then only what every one would reject is. */
export interface Checking {
  readonly instance: Instance | null;
  readonly asset: OperatorObjects['asset'];
  readonly regexProblem: RegexCheck;
}

interface Scrape {
  readonly interval: string;
  readonly scrapeTimeout: string;
}

/** A scrape without an interval has that of its Prometheus. */
export function intervalProblem({ instance }: Checking, { interval, scrapeTimeout }: Scrape): string {
  if (interval === '' && !instance) return '';
  return timeoutProblem(scrapeTimeout, interval || (instance?.spec.scrapeInterval ?? ''));
}

export function scrapeClassProblem({ instance }: Checking, name: string | null | undefined): string {
  if (!name || !instance || instance.spec.scrapeClasses.some((each) => each.name === name)) return '';
  return `scrapeClass ${quoted(name)} not found in Prometheus scrapeClasses`;
}

export const mechanismProblem = ({ instance }: Checking, mechanism: string | null | undefined): string =>
  mechanism === 'RoleSelector' && !atLeast(instance?.version ?? null, '2.17.0')
    ? 'RoleSelector selectorMechanism is only supported in Prometheus 2.17.0 and newer'
    : '';

/** Relabelings, and those of metrics, as every kind of monitor has them. */
export const relabelingProblems = (
  { instance, regexProblem }: Checking,
  fields: Readonly<Record<string, readonly Relabeling[]>>,
): Problem =>
  firstProblem(
    Object.entries(fields).map(([field, list]) =>
      within(field, relabelingsProblem(list, { version: instance?.version ?? null, regexProblem })),
    ),
  );
