import { describe, expect, it } from 'vitest';
import { parseLoaded } from '../../../src/prometheus/loaded/index.ts';
import { active, dropped, loaded } from './support.ts';

const targets = (data: object): unknown => ({ status: 'success', data: { activeTargets: [], droppedTargets: [], ...data } });

describe('what a Prometheus says', () => {
  it('is read from the answer, or from its data alone', () => {
    const answer = targets({
      activeTargets: [active()],
      droppedTargets: [dropped('10.244.0.9:9187')],
      droppedTargetCounts: { empty: 0, 'serviceMonitor/db/pgx/0': 1 },
    });
    for (const given of [answer, (answer as { data: unknown }).data]) {
      const read = parseLoaded({ name: 'saved.json', targets: given });
      expect(read).toMatchObject({
        name: 'saved.json',
        version: '',
        reloadFailed: null,
        dropped: [{ pool: 'serviceMonitor/db/pgx/0', address: '10.244.0.9:9187' }],
        allPools: true,
        incomplete: '',
      });
      expect([...read.pools].sort()).toEqual(['empty', 'serviceMonitor/db/pgx/0']);
      expect(read.active).toEqual([
        {
          pool: 'serviceMonitor/db/pgx/0',
          url: { scheme: 'https', address: '10.244.0.5:9187', path: '/metrics', query: '' },
          health: 'up',
          lastError: '',
          pod: { namespace: 'db', name: 'pgx-0', uid: 'uid-0' },
          annotated: false,
        },
      ]);
    }
    expect(loaded()).toMatchObject({ version: '3.16.0', reloadFailed: false });
    expect(loaded({ reloadFailed: true }).reloadFailed).toBe(true);
  });

  it('is read of Prometheus 2 too, which names no pool of a dropped target and does not count them', () => {
    const old = parseLoaded({
      name: 'old',
      targets: targets({ droppedTargets: [{ discoveredLabels: { __address__: 'A:1', job: 'j' } }] }),
    });
    expect(old).toMatchObject({ dropped: [{ pool: 'j', address: 'a:1' }], allPools: false, incomplete: '' });
  });

  it.each([
    ['HTTP://user:pw@Host.DB:9187/metrics', { scheme: 'http', address: 'host.db:9187', path: '/metrics' }],
    ['https://[2001:DB8::1]/m?b=2&a=1', { scheme: 'https', address: '[2001:db8::1]:443', path: '/m', query: 'b=2&a=1' }],
    ['http://10.0.0.1', { scheme: 'http', address: '10.0.0.1:80', path: '', query: '' }],
  ])('takes the scrape URL %s apart, and drops its credentials', (scrapeUrl, url) => {
    expect(loaded({ active: [active({ scrapeUrl })] }).active[0]?.url).toMatchObject(url);
  });

  it('keeps the error of a target that is down, without what is secret in it', () => {
    const lastError = 'Get "https://user@10.0.0.1:9187/m?token=hunter2&target=http%3A%2F%2Fa%3Ahunter2%40b":\n dial\u001b[31m tcp';
    const [down, up] = loaded({ active: [active({ health: 'down', lastError }), active({ health: 'up', lastError })] }).active;
    expect(down?.lastError).toBe('Get "https://10.0.0.1:9187/m?token=…&target=http%3A%2F%2Fb": dial\ufffd[31m tcp');
    expect(up?.lastError).toBe('');
    expect(loaded({ active: [active({ health: 'down', lastError: 'x'.repeat(10_000) })] }).active[0]?.lastError.length).toBe(500);
  });
});

describe('a hostile answer', () => {
  it.each([null, 7, 'text', [], {}, { status: 'success' }, { data: null }, { data: { activeTargets: {} } }])(
    '%j is no list of targets',
    (given) => {
      expect(() => parseLoaded({ name: 'x', targets: given })).toThrow('x: no list of targets');
    },
  );

  it.each([
    ['no URL at all', { scrapeUrl: 7 }],
    ['another scheme', { scrapeUrl: 'javascript:alert(1)' }],
    ['a file', { scrapeUrl: 'file:///etc/passwd' }],
    ['no host', { scrapeUrl: 'http:///metrics' }],
    ['no pool', { scrapePool: '' }],
  ])('leaves out a target with %s, and says so', (_, more) => {
    const read = loaded({ active: [active(), active(more), null, 'text'] });
    expect(read.active).toHaveLength(1);
    expect(read.incomplete).toBe('3 of the targets that http://prometheus:9090 lists were not understood, or are too many');
  });

  it('is bounded and in one line', () => {
    const long = `\u202e\n${'y'.repeat(100_000)}`;
    const read = loaded({
      active: [
        active({
          scrapePool: long,
          health: 'sideways',
          discoveredLabels: { __meta_kubernetes_pod_name: long, toString: 'x', __proto__: 1 },
        }),
      ],
      counts: { [long]: 1 },
    });
    expect(read.active[0]).toMatchObject({ health: 'unknown' });
    for (const text of [read.active[0]?.pool, read.active[0]?.pod?.name, [...read.pools][0]]) {
      expect(text?.length).toBeLessThanOrEqual(500);
      expect(text).not.toMatch(/[\u202e\n]/);
    }
  });

  it('is not understood where a label is no text, and the target is', () => {
    expect(loaded({ active: [active({ discoveredLabels: { __meta_kubernetes_pod_name: 7 } })] }).active[0]?.pod).toBeNull();
    expect(loaded({ active: [active({ discoveredLabels: [] })] }).active[0]?.pod).toBeNull();
  });

  it('of many targets is read up to a bound', { timeout: 60_000 }, () => {
    const many = Array.from({ length: 200_050 }, (_, nth) => ({
      scrapePool: 'p',
      scrapeUrl: `http://10.0.0.1:${nth % 60_000}/`,
      health: 'up',
    }));
    const read = parseLoaded({ name: 'big', targets: targets({ activeTargets: many }) });
    expect(read.active).toHaveLength(200_000);
    expect(read.incomplete).toContain('50 of the targets');
  });

  it('of which the dropped ones were too many to tell is not complete, unless it counts them', () => {
    const counting = { activeTargets: [], droppedTargetCounts: { 'serviceMonitor/db/pgx/0': 7 } };
    const counted = parseLoaded({ name: 'p', targets: counting, dropped: undefined });
    expect([counted.incomplete, counted.droppedCounts.get('serviceMonitor/db/pgx/0')]).toEqual(['', 7]);
    expect(parseLoaded({ name: 'p', targets: { activeTargets: [] }, dropped: undefined }).incomplete).toMatch(
      /does not tell which targets it drops/,
    );
    const told = { droppedTargets: [{ scrapePool: 'serviceMonitor/db/pgx/0', discoveredLabels: { __address__: '10.0.0.7:9187' } }] };
    expect(parseLoaded({ name: 'p', targets: counting, dropped: { status: 'success', data: told } }).dropped).toHaveLength(1);
  });
});
