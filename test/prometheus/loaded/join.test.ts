import { describe, expect, it, test } from 'vitest';
import { attribute, joinLoaded, shownUrl, undeclaredPools, type Asked, type DeclaredTarget } from '../../../src/prometheus/loaded/index.ts';
import { someScrape } from '../../support/endpoint.ts';
import { active, asked, declaredTarget, dropped, jobs, loaded, prometheus } from './support.ts';

const join = (all: readonly Asked[], declared: DeclaredTarget = declaredTarget()) => joinLoaded(all, declared);
const scrapeOf = (...names: string[]) => declaredTarget({ prometheus: names.map((name) => prometheus(name)) });
const undeclared = (targets: readonly unknown[]) =>
  undeclaredPools(asked({ active: targets }), { jobs: new Set(jobs().map(({ id }) => id)), unreadable: '' }).map(({ id }) => id);
const unknown = (reason: string) => ({ unknown: expect.stringContaining(reason), cause: 'could-not-look' });

describe('a declared target', () => {
  it('is found by its job and its address', () => {
    expect(join(asked())).toMatchObject({ pool: true, present: true, missing: '', differs: '', found: { health: 'up' } });
    const two = declaredTarget({ id: 'serviceMonitor/db/pgx/0 (2)', job: 'serviceMonitor/db/pgx/0' });
    expect(join(asked(), two).present).toBe(true);
  });

  it.each([
    ['http://10.244.0.5:9187/metrics', 'scheme: declared https, loaded http'],
    ['https://10.244.0.5:9187/other', 'path: declared /metrics, loaded /other'],
    ['https://10.244.0.5:9187/metrics?module=x', 'the parameters of the request differ'],
    ['https://10.244.0.77:9187/metrics', 'address: declared 10.244.0.5:9187, loaded 10.244.0.77:9187'],
    [
      'http://pgx.db.svc:9187/',
      'scheme: declared https, loaded http; address: declared 10.244.0.5:9187, loaded pgx.db.svc:9187; path: declared /metrics, loaded /',
    ],
  ])('is told where it is loaded as %s', (scrapeUrl, differs) => {
    expect(join(asked({ active: [active({ scrapeUrl })] }))).toMatchObject({ present: true, differs });
  });

  it.each([
    ['/pro%20be', 'https://10.244.0.5:9187/pro%20be', ''],
    ["/a'b", 'https://10.244.0.5:9187/a%27b', ''],
    ['/metrics', 'https://10.244.0.5:9187/metrics?module=tcp&target=a%3A1', 'target=a:1&module=tcp'],
  ])('at %s is the same as %s', (path, scrapeUrl, params) => {
    expect(join(asked({ active: [active({ scrapeUrl })] }), declaredTarget({ path }, '10.244.0.5', params)).differs).toBe('');
  });

  it('is the one that is requested alike, of several at one address', () => {
    const urls = ['a', 'b', 'c'].map((target) =>
      active({ scrapeUrl: `https://10.244.0.5:9187/metrics?target=${target}`, health: target === 'b' ? 'down' : 'up' }),
    );
    expect(join(asked({ active: urls }), declaredTarget({}, '10.244.0.5', 'target=b'))).toMatchObject({
      differs: '',
      found: { health: 'down' },
    });
  });

  it('with IPv6 or without a port is found too', () => {
    const six = active({ scrapeUrl: 'https://[2001:db8::5]:9187/metrics' });
    expect(join(asked({ active: [six] }), declaredTarget({}, '2001:db8::5')).differs).toBe('');
    const declared = declaredTarget();
    const bare = { ...declared, member: { address: { host: 'pgx.db.svc', port: 443 }, params: '' } };
    expect(join(asked({ active: [active({ scrapeUrl: 'https://pgx.db.svc/metrics' })] }), bare).differs).toBe('');
  });
});

describe('a declared target that is not loaded', () => {
  const others = { active: [], counts: {} };
  const target = { active: [], counts: { 'serviceMonitor/db/pgx/0': 0 } };

  it('is missing with its job: rejected, or not written yet', () => {
    expect(join(asked(others))).toMatchObject({
      pool: false,
      present: false,
      missing: expect.stringContaining('http://prometheus:9090 has not loaded the job: Prometheus Operator has rejected the object'),
    });
  });

  it('is missing because the last reload failed', () => {
    expect(join(asked({ ...others, reloadFailed: true })).missing).toContain('its last reload failed');
    const stale = join(asked({ active: [], dropped: [dropped('10.244.0.5:9187')], reloadFailed: true }));
    expect(stale).toMatchObject({ present: false, missing: expect.stringContaining('drops the target: its last reload failed') });
  });

  it('is missing because of a file that Prometheus cannot read', () => {
    const tls = { ...someScrape().tls, ca: { from: 'file', ref: 'file /etc/ca.crt of Prometheus', pem: '' } } as const;
    expect(join(asked(others), declaredTarget({ tls })).missing).toContain(
      'here file /etc/ca.crt of Prometheus (its log says "error creating new scrape pool")',
    );
  });

  it('is missing from a job that is there: service discovery does not find it', () => {
    expect(join(asked(target))).toMatchObject({
      pool: true,
      present: false,
      missing: expect.stringContaining('may its service account list'),
    });
  });

  it('is not known to be missing where another shard may have it', () => {
    expect(join(asked({ active: [], dropped: [dropped('10.244.0.5:9187')] })).present).toEqual(unknown('another shard has it'));
    expect(join(asked({ active: [], counts: { 'serviceMonitor/db/pgx/0': 7 } })).present).toEqual(
      unknown('does not list all targets that it drops'),
    );
    const shards = attribute([loaded({ name: 'one', active: [], dropped: [dropped('10.244.0.5:9187')] }), loaded({ name: 'two' })], jobs());
    expect(join(shards)).toMatchObject({ present: true, missing: '' });
  });

  it('is not known to be missing where the answer is incomplete, or the scrape uncertain', () => {
    expect(join(asked({ active: [null] })).present).toEqual(unknown('were not understood'));
    expect(join(asked(others), declaredTarget({ uncertain: 'its scrape class is not known' })).present).toEqual(unknown('scrape class'));
  });

  it('is not found in a Prometheus that lists no empty jobs', () => {
    const all = attribute([{ ...loaded(others), allPools: false }], jobs());
    expect(join(all)).toMatchObject({ present: false, pool: unknown('does not list jobs without targets') });
  });

  it('counts for every replica that was asked, and the worst health', () => {
    const one = loaded({ name: 'one' });
    const both = attribute([one, loaded({ name: 'two', active: [active({ health: 'down', lastError: 'boom' })] })], jobs());
    expect(join(both)).toMatchObject({ present: true, found: { health: 'down', lastError: 'boom' } });
    const half = attribute([one, loaded({ name: 'two', ...others })], jobs());
    expect(join(half)).toMatchObject({ present: false, missing: expect.stringMatching(/^two has not loaded/), found: { health: 'up' } });
  });
});

describe('which Prometheus was asked', () => {
  const none = { active: [] };

  it('is the object whose jobs it has', () => {
    expect(asked()[0]?.prometheus).toBe('Prometheus monitoring/main');
  });

  it('is not known where two objects select the same, and nothing is concluded from a job that is not there', () => {
    const all = asked(none, jobs(prometheus('a'), prometheus('b')));
    expect(all[0]?.prometheus).toEqual(unknown('may be Prometheus monitoring/a or Prometheus monitoring/b'));
    expect(join(all, scrapeOf('a', 'b')).present).toEqual(unknown('may be Prometheus monitoring/a'));
  });

  it('is none of the cluster where it has no declared job', () => {
    const all = attribute(
      [loaded({ active: [active({ scrapePool: 'x' })] })],
      [{ id: 'serviceMonitor/db/pgx/0', prometheus: prometheus() }],
    );
    expect(join(all).present).toEqual(unknown('it may be another Prometheus'));
  });

  it('may be another than the one that selects the scrape', () => {
    expect(join(asked(none), scrapeOf('other')).present).toEqual(unknown('was not asked: monitoring/other'));
    expect(join(asked(none), declaredTarget({ prometheus: [] })).present).toEqual(unknown('no Prometheus object is known'));
  });
});

describe('the annotation convention', () => {
  const annotation = { discoveredLabels: { __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'true' } };
  const own = active({ scrapePool: 'kubernetes-pods', ...annotation });
  const declared = declaredTarget({ id: 'annotation/db/pgx' });

  it('has jobs of any name, known by the annotation', () => {
    expect(join(asked({ active: [own] }), declared)).toMatchObject({ present: true, found: { pool: 'kubernetes-pods' } });
    expect(join(asked({ active: [active(annotation)] }), declared).present).toEqual(unknown('because of an annotation'));
  });

  it('declares these jobs', () => {
    expect(undeclared([own])).toEqual([]);
    expect(undeclared([own, active({ scrapePool: 'kubernetes-pods' })])).toEqual(['scrape pool/kubernetes-pods']);
  });
});

describe('jobs that nothing declares', () => {
  const declared = new Set(['serviceMonitor/db/pgx/0']);

  it('are objects to judge', () => {
    const node = active({ scrapePool: 'node', scrapeUrl: 'http://10.0.0.1:9100/metrics', health: 'down' });
    const objects = undeclaredPools(asked({ active: [active(), node] }), { jobs: declared, unreadable: '' });
    expect(objects.map(({ id }) => id)).toEqual(['scrape pool/node', 'scrape pool/serviceMonitor/db/other/0']);
    expect(objects[0]).toMatchObject({
      origin: { kind: 'scrape pool', namespace: '', name: 'node' },
      facts: [
        {
          group: 'pool',
          basis: 'loaded',
          known: { name: 'node', declared: false, targets: 1, down: 1, schemes: ['http'], named_after: '' },
        },
        { group: 'monitor', absent: expect.any(String) },
      ],
    });
    expect(objects[1]?.facts[0]).toMatchObject({ known: { named_after: 'ServiceMonitor db/other', targets: 0 } });
  });

  it('are not known where monitors could not be read', () => {
    const [object] = undeclaredPools(asked(), { jobs: declared, unreadable: 'podmonitors: forbidden' });
    expect(object?.facts[0]).toMatchObject({ known: { declared: unknown('podmonitors: forbidden') } });
  });

  it('are told once for two replicas, a thousand at most, and that there are more', () => {
    const many = Array.from({ length: 1500 }, (_, nth) => active({ scrapePool: `job-${nth}` }));
    const two = attribute([loaded({ active: many }), loaded({ active: many })], jobs());
    const objects = undeclaredPools(two, { jobs: declared, unreadable: '' });
    expect(objects).toHaveLength(1001);
    expect(objects.at(-1)).toMatchObject({ id: 'scrape pool/(all others)', facts: [{ unknown: '501 more jobs than are looked at' }, {}] });
  });
});

test('a URL is shown without what is secret', () => {
  const url = { scheme: 'https', address: 'a:1', path: '/probe', query: 'apiKey=hunter2&target=https://u:hunter2@b/&module=x' } as const;
  expect(shownUrl(url)).toBe('https://a:1/probe?apiKey=…&target=https://b/&module=x');
});
