import { createBudget, targetsOf, type Budget, type ClusterObjects, type Job, type ScrapeTarget } from '../prometheus/index.ts';
import { clean } from '../model/text.ts';

/** What evaluating the scrapes of one namespace's monitors may cost: anybody who may write monitors can ask for every target of the cluster. */
interface Allowance {
  readonly matching: number; // as a budget of relabeling
  readonly targets: number; // one that is scraped costs as much as many that are dropped
}
const most: Allowance = { matching: 1_000_000_000, targets: 30_000_000 };
const costOfScraped = 100;

/** Evaluates the jobs of monitors, each namespace's at its own cost. Beyond that, the targets of a job are not known. */
export function createEvaluation(cluster: ClusterObjects, allowance = most): (job: Job) => readonly ScrapeTarget[] {
  const left = new Map<string, { readonly matching: Budget; targets: number }>();
  return (job) => {
    const { namespace } = job.source;
    const own = left.get(namespace) ?? { matching: createBudget(allowance.matching), targets: allowance.targets };
    left.set(namespace, own);
    if (own.targets <= 0 || own.matching.left <= 0) return [notEvaluated(namespace)];
    const targets = targetsOf(job, cluster, own.matching);
    own.targets -= targets.reduce((cost, { outcome }) => cost + (outcome === 'dropped' ? 1 : costOfScraped), 0);
    return targets;
  };
}

const notEvaluated = (namespace: string): ScrapeTarget => ({
  discovered: { labels: new Map(), pod: null },
  outcome: 'unsupported',
  code: 'over-budget',
  reason: `the scrapes that namespace ${clean(namespace, 63)} declares take more time than is given to them`,
});

/** The targets of an annotation job, namespace by namespace: the annotations of each are evaluated at its own cost. */
export function annotatedTargets(job: Job, cluster: ClusterObjects): readonly ScrapeTarget[] {
  const namespaces = new Set([...cluster.pods, ...cluster.slices].map(({ metadata }) => metadata.namespace));
  if (namespaces.size === 0) return targetsOf(job, cluster);
  return [...namespaces].flatMap((namespace) => targetsOf(within(job, namespace), cluster));
}

const within = (job: Job, namespace: string): Job => ({
  ...job,
  discoveries: job.discoveries.map((each) => (each.kind === 'kubernetes' ? { ...each, namespaces: [namespace] } : each)),
});
