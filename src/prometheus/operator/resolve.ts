import { couldNotLook, isUnknown, type Leaf } from '../../model/fact.ts';
import { clean } from '../../model/text.ts';
import type { Job, Resolved, ResolvedMonitor } from '../job.ts';
import { rejection } from './checks/index.ts';
import { staleness } from './checks/instance.ts';
import { instancesOf, type Instance } from './instance.ts';
import { jobsOf, type MadeJob } from './jobs/index.ts';
import type { Monitor, OperatorObjects } from './objects.ts';
import { scrapeClassOf } from './scrape-class.ts';
import { selection } from './select.ts';

/**
 * What Prometheus Operator 0.93 makes of the objects: who selects each monitor, why it is rejected, and the jobs, one for each Prometheus that
 * has it. Where a Prometheus has several shards, or an agent on every node, a job stands for all of them: the last relabelings of the
 * configuration, which leave every target to one shard, are not part of it. Where no Prometheus is known a monitor has its jobs without one.
 */
export function resolveMonitors(objects: OperatorObjects): Resolved {
  const instances = instancesOf(objects).map((instance) => ({ instance, stale: staleness(instance) }));
  const resolved = monitorsOf(objects).map((monitor) => resolve(monitor, { objects, instances }));
  const made = resolved.flatMap(({ jobs }) => jobs);
  return { jobs: withRefusals(made), monitors: resolved.map(({ monitor }) => monitor) };
}

interface World {
  readonly objects: OperatorObjects;
  readonly instances: readonly { readonly instance: Instance; readonly stale: string }[];
}

const monitorsOf = (objects: OperatorObjects): readonly Monitor[] => [
  ...objects.serviceMonitors.map((object) => ({ kind: 'ServiceMonitor', object }) as const),
  ...objects.podMonitors.map((object) => ({ kind: 'PodMonitor', object }) as const),
  ...objects.probes.map((object) => ({ kind: 'Probe', object }) as const),
  ...objects.scrapeConfigs.map((object) => ({ kind: 'ScrapeConfig', object }) as const),
];

/** One Prometheus that has the monitor, or may have it; null: an unknown one. */
interface Selecting {
  readonly instance: Instance | null;
  readonly uncertain: string;
}

function resolve(monitor: Monitor, world: World): { readonly monitor: ResolvedMonitor; readonly jobs: readonly MadeJob[] } {
  const { objects } = world;
  const { metadata } = monitor.object;
  const origin = objects.originOf?.(monitor.kind, metadata) ?? { kind: monitor.kind, namespace: metadata.namespace, name: metadata.name };
  const { selecting, selectedBy } = selectors(monitor, world);
  const judged = selecting.map((each) => ({ ...each, problem: rejection(monitor, each.instance, objects.asset) }));
  const jobs = judged
    .filter(({ problem }) => isUnknown(problem) || problem === '')
    .flatMap(({ instance, uncertain }) => {
      const scrapeClass = scrapeClassOf(instance, monitor.object.spec.scrapeClass);
      return jobsOf({ instance, uncertain: clean(uncertain), scrapeClass, metadata, kind: monitor.kind, source: origin }, monitor);
    });
  const id = `${metadata.namespace}/${monitor.kind}/${metadata.name}`;
  return { monitor: { id, origin, selectedBy, prometheuses: countOf(world), rejections: rejectionsOf(judged) }, jobs };
}

const unreadable = ({ prometheuses, agents }: OperatorObjects['unreadable']): string => prometheuses || agents;

function countOf({ objects, instances }: World): Leaf<number> {
  const why = unreadable(objects.unreadable);
  return why ? couldNotLook(why) : instances.length;
}

function selectors(
  monitor: Monitor,
  { objects, instances }: World,
): { selecting: readonly Selecting[]; selectedBy: ResolvedMonitor['selectedBy'] } {
  const asked = instances.map((each) => ({ ...each, selects: selection(each.instance, monitor, objects) }));
  const known = asked.filter(({ selects }) => selects === true);
  const maybe = asked.filter(({ selects }) => isUnknown(selects));
  const selecting = [...known, ...maybe].map(({ instance, stale, selects }) => ({
    instance,
    uncertain: isUnknown(selects) ? selects.unknown : stale,
  }));
  const why = unreadable(objects.unreadable);
  if (known.length > 0) return { selecting, selectedBy: known.map(({ instance }) => instance.text) };
  if (why) return { selecting: [...selecting, { instance: null, uncertain: why }], selectedBy: couldNotLook(why) };
  const open = maybe.map(({ selects }) => selects).find(isUnknown);
  if (instances.length > 0) return { selecting, selectedBy: open ?? [] };
  const name = monitor.object.spec.scrapeClass;
  return {
    selecting: [{ instance: null, uncertain: name ? `there is no Prometheus to tell its scrape class ${name}` : '' }],
    selectedBy: [],
  };
}

interface Judged extends Selecting {
  readonly problem: Leaf<string>;
}

/** A reason that not all who select it have names the Prometheus. */
function rejectionsOf(judged: readonly Judged[]): Leaf<readonly string[]> {
  const reasons = new Map<string, Instance[]>();
  for (const { problem, instance } of judged)
    if (!isUnknown(problem) && problem !== '') reasons.set(problem, [...(reasons.get(problem) ?? []), ...(instance ? [instance] : [])]);
  if (reasons.size === 0) return judged.map(({ problem }) => problem).find(isUnknown) ?? [];
  const all = judged.filter(({ instance }) => instance !== null).length;
  return [...reasons].map(([reason, by]) => clean(by.length === all ? reason : `${reason} (for ${by.map(({ text }) => text).join(', ')})`));
}

/** One job that Prometheus does not load keeps it from loading the whole configuration. */
function withRefusals(made: readonly MadeJob[]): readonly Job[] {
  const refused = new Map<unknown, MadeJob>();
  for (const each of made)
    if (each.refused && each.job.prometheus && !refused.has(each.job.prometheus)) refused.set(each.job.prometheus, each);
  return made.map(({ job, refused: own }) => {
    const cause = refused.get(job.prometheus);
    const reason = own || (cause && `${cause.job.id}: ${cause.refused}`);
    return !reason || job.uncertain ? job : { ...job, uncertain: clean(`Prometheus does not load the configuration: ${reason}`) };
  });
}
