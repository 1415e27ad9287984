import { couldNotLook, isUnknown, type Leaf } from '../../model/fact.ts';
import { originText, type Origin } from '../../model/origin.ts';
import type { DroppedTarget, LoadedTarget, LoadedTargets } from './parse.ts';

/** A Prometheus that was asked, and which object of the cluster it is made from. */
export interface Asked {
  readonly loaded: LoadedTargets;
  readonly prometheus: Leaf<string>; // "Prometheus monitoring/main"
  readonly active: TargetIndex;
  readonly annotated: TargetIndex; // by address alone: those of jobs that go by annotations
  readonly dropped: ReadonlyMap<string, Dropped>; // by pool
}
interface Dropped {
  readonly addresses: ReadonlySet<string>;
  readonly listed: number; // targets
}
type TargetIndex = ReadonlyMap<string, ReadonlyMap<string, readonly LoadedTarget[]>>; // by pool and address

/** A declared job, and the Prometheus object that selects it. */
export interface DeclaredJob {
  readonly id: string;
  readonly prometheus: Origin | null;
}

function indexed(targets: readonly LoadedTarget[], poolOf: (target: LoadedTarget) => string): TargetIndex {
  const index = new Map<string, Map<string, LoadedTarget[]>>();
  for (const target of targets) {
    const pool = index.get(poolOf(target)) ?? new Map<string, LoadedTarget[]>();
    index.set(poolOf(target), pool);
    const here = pool.get(target.url.address);
    if (here) here.push(target);
    else pool.set(target.url.address, [target]);
  }
  return index;
}

function droppedByPool(targets: readonly DroppedTarget[]): ReadonlyMap<string, Dropped> {
  const pools = new Map<string, { addresses: Set<string>; listed: number }>();
  for (const { pool, address } of targets) {
    const known = pools.get(pool) ?? { addresses: new Set(), listed: 0 };
    known.addresses.add(address);
    known.listed += 1;
    pools.set(pool, known);
  }
  return pools;
}

/** The jobs that the operator makes of objects: "serviceMonitor/db/pgx/0". */
const ofOperator = /^(serviceMonitor|podMonitor|probe|scrapeConfig)\/([^/]+)\/([^/]+)(?:\/\d+)?$/;

/** "ServiceMonitor db/pgx", the object that the operator makes a job of this name of; '' for any other name. */
export function objectOfJob(pool: string): string {
  const [, kind = '', namespace = '', name = ''] = ofOperator.exec(pool) ?? [];
  return kind === '' ? '' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${namespace}/${name}`;
}

const whyOfNone = ({ name, pools }: LoadedTargets, jobs: readonly DeclaredJob[]): string =>
  jobs.some(({ id }) => pools.has(id))
    ? `no Prometheus object is known to be the one of ${name}: whether that one selects this scrape cannot be told`
    : `${name} has loaded none of the declared jobs: it may be another Prometheus`;

/**
 * The object whose jobs it has loaded most of. No Prometheus says which object it is made from: where two objects come out even, nothing is
 * concluded.
 */
function objectOf(loaded: LoadedTargets, jobs: readonly DeclaredJob[]): Leaf<string> {
  const overlap = new Map<string, number>();
  for (const { id, prometheus } of jobs)
    if (prometheus && loaded.pools.has(id)) overlap.set(originText(prometheus), (overlap.get(originText(prometheus)) ?? 0) + 1);
  const most = Math.max(0, ...overlap.values());
  const objects = [...overlap].filter(([, shared]) => shared === most).map(([name]) => name);
  const [own] = objects;
  if (own === undefined) return couldNotLook(whyOfNone(loaded, jobs));
  return objects.length === 1
    ? own
    : couldNotLook(`${loaded.name} may be ${objects.slice(0, 3).join(' or ')}: it has as many jobs of each`);
}

/** Tells for each Prometheus that was asked which object it is. `jobs`: all that are declared, whatever Prometheus selects them. Pure. */
export const attribute = (loaded: readonly LoadedTargets[], jobs: readonly DeclaredJob[]): readonly Asked[] =>
  loaded.map((each) => ({
    loaded: each,
    prometheus: objectOf(each, jobs),
    active: indexed(each.active, ({ pool }) => pool),
    annotated: indexed(
      each.active.filter(({ annotated, pool }) => annotated && objectOfJob(pool) === ''),
      () => '',
    ),
    dropped: droppedByPool(each.dropped),
  }));

/** Whether it is known to be the Prometheus of one of these objects. */
export const isOneOf = ({ prometheus }: Asked, objects: readonly Origin[]): boolean =>
  !isUnknown(prometheus) && objects.some((each) => originText(each) === prometheus);
