import type { DiscoveredTarget, Job, LabelSet, ScrapeTarget } from '../job.ts';
import { createBudget, createRelabeler, Labels, type Budget, type Relabeler } from '../relabel/index.ts';
import { isVersion2 } from '../version.ts';
import { refusal } from './accept.ts';
import { discoverKubernetes, discoverStatic, type Discovered } from './discover.ts';
import type { ClusterObjects } from './objects.ts';
import { jobLabels, type JobLabels } from './populate.ts';
import { escapePath, queryOf } from './url.ts';

/** Targets of one job that are looked at. */
const mostTargets = 200_000;

/**
 * The targets of a job, after relabeling: those that Prometheus scrapes, those that relabeling drops, and those that it makes no target of, or of
 * which it is not known, with the reason. Targets that are the same in every label and in their URL are one. A discovery whose targets are not
 * known is one row without labels; other discoveries than Kubernetes and static ones have none. `budget`: what matching may cost all the jobs that
 * share it; beside it, the targets of each namespace have one of their own. Never throws.
 */
export function targetsOf(job: Job, cluster: ClusterObjects, budget: Budget = createBudget(Infinity)): readonly ScrapeTarget[] {
  const relabeler = createRelabeler(job.relabelings, labelNamesOf(job));
  const run = { job, defaults: jobLabels(job), relabeler, budget, ofNamespace: new Map<string, Budget>() };
  const found = new Map<string, ScrapeTarget>();
  const rest: ScrapeTarget[] = [];
  let left = mostTargets;
  for (const { targets, unsupported } of job.discoveries.map((each) => discover(each, job, cluster))) {
    if (unsupported) rest.push(unknownTargets(unsupported));
    if (targets.length > left) rest.push(unknownTargets(`only ${left} of its ${targets.length} targets are evaluated`));
    for (const target of targets.slice(0, left)) {
      const made = targetOf(target, run);
      if (made.outcome !== 'active') rest.push(made);
      else if (!found.has(identity(made))) found.set(identity(made), made);
    }
    left = Math.max(0, left - targets.length);
  }
  return [...found.values(), ...rest];
}

/** Which names labels may have in the job's relabelings. */
export const labelNamesOf = (job: Job): 'legacy' | 'utf8' => (job.legacyNames === true || isVersion2(job) ? 'legacy' : 'utf8');

function discover(discovery: Job['discoveries'][number], { relabelings }: Job, cluster: ClusterObjects): Discovered {
  if (discovery.kind === 'kubernetes') return discoverKubernetes(discovery, cluster);
  return discovery.kind === 'static' ? discoverStatic(discovery, relabelings.length > 0) : { targets: [], unsupported: '' };
}

const unknownTargets = (reason: string): ScrapeTarget => ({
  discovered: { labels: new Map(), pod: null },
  outcome: 'unsupported',
  reason,
});

interface Run {
  readonly job: Job;
  readonly defaults: JobLabels;
  readonly relabeler: Relabeler;
  readonly budget: Budget;
  readonly ofNamespace: Map<string, Budget>;
}

/** What the labels of one namespace's objects cost is not at the cost of the others'. */
function budgetsFor({ labels }: DiscoveredTarget, { budget, ofNamespace }: Run): readonly Budget[] {
  const namespace = labels.get('__meta_kubernetes_namespace') ?? '';
  const own = ofNamespace.get(namespace) ?? createBudget();
  ofNamespace.set(namespace, own);
  return [own, budget];
}

/** A target that is dropped is the same for every job, and most of them are dropped by most jobs. */
const droppedTargets = new WeakMap<DiscoveredTarget, ScrapeTarget>();

function droppedTarget(discovered: DiscoveredTarget): ScrapeTarget {
  const known = droppedTargets.get(discovered) ?? ({ discovered, outcome: 'dropped' } as const);
  droppedTargets.set(discovered, known);
  return known;
}

function targetOf(discovered: DiscoveredTarget, run: Run): ScrapeTarget {
  const { job, defaults, relabeler } = run;
  const labels = new Labels(
    [discovered.labels, defaults.labels],
    discovered.unknown ? [discovered.unknown, defaults.unknown] : [defaults.unknown],
  );
  const relabeled = relabeler(labels, budgetsFor(discovered, run));
  if (relabeled === 'dropped') return droppedTarget(discovered);
  // What relabeling drops is no target, whatever else is doubtful about it.
  const reason = (discovered.doubt ?? '') || (relabeled === 'kept' ? refusal(labels, job) : relabeled.unsupported);
  if (reason) return { discovered, outcome: 'unsupported', reason };
  return { discovered, outcome: 'active', ...requestOf(labels, job) };
}

/** Labels of discovery go, and the address stands for a target that has no name. */
function requestOf(relabeled: Labels, { params }: Job) {
  const labels = relabeled.all();
  for (const name of labels.keys()) if (name.startsWith('__meta_')) labels.delete(name);
  const address = labels.get('__address__') ?? '';
  if (!labels.has('instance')) labels.set('instance', address);
  return {
    scheme: labels.get('__scheme__') ?? '',
    address,
    path: escapePath(labels.get('__metrics_path__') ?? ''),
    params: queryOf(params, labels),
    labels: labels as LabelSet,
  };
}

const identity = ({ labels, params }: ScrapeTarget & { readonly outcome: 'active' }): string =>
  JSON.stringify([[...labels].sort(([one], [other]) => (one < other ? -1 : 1)), params]);
