import { describe, expect, test } from 'vitest';
import { couldNotLook } from '../../src/model/fact.ts';
import { findingShape } from '../../src/model/finding.ts';
import type { JudgedEndpoint } from '../../src/model/judged.ts';
import { checks, endpoint, factsOf, judged, judgeEndpoints, members, rule, scrape, seen, target } from './support.ts';

const no = couldNotLook('no answer');
const about = (over: Parameters<typeof endpoint>[0] = {}): JudgedEndpoint => ({
  endpoint: endpoint(over),
  facts: [],
  members: members({ a: {} }),
  scrapes: [],
});

describe('replicas', () => {
  const set = rule('!transport.plaintext', `message: '"plaintext, TLS " + string(transport.tls)'`);
  const plain = seen({ tls: false, plaintext: true });
  test('fold to the worst, with those it concerns', () => {
    const [finding] = judgeEndpoints(set, [judged({ a: plain, b: seen({ tls: true, plaintext: false }), c: plain, d: seen(no) })]);
    expect(finding).toMatchObject({ verdict: 'fail', message: 'plaintext, TLS false (2 of 4: a, c)' });
    expect(finding?.targets.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['fail', ''],
      ['pass', ''],
      ['fail', ''],
      ['unknown', 'no answer'],
    ]);
  });
  test('all alike are not told apart', () => {
    expect(judgeEndpoints(set, [judged({ a: plain, b: plain })])[0]?.message).toBe('plaintext, TLS false');
  });
  test('that differ in how they fail are each told', () => {
    const finding = judgeEndpoints(set, [judged({ a: plain, b: seen({ tls: true, plaintext: true }) })])[0];
    expect(finding?.message).toBe('plaintext, TLS false (1 of 2: a); plaintext, TLS true (1 of 2: b)');
  });
  test('are unknown where one is, and none fails', () => {
    const finding = judgeEndpoints(set, [judged({ a: seen(no), b: seen({ tls: true, plaintext: false }) })])[0];
    expect(finding).toMatchObject({ verdict: 'unknown', message: 'no answer (1 of 2: a)' });
  });
  test('too many to name are counted', () => {
    const all = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`pod-${index}`, index === 8 ? seen({ tls: true, plaintext: false }) : plain]),
    );
    expect(judgeEndpoints(set, [judged(all)])[0]?.message).toBe(
      'plaintext, TLS false (8 of 9: pod-0, pod-1, pod-2, pod-3, pod-4 and 3 more)',
    );
  });
  test('without any there is nothing to see', () => {
    expect(judgeEndpoints(set, [judged({})])[0]).toMatchObject({
      verdict: 'unknown',
      message: 'no address',
      cause: 'could-not-look',
      targets: [],
    });
  });
});

describe('rules about a scrape', () => {
  const set = checks();
  const skipVerify = (endpoints: Parameters<typeof judgeEndpoints>[1]) =>
    judgeEndpoints(set, endpoints).filter((finding) => finding.rule === 'skip-verify');

  test('are not applicable where nothing scrapes', () => {
    const [finding] = skipVerify([about({ targets: [target('a')] })]);
    expect(finding).toMatchObject({
      verdict: 'not-applicable',
      message: 'no monitor and no annotation scrapes it',
      subject: { kind: 'endpoint', scrape: null },
    });
    expect(finding?.targets).toHaveLength(1);
  });
  test('are unknown where monitors could not be read, beside the scrapes that were', () => {
    const scrapes = [{ scrape: scrape('annotation/db/pgx'), facts: factsOf({ scrape: { scheme: 'http' } }), members: [] }];
    const findings = skipVerify([{ ...about({ scrapesUnknown: 'monitors not readable: forbidden' }), scrapes }]);
    expect(findings.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['unknown', 'monitors not readable: forbidden'],
      ['not-applicable', 'applies only to a scrape over https'],
    ]);
  });
  test('give one finding per scrape, with the fix in the monitor', () => {
    const https = factsOf({
      scrape: { scheme: 'https', skip_verify: true, credential: 'none', source: 'ServiceMonitor db/pgx endpoints[0]' },
    });
    const scrapes = ['serviceMonitor/db/pgx/0', 'serviceMonitor/db/pgx/1'].map((id) => ({
      scrape: scrape(id),
      facts: https,
      members: members({ a: {} }),
    }));
    const findings = skipVerify([{ ...about(), scrapes }]);
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({
      verdict: 'fail',
      basis: 'declared',
      subject: { kind: 'scrape', scrape: { id: 'serviceMonitor/db/pgx/0', field: 'spec.endpoints[0]' } },
      fix: { at: { kind: 'ServiceMonitor', name: 'pgx' }, field: 'spec.endpoints[0]' },
      evidence: ['ServiceMonitor db/pgx endpoints[0] sets insecureSkipVerify'],
    });
    expect(findings[0]?.fingerprint).not.toBe(findings[1]?.fingerprint);
  });
  test('are decided by what is declared, where there is no target', () => {
    const facts = factsOf({ scrape: { scheme: 'https', skip_verify: true, credential: 'none', verifies: true, ca: 'none' } });
    const all = judgeEndpoints(set, [{ ...about(), members: [], scrapes: [{ scrape: scrape(), facts, members: [] }] }]);
    expect(all.find((each) => each.rule === 'skip-verify')?.verdict).toBe('fail');
    expect(all.find((each) => each.rule === 'scheme-mismatch')).toMatchObject({ verdict: 'unknown', message: 'no address' });
  });
});

describe('endpoints that show the same', () => {
  const set = rule('!transport.plaintext', `message: '"TLS " + string(transport.tls)'`);
  const findings = judgeEndpoints(
    set,
    ['b', 'a'].map((name) => judged({ [name]: seen({ tls: true, plaintext: true }) }, { id: `db/Deployment/${name}:1` })),
  );
  test('have findings of their own', () => {
    expect(findings.map(({ subject, targets, message }) => [subject.id, targets[0]?.pod?.name, message])).toEqual([
      ['db/Deployment/a:1', 'a', 'TLS true'],
      ['db/Deployment/b:1', 'b', 'TLS true'],
    ]);
  });
  test('that are written whole', () => {
    const [written] = JSON.parse(JSON.stringify(findings)) as Record<string, unknown>[];
    expect(written).toMatchObject({ rule: 'sample', title: 'The title', verdict: 'fail', actionable: true });
    expect(Object.keys(written ?? {})).toEqual(Object.keys(findingShape.entries));
  });
  test('and are told from those that show something else in one leaf', () => {
    const other = judged({ c: seen({ tls: false, plaintext: true }) }, { id: 'db/Deployment/c:1' });
    const [first, last] = judgeEndpoints(set, [judged({ a: seen({ tls: true, plaintext: true }) }), other]);
    expect([first?.message, last?.message]).toEqual(['TLS false', 'TLS true']);
  });
});
