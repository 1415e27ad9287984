import { couldNotLook, type Leaf } from '../model/fact.ts';
import { grouped } from '../model/grouped.ts';
import type { MonitorObject } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import {
  createBudget,
  labelNamesOf,
  relabel,
  type Budget,
  type Job,
  type RelabelConfig,
  type ResolvedMonitor,
} from '../prometheus/index.ts';
import type { JobTargets } from './resolve.ts';

export interface MonitorsOptions {
  readonly namespaces: readonly string[]; // that were listed; none: all
  readonly unreadable: string; // why targets may be missing; '' where all was read
}

/** What it may cost to see where monitors without targets lose them, for all of them together: beyond that, the step is not told. */
const mostMatching = 20_000_000;

/** What became of every object that declares scrapes. */
export function monitorObjects(
  monitors: readonly ResolvedMonitor[],
  jobs: readonly JobTargets[],
  options: MonitorsOptions,
): MonitorObject[] {
  const byMonitor = grouped(jobs, ({ job }) => keyOf(job.source));
  const budget = createBudget(mostMatching);
  return monitors
    .filter(({ origin }) => options.namespaces.length === 0 || options.namespaces.includes(origin.namespace))
    .map(({ id, origin, selectedBy, prometheuses, rejections }) => {
      const own = byMonitor.get(keyOf(origin)) ?? [];
      const targets = targetCount(own, options);
      const selectsNothing = targets === 0 ? whyNothing(own, budget) : '';
      return { id, origin, selectedBy, prometheuses, rejections, targets, selectsNothing };
    });
}

const keyOf = ({ namespace, kind, name }: { namespace: string; kind: string; name: string }): string => `${namespace}/${kind}/${name}`;

function targetCount(jobs: readonly JobTargets[], { unreadable, namespaces }: MonitorsOptions): Leaf<number> {
  const active = jobs.reduce((sum, { targets }) => sum + targets.filter(({ outcome }) => outcome === 'active').length, 0);
  if (active > 0) return active;
  const elsewhere = jobs.flatMap(({ job }) => unlisted(job, namespaces))[0];
  if (elsewhere !== undefined) return couldNotLook(`namespace ${clean(elsewhere, 63)} was not listed`);
  const other = jobs.flatMap(({ job }) => job.discoveries).find(({ kind }) => kind === 'other');
  if (other?.kind === 'other') return couldNotLook(`${clean(other.name, 100)} is not followed`, 'unsupported-kind');
  if (unreadable !== '') return couldNotLook(unreadable);
  const lost = jobs.map(({ targets }) => targets.find((each) => each.outcome === 'unsupported')).find((each) => each !== undefined);
  return lost?.outcome === 'unsupported' ? couldNotLook(lost.reason, lost.code ?? 'unsupported-relabeling') : 0;
}

/** The namespaces that a job looks at and this scan does not. */
function unlisted(job: Job, listed: readonly string[]): string[] {
  if (listed.length === 0) return [];
  return job.discoveries.flatMap((each) => {
    if (each.kind !== 'kubernetes') return [];
    return each.namespaces.length === 0 ? ['(all)'] : each.namespaces.filter((name) => !listed.includes(name));
  });
}

/** Targets that are followed through the relabelings, to see where the last of them is lost. */
const mostFollowed = 500;

function whyNothing(jobs: readonly JobTargets[], budget: Budget): string {
  const [first] = jobs;
  if (!first) return 'it has no endpoints';
  const found = jobs.reduce((sum, { targets }) => sum + targets.length, 0);
  if (found === 0) return `service discovery finds nothing${placeOf(first.job)}`;
  const step = first.targets.length > 0 ? lastStep(first, budget) : '';
  const all = found === 1 ? 'the one address' : `all ${found} addresses`;
  const lost = found === 1 ? `is dropped${step && `, by ${step}`}` : `are dropped${step && `, the last of them by ${step}`}`;
  return `${all} that service discovery finds${placeOf(first.job)} ${lost}`;
}

function placeOf({ discoveries }: Job): string {
  const [discovery] = discoveries;
  if (discovery?.kind !== 'kubernetes') return '';
  const where = discovery.namespaces.length > 0 ? ` in namespace ${discovery.namespaces.slice(0, 3).join(', ')}` : ' in any namespace';
  return clean(`${where} (role ${discovery.role})`, 300);
}

/** "keep __meta_kubernetes_service_label_app =~ (pgx)": the step after which no target is left. */
function lastStep({ job, targets }: JobTargets, budget: Budget): string {
  let left = targets.slice(0, mostFollowed).map(({ discovered: { labels } }) => labels);
  const names = labelNamesOf(job);
  for (const config of job.relabelings) {
    const step = [config]; // one list for all targets: it is compiled once
    left = left.flatMap((labels) => {
      const result = relabel(labels, step, { names, budget });
      if ('unsupported' in result) return [labels];
      return 'kept' in result ? [result.kept] : [];
    });
    if (left.length === 0) return stepText(config);
  }
  return '';
}

const stepText = ({ action, sourceLabels, regex, targetLabel }: RelabelConfig): string =>
  clean(`"${action} ${sourceLabels.join(';')} ${action.endsWith('equal') ? `= ${targetLabel}` : `=~ ${regex}`}"`, 300);
