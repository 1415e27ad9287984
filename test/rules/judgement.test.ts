import { describe, expect, test } from 'vitest';
import { couldNotLook, outOfMode } from '../../src/model/fact.ts';
import { judged, judgeEndpoints, judgeOne, rule, seen, target } from './support.ts';

const no = couldNotLook('no answer');
const responses = (...metrics: unknown[]) => ({ http: { responses: metrics.map((each) => ({ metrics: each })) } });
const suites = (...rows: [string, unknown][]) => ({ tls: { suites: rows.map(([name, accepted]) => ({ name, accepted })) } });

describe('what is unknown', () => {
  test.each([
    ['transport.tls || transport.plaintext', { tls: no, plaintext: true }, 'pass'],
    ['transport.plaintext || transport.tls', { tls: no, plaintext: true }, 'pass'],
    ['transport.tls && transport.plaintext', { tls: no, plaintext: false }, 'fail'],
    ['transport.tls && transport.plaintext', { tls: no, plaintext: true }, 'unknown'],
    ['!transport.tls', { tls: no, plaintext: true }, 'unknown'],
    ['!transport.tls', no, 'unknown'],
    ['!transport.tls', { plaintext: true }, 'unknown'], // a field that should be there and is not
  ])('%s of %j is %s', (expression, transport, verdict) => {
    expect(judgeOne(rule(expression), seen(transport)).verdict).toBe(verdict);
  });

  test('in a list is absorbed by what decides, and by nothing else', () => {
    const set = rule('!http.responses.exists(r, r.metrics)');
    expect(judgeOne(set, responses(no, true)).verdict).toBe('fail');
    expect(judgeOne(set, responses(true, no)).verdict).toBe('fail');
    expect(judgeOne(set, responses(false, no)).verdict).toBe('unknown');
    expect(judgeOne(set, responses(false, false)).verdict).toBe('pass');
  });

  test('tells its reason and cause; what could not be seen outweighs what was not asked for', () => {
    const finding = judgeOne(rule('transport.tls && transport.plaintext'), seen({ tls: outOfMode('not told to'), plaintext: no }));
    expect(finding).toMatchObject({ verdict: 'unknown', message: 'no answer', cause: 'could-not-look', actionable: false, fix: null });
    expect(finding.targets[0]).toMatchObject({ verdict: 'unknown', reason: 'no answer', cause: 'could-not-look' });
    expect(judgeOne(rule('transport.tls'), seen({ tls: outOfMode('not told to'), plaintext: true })).cause).toBe('out-of-mode');
  });

  test('is also what cannot be evaluated', () => {
    expect(judgeOne(rule('http.responses[7].path == ""'), { http: { responses: [] } })).toMatchObject({
      verdict: 'unknown',
      cause: 'could-not-look',
    });
    expect(judgeOne(rule('transport.tls'), seen({ tls: 'yes', plaintext: false })).verdict).toBe('unknown');
    expect(judgeOne(rule('http.responses.all(r, r.status < 400)'), { http: { responses: [{ status: 'x' }] } }).verdict).toBe('unknown');
  });

  test('does not change a verdict where only message or adjust would need it', () => {
    const text = `message: '"TLS: " + string(transport.tls) + ", group " + tls.negotiated.group'
adjust: [{ when: exposure.external, severity: critical, because: exposed }]`;
    const finding = judgeOne(rule('!transport.plaintext', text), {
      transport: { tls: no, plaintext: true },
      tls: { negotiated: { group: no } },
      exposure: no,
    });
    expect(finding).toMatchObject({ verdict: 'fail', severity: 'medium', severityReason: '', message: 'TLS: ?, group ?' });
  });

  test('leaves a message that cannot be made to the title', () => {
    expect(judgeOne(rule('!transport.plaintext', `message: 'http.responses[3].path'`), seen({ tls: true, plaintext: true })).message).toBe(
      'The title',
    );
  });
});

describe('what is absent', () => {
  const absent = { absent: 'the port does not speak TLS' };
  test('makes a rule not applicable', () => {
    const finding = judgeOne(rule('client_auth.required'), { client_auth: absent });
    expect(finding).toMatchObject({ verdict: 'not-applicable', message: 'the port does not speak TLS', cause: null });
  });
  test('beside what is unknown is unknown', () => {
    expect(judgeOne(rule('client_auth.required || transport.tls'), { client_auth: absent, transport: no }).verdict).toBe('unknown');
  });
  test('beside what decides counts for nothing', () => {
    expect(judgeOne(rule('client_auth.required || transport.tls'), { client_auth: absent, ...seen({ tls: true }) }).verdict).toBe('pass');
  });
});

describe('asked and answered', () => {
  const set = rule(
    '!tls.suites.exists(s, s.name in params.bad && s.accepted)',
    'asks: { tls.suites: bad }\nparams: { bad: [TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_RC4_128_MD5] }',
  );
  test('a member that was not asked is unknown', () => {
    expect(judgeOne(set, suites(['TLS_RSA_WITH_RC4_128_SHA', false]))).toMatchObject({
      verdict: 'unknown',
      message: 'TLS_RSA_WITH_RC4_128_MD5 was not asked',
    });
    expect(judgeOne(set, { tls: {} }).verdict).toBe('unknown');
  });
  test('one that was accepted decides all the same', () => {
    expect(judgeOne(set, suites(['TLS_RSA_WITH_RC4_128_SHA', true])).verdict).toBe('fail');
  });
  test('what other rules asked for does not matter', () => {
    const rows: [string, unknown][] = [
      ['TLS_RSA_WITH_RC4_128_SHA', false],
      ['TLS_RSA_WITH_RC4_128_MD5', false],
      ['TLS_RSA_WITH_NULL_MD5', no],
    ];
    expect(judgeOne(set, suites(...rows)).verdict).toBe('pass');
  });
});

test('numbers are whole at any depth, and fractions stay', () => {
  const set = rule(
    'http.responses.all(r, r.status == 200) && validity.certificates.all(c, c.remaining_days > 1 && c.remaining_share < 0.5)',
  );
  const facts = { http: { responses: [{ status: 200 }] }, validity: { certificates: [{ remaining_days: 2, remaining_share: 0.25 }] } };
  expect(judgeOne(set, facts).verdict).toBe('pass');
});

test('a rule about differences names the basis', () => {
  const set = rule('observed.transport.tls == predicted.transport.tls');
  const both = judged({ a: {} });
  const about = {
    ...both,
    members: [
      {
        target: target('a'),
        facts: [
          { group: 'transport', basis: 'observed', known: { tls: false } },
          { group: 'transport', basis: 'predicted', known: { tls: true } },
        ] as const,
      },
    ],
  };
  expect(judgeEndpoints(set, [about])[0]).toMatchObject({ verdict: 'fail', basis: 'observed' });
  expect(judgeEndpoints(set, [judged({ a: { transport: { tls: true } } })])[0]).toMatchObject({
    verdict: 'unknown',
    message: 'nothing predicted about transport',
  });
});

describe('severity', () => {
  const adjust =
    'adjust: [{ when: exposure.external, severity: high, because: exposed }, { when: access.open, severity: critical, because: open }, { when: transport.tls, severity: low, because: TLS }]';
  const of = (facts: Record<string, unknown>) =>
    judgeOne(rule('!transport.plaintext', adjust), { ...seen({ tls: false, plaintext: true }), ...facts });
  test('is the most severe of those that are known to hold', () => {
    expect(of({ exposure: { external: true }, access: { open: false } })).toMatchObject({ severity: 'high', severityReason: 'exposed' });
    expect(of({ exposure: { external: true }, access: { open: true } })).toMatchObject({ severity: 'critical', severityReason: 'open' });
    expect(of({})).toMatchObject({ severity: 'medium', severityReason: '' });
  });
  test('may be lowered', () => {
    expect(of({ transport: { tls: true, plaintext: true } })).toMatchObject({ severity: 'low', severityReason: 'TLS' });
  });
});
