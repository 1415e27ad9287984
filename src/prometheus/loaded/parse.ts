import * as v from 'valibot';
import { scanError } from '../../model/errors.ts';
import { withoutCredentials } from '../../model/secrets.ts';
import { clean } from '../../model/text.ts';
import { parseScrapeUrl, type ScrapeUrl } from './url.ts';

/** An active target of a Prometheus. */
export interface LoadedTarget {
  readonly pool: string; // the job's name in the configuration
  readonly url: ScrapeUrl;
  readonly health: 'up' | 'down' | 'unknown'; // unknown: not scraped yet
  readonly lastError: string; // bounded, in one line
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string } | null; // that service discovery found it by
  readonly annotated: boolean; // prometheus.io/scrape of its pod or Service is "true"
}

/** A target that relabeling, or another shard, takes out. */
export interface DroppedTarget {
  readonly pool: string;
  readonly address: string; // __address__ before relabeling, in lower case
}

/** What one Prometheus says that it has loaded. */
export interface LoadedTargets {
  readonly name: string; // the URL or file that told it
  readonly version: string; // "3.16.0"; '' where it is not told
  readonly reloadFailed: boolean | null; // the last reload of its configuration; null: not told
  readonly active: readonly LoadedTarget[];
  readonly dropped: readonly DroppedTarget[];
  readonly droppedCounts: ReadonlyMap<string, number>; // by pool, those that are not listed too
  readonly pools: ReadonlySet<string>;
  readonly allPools: boolean; // pools without any target are among them (from Prometheus 2.49 on)
  readonly incomplete: string; // why something may be there that is not here; '' where nothing is
}

/** What was read of a Prometheus: the `data` of each answer, or the whole `{ status, data }`. */
export interface LoadedAnswers {
  readonly name: string;
  readonly targets: unknown; // /api/v1/targets
  readonly dropped?: unknown; // /api/v1/targets?state=dropped, where it was asked apart; undefined: it did not answer
  readonly buildInfo?: unknown; // /api/v1/status/buildinfo
  readonly runtimeInfo?: unknown; // /api/v1/status/runtimeinfo
}

const mostTargets = 200_000; // of each list
const mostName = 500;

const bounded = (written: string): string => clean(written, mostName);
const text = v.fallback(v.string(), '');
const labels = {
  job: text,
  __address__: text,
  __meta_kubernetes_namespace: text,
  __meta_kubernetes_pod_name: text,
  __meta_kubernetes_pod_uid: text,
  __meta_kubernetes_pod_annotation_prometheus_io_scrape: text,
  __meta_kubernetes_service_annotation_prometheus_io_scrape: text,
};
const noLabels = v.parse(v.object(labels), {});
const discoveredShape = v.pipe(
  v.fallback(v.object(labels), noLabels),
  v.transform((found) => ({
    job: found.job,
    address: found['__address__'].toLowerCase(),
    pod: {
      namespace: bounded(found['__meta_kubernetes_namespace']),
      name: bounded(found['__meta_kubernetes_pod_name']),
      uid: bounded(found['__meta_kubernetes_pod_uid']),
    },
    annotated: [
      found['__meta_kubernetes_pod_annotation_prometheus_io_scrape'],
      found['__meta_kubernetes_service_annotation_prometheus_io_scrape'],
    ].includes('true'),
  })),
);

const activeShape = v.object({
  scrapePool: v.pipe(v.string(), v.nonEmpty()),
  scrapeUrl: v.string(),
  health: v.fallback(v.picklist(['up', 'down', 'unknown']), 'unknown'),
  lastError: text,
  discoveredLabels: v.optional(discoveredShape, noLabels),
});
const droppedShape = v.object({ scrapePool: text, discoveredLabels: v.optional(discoveredShape, noLabels) });
const answerShape = v.object({
  activeTargets: v.array(v.unknown()),
  droppedTargets: v.fallback(v.nullable(v.array(v.unknown())), null),
  droppedTargetCounts: v.fallback(v.nullable(v.record(v.string(), v.number())), null),
});
const droppedAnswerShape = v.object({ droppedTargets: v.array(v.unknown()) });
const buildInfoShape = v.object({ version: v.pipe(v.string(), v.regex(/^v?\d+\.\d+/)) });
const runtimeInfoShape = v.object({ reloadConfigSuccess: v.boolean() });

/** `data` of `{ status, data }`, else the value itself: both are saved. */
const dataOf = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'data' in value ? value.data : value);

/** One line, without credentials of the URLs in it. */
const errorText = (written: string): string => clean(withoutCredentials(written.slice(0, 4000).replace(/\s+/g, ' ').trim()), mostName);

function activeOf(given: unknown): LoadedTarget | null {
  const read = v.safeParse(activeShape, given);
  const url = read.success ? parseScrapeUrl(read.output.scrapeUrl) : null;
  if (!read.success || !url) return null;
  const { scrapePool, health, lastError, discoveredLabels: found } = read.output;
  return {
    pool: bounded(scrapePool),
    url,
    health,
    lastError: health === 'down' ? errorText(lastError) : '',
    pod: found.pod.name === '' ? null : found.pod,
    annotated: found.annotated,
  };
}

function droppedOf(given: unknown): DroppedTarget | null {
  const read = v.safeParse(droppedShape, given);
  if (!read.success) return null;
  const { scrapePool, discoveredLabels: found } = read.output;
  const pool = scrapePool || found.job; // Prometheus 2 names only the job, as it was before relabeling
  return pool === '' ? null : { pool: bounded(pool), address: bounded(found.address) };
}

interface Taken<T> {
  readonly items: readonly T[];
  readonly left: number; // beyond the bound, or not understood
}

function take<T>(given: readonly unknown[], read: (each: unknown) => T | null): Taken<T> {
  const items = given
    .slice(0, mostTargets)
    .map(read)
    .filter((each) => each !== null);
  return { items, left: given.length - items.length };
}

/**
 * Reads what a Prometheus says of its targets. Throws a scan error where that is no list of targets; a target that is not understood is left out,
 * and `incomplete` tells so.
 */
export function parseLoaded(answers: LoadedAnswers): LoadedTargets {
  const { name, targets, buildInfo, runtimeInfo } = answers;
  const answer = v.safeParse(answerShape, dataOf(targets));
  if (!answer.success)
    throw scanError(`${clean(name, 300)}: no list of targets`, 'what is wanted is the answer of /api/v1/targets?state=any of a Prometheus');
  const { activeTargets, droppedTargets, droppedTargetCounts } = answer.output;
  const active = take(activeTargets, activeOf);
  const apart = v.safeParse(droppedAnswerShape, dataOf(answers.dropped));
  const dropped = take(apart.success ? apart.output.droppedTargets : (droppedTargets ?? []), droppedOf);
  // Where the numbers are told, they say by pool whether something may be among what is not listed.
  const untold =
    'dropped' in answers && !apart.success && droppedTargetCounts === null
      ? `${clean(name, 300)} does not tell which targets it drops`
      : '';
  const counts = Object.entries(droppedTargetCounts ?? {}).slice(0, mostTargets);
  const build = v.safeParse(buildInfoShape, dataOf(buildInfo));
  const runtime = v.safeParse(runtimeInfoShape, dataOf(runtimeInfo));
  const left = active.left + dropped.left;
  return {
    name: clean(name, 300),
    version: build.success ? clean(build.output.version.replace(/^v/, ''), 50) : '',
    reloadFailed: runtime.success ? !runtime.output.reloadConfigSuccess : null,
    active: active.items,
    dropped: dropped.items,
    droppedCounts: new Map(counts.map(([pool, count]) => [bounded(pool), count])),
    pools: new Set([...active.items, ...dropped.items].map(({ pool }) => pool).concat(counts.map(([pool]) => bounded(pool)))),
    allPools: droppedTargetCounts !== null,
    incomplete: left === 0 ? untold : `${left} of the targets that ${clean(name, 300)} lists were not understood, or are too many`,
  };
}
