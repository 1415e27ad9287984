import * as v from 'valibot';
import { couldNotLook, leaf, type Fact, type Known, type Leaf, type Unknown } from '../../model/fact.ts';
import type { JudgedObject } from '../../model/judged.ts';
import { compare } from '../../model/text.ts';
import { objectOfJob, type Asked } from './asked.ts';
import type { LoadedTarget } from './parse.ts';

/** `pool` (object, loaded): a job that a Prometheus has loaded and no object is known to declare. */
export const poolShape = v.object({
  name: v.string(),
  prometheus: v.string(), // the URL or file that told of it
  declared: leaf(v.boolean()),
  targets: v.number(), // active ones
  down: v.number(), // of these
  schemes: v.array(v.string()), // that they are scraped with, each once
  named_after: v.string(), // "ServiceMonitor db/pgx", the object that the operator names such a job after; '' for any other name
});
export type Pool = v.InferOutput<typeof poolShape>;

/** What is known of the declared jobs. */
export interface Declarations {
  readonly jobs: ReadonlySet<string>; // the names of all
  readonly unreadable: string; // why there may be others; '' where monitors of all kinds were read in all namespaces
}

const mostPools = 1000;

function poolOf(asked: Asked, name: string, declared: Leaf<boolean>): Pool {
  const targets: readonly LoadedTarget[] = [...(asked.active.get(name)?.values() ?? [])].flat();
  return {
    name,
    prometheus: asked.loaded.name,
    declared,
    targets: targets.length,
    down: targets.filter(({ health }) => health === 'down').length,
    schemes: [...new Set(targets.map(({ url }) => url.scheme))].sort(),
    named_after: objectOfJob(name),
  };
}

/** A job whose every target has the annotation goes by the annotation convention. */
function byAnnotations({ active }: Asked, name: string): boolean {
  const targets = [...(active.get(name)?.values() ?? [])].flat();
  return objectOfJob(name) === '' && targets.length > 0 && targets.every(({ annotated }) => annotated);
}

const noMonitor: Fact = { group: 'monitor', basis: 'declared', absent: 'a job that Prometheus has loaded, and no object of the cluster' };

const objectOf = (name: string, pool: Known<Pool> | Unknown): JudgedObject => ({
  id: `scrape pool/${name}`,
  origin: { kind: 'scrape pool', namespace: '', name },
  facts: [{ group: 'pool', basis: 'loaded', ...pool }, noMonitor],
});

/**
 * The jobs that no object declares, each once, as objects that rules judge: at most 1000, and one that stands for all others. Of the same job in two
 * replicas the first counts. Pure.
 */
export function undeclaredPools(asked: readonly Asked[], { jobs, unreadable }: Declarations): readonly JudgedObject[] {
  const objects = new Map<string, JudgedObject>();
  const beyond = new Set<string>();
  const declared = unreadable ? couldNotLook(unreadable) : false;
  for (const each of asked)
    for (const name of [...each.loaded.pools].toSorted(compare)) {
      if (jobs.has(name) || objects.has(name) || byAnnotations(each, name)) continue;
      if (objects.size < mostPools) objects.set(name, objectOf(name, { known: poolOf(each, name, declared) }));
      else beyond.add(name);
    }
  if (beyond.size === 0) return [...objects.values()];
  return [...objects.values(), objectOf('(all others)', couldNotLook(`${beyond.size} more jobs than are looked at`, 'over-budget'))];
}
