import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../src/prometheus/discovery/index.ts';
import type { Job, StaticSd } from '../../src/prometheus/job.ts';
import { relabelings, someJob } from './jobs.ts';
import { emptyCluster } from './relabel-cases/job.ts';

const staticSd = (...targets: readonly string[]): StaticSd => ({ kind: 'static', groups: [{ targets, labels: { env: 'prod' } }] });
const of = (over: Partial<Job> = {}): ReturnType<typeof targetsOf> =>
  targetsOf(someJob({ discoveries: [staticSd('10.0.0.1:9187')], ...over }), emptyCluster);

describe('a target of a job', () => {
  it('is requested as the job says', () => {
    const [target] = of({ scheme: 'https', path: '/probe', params: { target: ['a b'], module: ['x', 'y'] } });
    expect(target).toMatchObject({
      outcome: 'active',
      scheme: 'https',
      address: '10.0.0.1:9187',
      path: '/probe',
      params: 'module=x&module=y&target=a+b',
    });
  });

  it('has the labels of its job, its group and itself', () => {
    const [target] = of();
    expect(target?.outcome === 'active' && Object.fromEntries(target.labels)).toEqual({
      __address__: '10.0.0.1:9187',
      __metrics_path__: '/metrics',
      __scheme__: 'http',
      __scrape_interval__: '30s',
      __scrape_timeout__: '10s',
      env: 'prod',
      instance: '10.0.0.1:9187',
      job: 'serviceMonitor/db/pgx/0',
    });
  });

  it('is requested as relabeling says', () => {
    const steps = relabelings(
      { target_label: '__scheme__', replacement: 'https' },
      { target_label: '__address__', replacement: 'proxy:443' },
      { target_label: '__param_x', replacement: '1' },
    );
    expect(of({ relabelings: steps })).toMatchObject([{ scheme: 'https', address: 'proxy:443', params: 'x=1' }]);
  });

  it('is one where it is the same in everything, also from two discoveries', () => {
    expect(
      of({ discoveries: [staticSd('a:1', 'a:1'), staticSd('a:1', 'b:1')] }).map((each) => each.outcome === 'active' && each.address),
    ).toEqual(['a:1', 'b:1']);
  });

  it('is none where a discovery is not known', () => {
    expect(of({ discoveries: [{ kind: 'other', name: 'consulSDConfigs' }] })).toEqual([]);
  });

  it.each([
    ['2.42.0', 'http', '10.0.0.1', '10.0.0.1:80'],
    ['2.42.0', 'https', '10.0.0.1', '10.0.0.1:443'],
    ['2.42.0', 'https', '[fd00::1]', '[fd00::1]:443'],
    ['2.42.0', 'http', '10.0.0.1:9187', '10.0.0.1:9187'],
    ['3.16.0', 'https', '10.0.0.1', '10.0.0.1'],
  ])('in Prometheus %s, %s at %s is at %s', (prometheusVersion, scheme, address, expected) => {
    expect(of({ prometheusVersion, scheme, discoveries: [staticSd(address)] })).toMatchObject([{ address: expected }]);
  });

  it('has no other names of labels in Prometheus 2', () => {
    const steps = relabelings({ target_label: 'ü', replacement: 'x' });
    expect(of({ relabelings: steps })).toMatchObject([{ outcome: 'active' }]);
    expect(of({ relabelings: steps, prometheusVersion: '2.42.0' })).toMatchObject([{ outcome: 'unsupported' }]);
  });
});

describe('what is no target', () => {
  it.each([
    ['no address', { target_label: '__address__', replacement: '' }, 'no address'],
    ['a path for an address', { target_label: '__address__', replacement: 'http://x' }, 'is no host'],
    ['a timeout longer than the interval', { target_label: '__scrape_timeout__', replacement: '31s' }, 'longer than its interval'],
    ['an interval that is none', { target_label: '__scrape_interval__', replacement: 'soon' }, '"soon"'],
    ['a flag that is none', { target_label: '__scrape_native_histograms__', replacement: 'maybe' }, '"maybe"'],
  ])('%s', (_, step, reason) => {
    expect(of({ relabelings: relabelings(step) })).toMatchObject([
      { outcome: 'unsupported', reason: expect.stringContaining(reason) as string },
    ]);
  });

  it('a static address that Prometheus does not load', () => {
    expect(of({ discoveries: [staticSd('http://x')] })).toMatchObject([{ outcome: 'unsupported' }]);
    const others = relabelings({ target_label: 'x', replacement: 'y' });
    expect(of({ discoveries: [staticSd('http://x')], relabelings: others })).toMatchObject([{ outcome: 'unsupported' }]);
  });

  it('but a URL that relabelings make a parameter of, as a Probe does', () => {
    const probing = relabelings(
      { source_labels: ['__address__'], target_label: '__param_target' },
      { target_label: '__address__', replacement: 'prober:9115' },
    );
    expect(of({ discoveries: [staticSd('https://x.example/login')], relabelings: probing })).toMatchObject([
      { outcome: 'active', address: 'prober:9115', params: 'target=https%3A%2F%2Fx.example%2Flogin' },
    ]);
  });
});

describe('an interval that is not known', () => {
  const open = (({ interval: _interval, ...rest }): Job => rest)(someJob());
  const job = (...steps: readonly object[]): ReturnType<typeof targetsOf> =>
    targetsOf({ ...open, discoveries: [staticSd('a:1')], relabelings: relabelings(...steps) }, emptyCluster);

  it('does no harm where nothing asks for it', () => {
    expect(job()).toMatchObject([{ outcome: 'active' }]);
  });

  it.each([
    ['read', { source_labels: ['__scrape_interval__'], target_label: 'x' }],
    ['compared with a timeout that is set', { target_label: '__scrape_timeout__', replacement: '20s' }],
  ])('is not guessed where it is %s', (_, step) => {
    expect(job(step)).toMatchObject([{ outcome: 'unsupported', reason: expect.stringContaining('not known') as string }]);
  });
});
