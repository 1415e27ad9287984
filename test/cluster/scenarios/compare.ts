import type { ScrapeTarget } from '../../../src/prometheus/job.ts';
import { sameError } from '../../../src/prometheus/outcome/index.ts';
import type { ScrapeRow } from '../../../src/model/report.ts';
import type { DroppedTarget } from '../prometheus/server.ts';
import type { Seen } from '../prometheus/watch.ts';
import { errorsOf, healthOf } from './truth.ts';

/** One line for a set of labels, without those that are not kept. */
const labelsText = (labels: Iterable<readonly [string, string]>): string =>
  [...labels]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(' ');
const isKept = ([name]: readonly [string, string]): boolean => !name.startsWith('__');

type Active = Extract<ScrapeTarget, { outcome: 'active' }>;
const isActive = (target: ScrapeTarget): target is Active => target.outcome === 'active';

/** "URL labels" of each active target, ours. */
export const ourActive = (targets: readonly ScrapeTarget[]): string[] =>
  targets
    .filter(isActive)
    .map(
      ({ scheme, address, path, params, labels }) =>
        `${scheme}://${address}${path}${params && `?${params}`} ${labelsText([...labels].filter(isKept))}`,
    )
    .toSorted();
export const theirActive = (seen: readonly Seen[]): string[] =>
  seen.map(({ url, labels }) => `${url} ${labelsText(Object.entries(labels))}`).toSorted();

/** What tells dropped targets apart; discovery.test.ts compares all of their labels. */
const telling = [
  '__address__',
  ...['namespace', 'service_name', 'pod_name', 'pod_container_port_name', 'endpoint_port_name', 'endpointslice_port_name'].map(
    (name) => `__meta_kubernetes_${name}`,
  ),
];
const identity = (labels: ReadonlyMap<string, string>): string =>
  telling
    .map((name) => labels.get(name) ?? '')
    .join(' ')
    .trim();
export const ourDropped = (targets: readonly ScrapeTarget[]): string[] =>
  targets
    .filter(({ outcome }) => outcome === 'dropped')
    .map(({ discovered }) => identity(discovered.labels))
    .toSorted();
export const theirDropped = (dropped: readonly DroppedTarget[]): string[] =>
  dropped.map(({ discoveredLabels }) => identity(new Map(Object.entries(discoveredLabels)))).toSorted();

/** A cell of the printed table: ours beside theirs, and what is wrong with it ('' where they agree). */
export interface Cell {
  readonly text: string;
  readonly wrong: string;
}

const isAmong = (texts: readonly string[], error: string): boolean => texts.some((text) => sameError(text, error));

function wrongTexts(row: ScrapeRow, errors: readonly string[]): string {
  const stray = errors.filter((error) => !isAmong(row.errors, error));
  if (stray.length > 0) return `not among the texts of ${row.cause}: ${stray.join(' | ')}`;
  return errors.some((error) => sameError(row.error, error)) ? '' : `the documented text was not seen: ${row.error}`;
}

function wrong(row: ScrapeRow, seen: Seen, unknowable: string | undefined): string {
  const health = healthOf(seen);
  if (row.outcome === 'unknown') return unknowable === undefined ? `unknown: ${row.reason}` : '';
  if (row.outcome !== health) return `we say ${row.outcome} ${row.error}`;
  return health === 'down' ? wrongTexts(row, errorsOf(seen)) : '';
}

const describe = (seen: Seen): string => [healthOf(seen), ...errorsOf(seen)].join(' | ');

/** What Prometheus 3.16 says of a target and what we predict. `told`: why the ledger has it instead of a row. */
export function compareCurrent(
  row: ScrapeRow | undefined,
  seen: Seen,
  { unknowable, told = '' }: { unknowable?: string | undefined; told?: string },
): Cell {
  const text = `${seen.pool} ${seen.url}: ${describe(seen)}`;
  const mayMiss = unknowable !== undefined && told !== '';
  if (!row) return { text: `${text} — ${told || 'no row'}`, wrong: mayMiss ? '' : 'the report has no such row' };
  const ours = row.outcome === 'unknown' ? `unknown: ${row.reason}` : `${row.outcome} ${row.cause}`;
  return { text: `${text} — ${ours}`, wrong: wrong(row, seen, unknowable) };
}

/** What Prometheus 2.42 says of a target that is down in both. */
export function compareDebian(row: ScrapeRow, seen: Seen): Cell {
  const documented = row.error2x || row.error;
  const text = `${seen.pool} ${seen.url}: ${describe(seen)} — ${row.outcome} ${documented}`;
  if (healthOf(seen) !== row.outcome) return { text, wrong: `${healthOf(seen)} in 2.42` };
  if (row.outcome === 'up') return { text, wrong: '' };
  const errors = errorsOf(seen);
  const stray = errors.filter((error) => !isAmong([documented, ...row.errors], error));
  if (stray.length > 0) return { text, wrong: `not among the texts of ${row.cause}: ${stray.join(' | ')}` };
  return { text, wrong: errors.some((error) => sameError(documented, error)) ? '' : `the documented text was not seen: ${documented}` };
}
