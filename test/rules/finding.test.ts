import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/report.ts';
import { checks, endpoint, factsOf, judged, judgeEndpoints, rule, scrape, target } from './support.ts';

const fingerprintOf = (findings: ReturnType<typeof judgeEndpoints>) => findings.find((each) => each.rule === 'plaintext')?.fingerprint;
const plain = { transport: { tls: false, plaintext: true }, http: { responses: [{ path: '/', over: 'plaintext', status: 200 }] } };
const fixFor = (kind: string) =>
  judgeEndpoints(rule('!transport.plaintext'), [judged({ a: plain }, { exporter: { name: 'x', kind, costly: false, by: 'image' } })])[0]
    ?.fix?.text;

const annotated = {
  ...scrape('annotation/db/pgx'),
  source: { kind: 'Service', namespace: 'db', name: 'pgx' },
  field: 'metadata.annotations',
};
const byAnnotations = (id: string, given: Readonly<Record<string, unknown>>): Finding | undefined => {
  const one = { target: target('pgx-0'), facts: factsOf(given) };
  const scrapes = [{ scrape: annotated, facts: [], members: [one] }];
  const found = judgeEndpoints(checks(), [{ endpoint: endpoint({ targets: [one.target] }), facts: [], members: [one], scrapes }]);
  return found.find((each) => each.rule === id);
};

describe('findings', () => {
  const set = checks();
  test('have a fingerprint of rule and endpoint alone', () => {
    const first = fingerprintOf(judgeEndpoints(set, [judged({ a: plain })]));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprintOf(judgeEndpoints(checks({ 'certificate-expiring': { min_days: 3 } }), [judged({ b: plain, c: {} })]))).toBe(first);
    expect(fingerprintOf(judgeEndpoints(set, [judged({ a: plain }, { id: 'db/Deployment/other:9187' })]))).not.toBe(first);
  });
  test('are sorted worst first', () => {
    const findings = judgeEndpoints(set, [judged({ a: plain })]);
    expect(findings).toHaveLength(set.rules.filter(({ scope }) => scope !== 'object').length);
    expect(findings[0]).toMatchObject({ rule: 'plaintext', verdict: 'fail', evidence: ['GET / in plaintext gave HTTP 200'] });
    const order = ['fail', 'unknown', 'pass', 'not-applicable'];
    const ranks = findings.map((each) => order.indexOf(each.verdict));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
  test('have the fix for the kind of exporter', () => {
    expect(fixFor('exporter-toolkit')).toBe('set tls_server_config');
    expect(fixFor('proxy')).toBe('tell the proxy');
    expect(fixFor('flags')).toBe('do it');
  });
  test.each([
    ['ca-missing', { scrape: { verifies: true, ca: 'none' }, verification: { public: false } }, /tls_config\.ca_file/],
    [
      'name-mismatch',
      { scrape: { verifies: true }, verification: { name_matches: false, name: '10.0.0.7', name_error: 'x509: no' } },
      /tls_config\.server_name/,
    ],
    [
      'scheme-mismatch',
      { mesh: { answers_tls: false }, scrape: { scheme: 'http' }, transport: { tls: true, plaintext: false } },
      /prometheus\.io\/scheme/,
    ],
  ])('speak of no monitor where annotations ask for the scrape: %s', (id, given, wanted) => {
    const finding = byAnnotations(id, given);
    expect(finding).toMatchObject({ verdict: 'fail', fix: { at: annotated.source, field: 'metadata.annotations' } });
    expect(finding?.fix?.text).toMatch(wanted);
    expect(`${finding?.title} ${finding?.message} ${finding?.fix?.text}`).not.toMatch(/\bthe monitor/i);
  });
  test('carry nothing from outside that could move a cursor', () => {
    const hostile = { certificates: [{ role: 'leaf', subject: 'CN=\u001b[2J\u202ex', expired: true, not_after: '2026-01-01T00:00:00Z' }] };
    const finding = judgeEndpoints(set, [judged({ a: { validity: hostile } })]).find((each) => each.rule === 'certificate-expired');
    expect(finding?.verdict).toBe('fail');
    expect(JSON.stringify(finding)).not.toMatch(/\\u001b|\u202e/);
  });
  test('of many certificates stay short', () => {
    const certificates = Array.from({ length: 300 }, (_, index) => ({
      role: 'leaf',
      subject: `CN=${index}`,
      expired: true,
      not_after: 'x',
    }));
    const finding = judgeEndpoints(set, [judged({ a: { validity: { certificates } } })]).find(
      (each) => each.rule === 'certificate-expired',
    );
    expect(finding?.evidence).toHaveLength(21);
    expect(finding?.evidence.at(-1)).toBe('and 280 more');
  });
});
