import type { Job, LabelSet } from '../job.ts';
import type { UnknownLabels } from '../relabel/index.ts';
import { isVersion2 } from '../version.ts';

/** What a job gives to each of its targets where the target has it not (scrape/target.go, PopulateDiscoveredLabels). */
export interface JobLabels {
  readonly labels: LabelSet;
  readonly unknown: UnknownLabels;
}

const unset = 'it is a setting that is not read';

export function jobLabels(job: Job): JobLabels {
  const labels = new Map([
    ['job', job.id],
    ['__metrics_path__', job.path || '/metrics'],
    ['__scheme__', job.scheme || 'http'],
  ]);
  const unknown = new Map<string, string>();
  if (!isVersion2(job))
    for (const name of ['convert_classic_histograms_to_nhcb', 'always_scrape_classic_histograms', 'scrape_native_histograms'])
      unknown.set(`__${name}__`, unset);
  for (const [name, value] of [
    ['__scrape_interval__', job.interval],
    ['__scrape_timeout__', job.timeout],
  ] as const)
    if (value) labels.set(name, value);
    else unknown.set(name, unset);
  for (const [name, [first]] of Object.entries(job.params)) if (first) labels.set(`__param_${name}`, first);
  return { labels, unknown };
}
