import { describe, expect, it } from 'vitest';
import { annotatedTargets, createEvaluation } from '../../src/discover/evaluation.ts';
import { indexAttribution } from '../../src/discover/attribution-index.ts';
import { referencesOf, type JobTargets } from '../../src/discover/resolve.ts';
import { annotationJobs, type CaRef, type Job, type ScrapeTarget } from '../../src/prometheus/index.ts';
import { clusterOf } from '../prometheus/cluster-objects.ts';
import { kubernetesSd, relabelings, someJob } from '../prometheus/jobs.ts';
import { pod } from './objects.ts';

/** What evaluating scrapes may cost: nobody's monitors and nobody's labels use up what others need. */

const outcomes = (targets: readonly ScrapeTarget[]): string[] =>
  targets.map((each) => (each.outcome === 'unsupported' ? `${each.code ?? ''} ${each.reason}`.trim() : each.outcome));
const declaredIn = (namespace: string, over: Partial<Job> = {}): Job =>
  someJob({ source: { kind: 'PodMonitor', namespace, name: 'm' }, discoveries: [kubernetesSd('pod')], ...over });

describe('the monitors of one namespace', () => {
  const cluster = clusterOf({ pods: [pod()] });
  const tooMuch = 'over-budget the scrapes that namespace evil declares take more time than is given to them';

  it('are evaluated as long as they leave of what is given to it', () => {
    const evaluate = createEvaluation(cluster, { matching: 1e6, targets: 150 });
    const namespaces = ['evil', 'evil', 'evil', 'db'];
    expect(namespaces.map((namespace) => outcomes(evaluate(declaredIn(namespace))))).toEqual([
      ['active'],
      ['active'],
      [tooMuch],
      ['active'],
    ]);
  });

  it('cost no other namespace the time that their patterns take', () => {
    const evaluate = createEvaluation(cluster, { matching: 1000, targets: 1e6 });
    const slow = relabelings({ source_labels: ['__address__'], regex: '(a|b|c|d)*(1|2|3)*x{100}', action: 'drop' });
    const namespaces = ['evil', 'evil', 'db'];
    expect(
      namespaces.map((namespace) => outcomes(evaluate(declaredIn(namespace, namespace === 'db' ? {} : { relabelings: slow })))),
    ).toEqual([['matching its relabelings takes more time than is given to them'], [tooMuch], ['active']]);
  });
});

const longLabels = (nth: number) =>
  Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`${'x'.repeat(200)}${nth}-${index}`, 'y']));

it('labels of one namespace cost no other one its annotations', () => {
  const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9187' };
  const theirs = Array.from({ length: 40 }, (_, nth) =>
    pod({ metadata: { namespace: 'aaa', name: `p-${nth}`, uid: `u-${nth}`, labels: longLabels(nth), annotations } }),
  );
  const cluster = clusterOf({ pods: [...theirs, pod({ metadata: { annotations } })] });
  const targets = annotationJobs().flatMap((job) => annotatedTargets(job, cluster));
  const active = targets.filter((each) => each.outcome === 'active').map((each) => each.labels.get('namespace'));
  expect(active).toContain('db');
  expect(outcomes(targets)).toContain('matching its relabelings takes more time than is given to them');
});

describe('what scrapes refer to', () => {
  const none: CaRef = { from: 'none', namespace: '', name: '', key: '' };
  const index = indexAttribution({ pods: [], services: [], backends: new Map(), allowed: [], isWhole: true });
  const reaching: JobTargets['targets'] = [
    {
      discovered: { labels: new Map([['__address__', '203.0.113.9:1']]), pod: null, written: true },
      outcome: 'active',
      scheme: 'https',
      address: '203.0.113.9:1',
      path: '/metrics',
      params: '',
      labels: new Map(),
    },
  ];
  const of = (job: Job): JobTargets => ({ job, targets: reaching, declaredBy: () => ({ id: job.id, source: job.source, field: '' }) });
  const referencesIn = (jobs: readonly Job[]): readonly Job[] =>
    referencesOf(jobs.map(of), { index: { ...index, isAllowed: () => true }, inScope: () => true });

  it('is read namespace by namespace in turns', () => {
    const jobs = ['aaa', 'aaa', 'aaa', 'db', 'web', 'db'].map((namespace) =>
      declaredIn(namespace, { ca: { ...none, from: 'configmap', namespace } }),
    );
    expect(referencesIn(jobs).map(({ source }) => source.namespace)).toEqual(['aaa', 'db', 'web', 'aaa', 'db', 'aaa']);
  });

  it('is no Secret of Prometheus where a monitor of another namespace names the file', () => {
    const behind: readonly CaRef[] = [
      { from: 'secret', namespace: 'ops', name: 'client', key: 'tls.key' },
      { from: 'configmap', namespace: 'ops', name: 'roots', key: 'ca.crt' },
    ];
    const file = (namespace: string): CaRef => ({
      from: 'file',
      namespace,
      name: '/etc/prometheus/secrets/client/tls.key',
      key: '',
      behind,
    });
    const jobs = ['evil', 'ops'].map((namespace) =>
      declaredIn(namespace, { ca: file(namespace), certificate: file(namespace), key: file(namespace) }),
    );
    expect(referencesIn(jobs).map(({ ca, certificate, key }) => [ca, certificate, key].map((ref) => ref.behind?.length))).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });
});
