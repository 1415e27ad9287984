import { beforeAll, describe, expect, it } from 'vitest';
import { loadBuiltInRules } from '../../src/commands/ruleset.ts';
import type { Asked } from '../../src/model/probe.ts';
import type { RuleSet } from '../../src/rules/index.ts';
import { askedByRules } from './support/asked-by-rules.ts';
import type { FakeServer } from './support/fake-server.ts';
import { acceptedOf, look } from './support/observe.ts';
import { judged } from './support/judged.ts';

const modern13 = ['TLS_AES_128_GCM_SHA256'];
const modern12 = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];
const static12 = ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_CBC_SHA'];
const tripleDes = ['TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'];
const go119: FakeServer = { suites: { 0x0304: modern13, 0x0303: [...modern12, ...static12, ...tripleDes] }, refuses: 70 };
const modern: FakeServer = { suites: { 0x0304: modern13, 0x0303: modern12 }, refuses: 70 };

let asked: Asked;
let rules: RuleSet;
beforeAll(async () => {
  rules = await loadBuiltInRules();
  asked = await askedByRules('decision');
});

describe('suites, as far as it takes to decide', () => {
  it('six connections on a server in order, and everything asked is answered', async () => {
    const { tls, made } = await look(modern, asked);
    expect(made).toHaveLength(6);
    expect(tls?.exhaustive).toBe(true);
    expect(new Set(tls?.suites.map(({ name }) => name))).toEqual(new Set(asked.sets['tls.suites']));
  });
  it('eight on the default of Go 1.19: one of each kind is found, and the rest left out', async () => {
    const { tls, facts, made } = await look(go119, asked);
    expect(made).toHaveLength(8);
    expect(acceptedOf(tls?.suites)).toEqual(['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA']);
    expect(tls?.exhaustive).toBe(false);
    expect(tls?.suites.some(({ name }) => name === 'TLS_RSA_WITH_3DES_EDE_CBC_SHA')).toBe(false);
    expect(judged(rules, facts, 'no-forward-secrecy')).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('there may be more (--depth full)') as string,
    });
  });
  it('what a severity depends on is asked too, whatever is found first', async () => {
    const worthless = 'TLS_RSA_WITH_NULL_SHA256';
    const orders = [
      [...modern12, worthless, ...tripleDes, ...static12],
      [...modern12, ...static12, ...tripleDes, worthless],
      [...tripleDes, ...modern12, worthless],
    ];
    for (const suites of orders) {
      const { facts } = await look({ ...modern, suites: { 0x0304: modern13, 0x0303: suites } }, asked);
      expect(judged(rules, facts, 'broken-cipher-suite')).toMatchObject({ verdict: 'fail', severity: 'high' });
    }
    const { facts } = await look(go119, asked);
    expect(judged(rules, facts, 'broken-cipher-suite')).toMatchObject({ verdict: 'fail', severity: 'medium' });
  });
  it('a find at any version decides, a refusal only at all of them', async () => {
    const cbc = ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'];
    const suites = { 0x0303: modern12, 0x0302: cbc, 0x0301: [...cbc, 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'] };
    const { facts, made } = await look({ ...modern, suites }, asked);
    expect(judged(rules, facts, 'broken-cipher-suite')).toMatchObject({ verdict: 'fail', severity: 'high' });
    expect(judged(rules, facts, 'no-forward-secrecy')).toMatchObject({ verdict: 'pass' });
    expect(made.length).toBeLessThanOrEqual(12);
  });
  it('a find in the first answer is not asked again', async () => {
    const { made } = await look({ ...modern, suites: { 0x0303: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } }, asked);
    expect(made.length).toBeLessThanOrEqual(8);
  });
  it.each(['first', 'last'] as const)('a server that takes whatever is offered %s gives itself away', async (takesAnything) => {
    const { tls, facts } = await look({ ...modern, takesAnything }, asked);
    expect(acceptedOf(tls?.suites)).toEqual([]);
    expect(judged(rules, facts, 'broken-cipher-suite')).toMatchObject({
      verdict: 'unknown',
      message: expect.stringContaining('which does not exist: it takes whatever it is offered') as string,
    });
  });
});

describe('SSLv2', () => {
  it('has a question of its own, and a row', async () => {
    const { tls, facts } = await look({ ...modern, sslv2: [0x0700c0] }, asked);
    expect(tls?.versions.at(-1)).toEqual({ name: 'SSLv2', id: 2, accepted: true });
    expect(judged(rules, facts, 'obsolete-tls-version')).toMatchObject({ verdict: 'fail', severity: 'high', message: 'accepts SSLv2' });
  });
  it.each(['closed', 'reset', 'garbage'] as const)('is refused by %s, at once', async (sslv2) => {
    const { tls, facts, made } = await look({ ...modern, sslv2 }, asked);
    expect(tls?.versions.at(-1)?.accepted).toBe(false);
    expect(judged(rules, facts, 'obsolete-tls-version')).toMatchObject({ verdict: 'pass' });
    expect(made).toHaveLength(6);
  });
  it('is unknown where it is met by silence, twice', async () => {
    const { tls, facts, made } = await look({ ...modern, sslv2: 'timeout' }, asked);
    expect(tls?.versions.at(-1)?.accepted).toMatchObject({ unknown: 'no answer within 5 s' });
    expect(judged(rules, facts, 'obsolete-tls-version')).toMatchObject({ verdict: 'unknown' });
    expect(made).toContain('sslv2-again');
  });
  it('is unknown where the connection is closed within an answer that says nothing yet', async () => {
    const answers = {
      sslv2: { spoke: 'other', alert: null, bytesRead: 3, failure: { kind: 'closed', text: 'connection closed' } },
    } as const;
    const { tls } = await look({ ...modern, answers }, asked);
    expect(tls?.versions.at(-1)?.accepted).toMatchObject({ unknown: 'connection closed', cause: 'could-not-look' });
  });
  it('is unknown where the server names no cipher', async () => {
    const answers = { sslv2: { alert: null, sslv2: { cipherKinds: [] } } };
    const { tls } = await look({ ...modern, answers }, asked);
    expect(tls?.versions.at(-1)?.accepted).toMatchObject({ unknown: expect.stringContaining('names no cipher') as string });
  });
});

describe('the downgrade sentinel', () => {
  it('of a server that refuses what it says it speaks leaves open which of the two is true', async () => {
    const { tls } = await look({ suites: { 0x0303: modern12 }, refuses: 70, sentinel: true }, asked);
    expect(tls?.versions[0]).toMatchObject({ name: 'TLSv1.3', accepted: { cause: 'could-not-look' } });
    expect(tls?.versions[1]).toMatchObject({ name: 'TLSv1.2', accepted: true });
  });
});
