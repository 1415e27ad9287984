import * as v from 'valibot';
import type { LoadedTargets } from '../prometheus/loaded/index.ts';
import { fields, short, some, text, whole } from './fields.ts';

type Active = LoadedTargets['active'][number];
type Dropped = LoadedTargets['dropped'][number];

const urlShape = fields<Active['url']>()({ scheme: v.picklist(['http', 'https']), address: short, path: text, query: text });
const podShape = fields<NonNullable<Active['pod']>>()({ namespace: short, name: short, uid: short });
const activeShape = fields<Active>()({
  pool: short,
  url: urlShape,
  health: v.picklist(['up', 'down', 'unknown']),
  lastError: text,
  pod: v.nullable(podShape),
  annotated: v.boolean(),
});
const droppedShape = fields<Dropped>()({ pool: short, address: short });

/** What one Prometheus has loaded: its targets, of which there may be very many, come on lines of their own after it. */
export const prometheusShape = v.object({
  kind: v.literal('prometheus'),
  name: short,
  version: short,
  reloadFailed: v.nullable(v.boolean()),
  droppedCounts: some(v.tuple([short, whole]), 200_000),
  pools: some(short, 200_000),
  allPools: v.boolean(),
  incomplete: text,
});
export const activeLineShape = v.object({ kind: v.literal('active'), targets: some(activeShape) });
export const droppedLineShape = v.object({ kind: v.literal('dropped'), targets: some(droppedShape) });

const most = 500; // targets on a line

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}

/** The lines that tell what a Prometheus has loaded. */
export function* loadedLines({ active, dropped, droppedCounts, pools, ...told }: LoadedTargets): Generator<object> {
  yield { kind: 'prometheus', ...told, droppedCounts: [...droppedCounts], pools: [...pools] };
  for (const targets of chunks(active)) yield { kind: 'active', targets };
  for (const targets of chunks(dropped)) yield { kind: 'dropped', targets };
}

/** What is being put together of these lines. */
export interface Loading extends Omit<LoadedTargets, 'active' | 'dropped'> {
  readonly active: Active[];
  readonly dropped: Dropped[];
}

export const loadingOf = ({ droppedCounts, pools, ...told }: v.InferOutput<typeof prometheusShape>): Loading => ({
  name: told.name,
  version: told.version,
  reloadFailed: told.reloadFailed,
  allPools: told.allPools,
  incomplete: told.incomplete,
  droppedCounts: new Map(droppedCounts),
  pools: new Set(pools),
  active: [],
  dropped: [],
});
