import type { Job, ScrapeTarget } from '../../../src/prometheus/job.ts';
import type { ClusterObjects } from '../../../src/prometheus/discovery/index.ts';
import { targetsOf } from '../../../src/prometheus/discovery/index.ts';
import { relabelings, someJob } from '../jobs.ts';
import { someLabels, type RelabelCase } from './case.ts';

/** What Prometheus's targets API says of one scrape pool. */
export interface Answer {
  readonly active: readonly { readonly url: string; readonly labels: Readonly<Record<string, string>> }[];
  readonly dropped: number;
}

export const groupOf = ({ labels, targets }: RelabelCase): { targets: readonly string[]; labels: Readonly<Record<string, string>> } => ({
  targets: targets ?? ['127.0.0.1:9187'],
  labels: { ...someLabels, ...labels },
});

const jobOf = (each: RelabelCase): Job =>
  someJob({
    id: each.name,
    discoveries: [{ kind: 'static', groups: [groupOf(each)] }],
    relabelings: relabelings(...each.steps),
    params: each.params ?? {},
    path: each.path ?? '/metrics',
    legacyNames: each.legacy === true,
    interval: '1y',
    timeout: '10s',
  });

export const emptyCluster: ClusterObjects = {
  services: [],
  slices: [],
  pods: [],
  nodes: [],
  namespaces: [],
  ingresses: [],
  unreadable: {},
};

export const oursOf = (each: RelabelCase): readonly ScrapeTarget[] => targetsOf(jobOf(each), emptyCluster);

/** Our targets as Prometheus's API shows its own: public labels and the URL. */
export function answerOf(targets: readonly ScrapeTarget[]): Answer {
  const active = targets.flatMap((target) => {
    if (target.outcome !== 'active') return [];
    const { scheme, address, path, params, labels } = target;
    const shown = Object.fromEntries([...labels].filter(([name]) => !name.startsWith('__')));
    return [{ url: `${scheme}://${address}${path}${params && `?${params}`}`, labels: shown }];
  });
  return { active: inOrder(active), dropped: targets.filter(({ outcome }) => outcome === 'dropped').length };
}

export const inOrder = (active: Answer['active']): Answer['active'] => active.toSorted((one, other) => key(one).localeCompare(key(other)));
const key = ({ url, labels }: Answer['active'][number]): string => `${url} ${labels['instance'] ?? ''}`;
