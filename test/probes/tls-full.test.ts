import { assert, asyncProperty, boolean, constantFrom, record, uniqueArray } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isUnknown } from '../../src/model/fact.ts';
import type { Asked } from '../../src/model/probe.ts';
import { cipherSuites, namedGroups } from '../../src/model/registry.ts';
import { askedByRules } from './support/asked-by-rules.ts';
import type { FakeServer } from './support/fake-server.ts';
import { acceptedGroups, acceptedSuites, fullAt } from './support/full.ts';
import { acceptedOf } from './support/observe.ts';

const modern13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const ecdhe = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];
const go119: FakeServer = {
  suites: {
    0x0304: modern13,
    0x0303: [
      ...ecdhe,
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
      'TLS_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_AES_256_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
      'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    ],
  },
  groups: [29, 23, 24, 25],
  refuses: 70,
};

let asked: Asked;
beforeAll(async () => {
  asked = await askedByRules('full');
});

describe('every suite of every version', () => {
  it('of the default of Go 1.19, with its groups, in at most 28 connections', async () => {
    const { tls, keyExchange, made } = await fullAt({ ...go119, refuses: 40 }, asked);
    expect(acceptedSuites(tls, 'TLSv1.3')).toEqual([...modern13].sort());
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual([...(go119.suites?.[0x0303] ?? [])].sort());
    for (const version of ['TLSv1.3', 'TLSv1.2']) expect(acceptedGroups(keyExchange, version)).toEqual([23, 24, 25, 29]);
    expect(made.length).toBeLessThanOrEqual(28);
    expect(tls.exhaustive).toBe(true);
  });
  it('each of the registry has an answer', async () => {
    const { tls } = await fullAt(go119, asked);
    expect(new Set(tls.suites.map(({ name }) => name))).toEqual(new Set(cipherSuites.map(({ name }) => name)));
    expect(tls.suites.some(({ accepted }) => isUnknown(accepted))).toBe(false);
    expect(tls.versions.map(({ name }) => name)).toEqual(['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1.0', 'SSLv3', 'SSLv2']);
  });
  it('those that encrypt nothing under TLS 1.3 too', async () => {
    const { tls } = await fullAt({ ...go119, suites: { 0x0304: [...modern13, 'TLS_SHA256_SHA256'] } }, asked);
    expect(acceptedSuites(tls, 'TLSv1.3')).toContain('TLS_SHA256_SHA256');
  });
  it('whatever a server accepts, in whatever order it chooses, is found: that and nothing else', async () => {
    const below13 = cipherSuites.filter(({ maxVersion }) => maxVersion !== 'TLSv1.3').map(({ name }) => name);
    const of13 = cipherSuites.filter(({ minVersion }) => minVersion === 'TLSv1.3').map(({ name }) => name);
    const groups = namedGroups.filter(({ tls13 }) => tls13).map(({ id }) => id);
    const curves = namedGroups.filter(({ tls12, type }) => tls12 && type === 'ecdh').map(({ id }) => id);
    const real = below13.filter((name) => name !== 'TLS_NULL_WITH_NULL_NULL');
    const old = cipherSuites.filter(({ name, minVersion }) => real.includes(name) && minVersion < 'TLSv1.1').map(({ name }) => name);
    const onCurves = new Set(cipherSuites.filter(({ kx }) => kx === 'ECDHE').map(({ name }) => name));
    const server = record({
      suites: record({
        0x0304: uniqueArray(constantFrom(...of13), { minLength: 1, maxLength: 6 }),
        0x0303: uniqueArray(constantFrom(...real), { minLength: 1, maxLength: 20 }),
        0x0301: uniqueArray(constantFrom(...old), { minLength: 1, maxLength: 8 }),
      }),
      groups: uniqueArray(constantFrom(29, 23, 24, 25, 0x11ec, ...groups, ...curves), { minLength: 1, maxLength: 8 }),
      clientOrder: boolean(),
      refuses: constantFrom(40, 80, 'closed' as const),
    });
    await assert(
      asyncProperty(server, async (given) => {
        const { tls, keyExchange } = await fullAt(given, { ...asked, most: 400 });
        const [usable13, usable12] = [groups, curves].map((known) => known.filter((id) => given.groups.includes(id))) as [
          number[],
          number[],
        ];
        const reachable = (names: readonly string[]) => names.filter((name) => usable12.length > 0 || !onCurves.has(name)).sort();
        const in12 = reachable(given.suites[0x0303]);
        expect({
          'TLSv1.3': acceptedSuites(tls, 'TLSv1.3'),
          'TLSv1.2': acceptedSuites(tls, 'TLSv1.2'),
          'TLSv1.0': acceptedSuites(tls, 'TLSv1.0'),
          groups: acceptedGroups(keyExchange, 'TLSv1.3'),
          curves: acceptedGroups(keyExchange, 'TLSv1.2'),
        }).toEqual({
          'TLSv1.3': usable13.length > 0 ? [...given.suites[0x0304]].sort() : [],
          'TLSv1.2': in12,
          'TLSv1.0': reachable(given.suites[0x0301]),
          groups: usable13,
          curves: in12.some((name) => onCurves.has(name)) ? usable12 : [],
        });
      }),
      { numRuns: 80, seed: 5 },
    );
  });
});

describe('versions, before they are called refused', () => {
  const rare = ['TLS_KRB5_WITH_RC4_128_MD5'];
  it('by protocol_version: one hello covers all below', async () => {
    const { made } = await fullAt(go119, asked);
    expect(made.filter((name) => name.startsWith('tls1'))).toEqual(['tls12', 'tls11']);
  });
  it('by handshake_failure: every list of suites is offered', async () => {
    const { tls, made } = await fullAt({ ...go119, suites: { 0x0304: modern13, 0x0301: rare }, refuses: 40 }, asked);
    expect(acceptedOf(tls.versions)).toEqual(['TLSv1.3', 'TLSv1.0']);
    expect(acceptedSuites(tls, 'TLSv1.0')).toEqual(rare);
    expect(made).toContain('tls12-2');
  });
  it.each(['closed', 'reset', 80] as const)('by %s: every list once more, in halves', async (refuses) => {
    const { tls, made } = await fullAt({ ...go119, refuses }, asked);
    expect(acceptedOf(tls.versions)).toEqual(['TLSv1.3', 'TLSv1.2']);
    expect(acceptedSuites(tls, 'TLSv1.2')).toHaveLength(11);
    expect(made).toEqual(expect.arrayContaining(['suites-303-12-again', 'suites-303-12-again-2']));
  });
  it('a list that is too long is not taken for a refusal', async () => {
    const broken = { serverHello: null, failure: { kind: 'reset', text: 'connection reset' } } as const;
    const answers = { 'suites-303-2': broken, 'suites-303-5': broken, 'suites-304-1': broken };
    const { tls } = await fullAt({ ...go119, answers }, asked);
    expect(acceptedSuites(tls, 'TLSv1.2')).toHaveLength(11);
    expect(acceptedSuites(tls, 'TLSv1.3')).toHaveLength(3);
  });
  it('TLS 1.3 is asked by itself where the first answer was of a lower version', async () => {
    const { tls, made } = await fullAt({ ...go119, suites: { 0x0303: ecdhe } }, asked);
    expect(made).toContain('tls13');
    expect(tls.versions[0]).toMatchObject({ name: 'TLSv1.3', accepted: false });
  });
});

describe('servers that cannot be believed', () => {
  const lied = expect.stringContaining('which does not exist: it takes whatever it is offered') as string;
  it.each(['first', 'last', 'middle'] as const)('one that takes whatever is offered %s', async (takesAnything) => {
    const { tls, keyExchange, made } = await fullAt({ ...go119, takesAnything }, asked);
    expect(tls.suites.filter(({ version, accepted }) => version === 'TLSv1.2' && !isUnknown(accepted))).toEqual([]);
    expect(tls.suites.find(({ version }) => version === 'TLSv1.2')?.accepted).toMatchObject({ unknown: lied });
    expect(keyExchange.groups.filter(({ accepted }) => !isUnknown(accepted))).toEqual([]);
    expect(made.length).toBeLessThan(100);
  });
  it('one that chooses the same suite for ever', async () => {
    const { tls, made } = await fullAt({ ...go119, suites: { 0x0303: ecdhe }, lies: true }, asked);
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual([ecdhe[0]]);
    expect(tls.suites.find(({ name, version }) => version === 'TLSv1.2' && name === 'TLS_RSA_WITH_NULL_MD5')?.accepted).toMatchObject({
      unknown: 'the server chose TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, which was not offered',
    });
    expect(made.length).toBeLessThan(12);
  });
  it('one that chooses a group which was not offered', async () => {
    const { tls, keyExchange } = await fullAt({ ...go119, shows: { group: 21 } }, asked);
    expect(acceptedSuites(tls, 'TLSv1.2')).toHaveLength(11);
    expect(keyExchange.groups.find(({ id, version }) => id === 23 && version === 'TLSv1.2')?.accepted).toMatchObject({
      unknown: 'the server chose the group secp224r1, which was not offered',
    });
  });
  it('but one that accepts suites of many kinds, and refuses what does not exist, is', async () => {
    const many = ['TLS_PSK_WITH_AES_128_CBC_SHA', 'TLS_KRB5_WITH_DES_CBC_SHA', 'TLS_SRP_SHA_WITH_AES_128_CBC_SHA', ...ecdhe];
    const { tls, made } = await fullAt({ ...go119, suites: { 0x0303: many } }, asked);
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual([...many].sort());
    expect(made.filter((name) => name.startsWith('grease'))).toEqual(['grease-303']);
  });
  it('nobody else is offered only what does not exist', async () => {
    const legacy = cipherSuites.filter(({ auth, kx }) => (auth === 'RSA' || auth === 'anon') && kx !== 'PSK').map(({ name }) => name);
    for (const suites of [go119.suites ?? {}, { 0x0303: legacy.slice(0, 61) }])
      expect((await fullAt({ ...go119, suites }, asked)).made.some((name) => name.startsWith('grease'))).toBe(false);
  });
});

describe('the most connections', () => {
  it('leave what they did not suffice for unknown, and others their part', async () => {
    const all = cipherSuites.filter(({ auth, minVersion }) => auth === 'RSA' && minVersion !== 'TLSv1.3').map(({ name }) => name);
    const { tls, made } = await fullAt({ ...go119, suites: { 0x0303: all, 0x0302: all, 0x0301: all } }, asked);
    expect(made.length).toBeLessThanOrEqual(asked.most - 18);
    const open = tls.suites.filter(({ accepted }) => isUnknown(accepted));
    expect(open.length).toBeGreaterThan(100);
    expect(open[0]?.accepted).toMatchObject({
      unknown: 'no connection is left for it within the bound of 200 (--max-connections-per-endpoint)',
      code: 'over-budget',
    });
    for (const version of ['TLSv1.2', 'TLSv1.1', 'TLSv1.0']) expect(acceptedSuites(tls, version).length).toBeGreaterThan(20);
  });
});

const preferenceOf = async (server: FakeServer) => (await fullAt(server, asked)).tls.preference;

describe('whose order decides', () => {
  it("the server's", async () =>
    expect(await preferenceOf(go119)).toEqual([
      { version: 'TLSv1.3', by: 'server' },
      { version: 'TLSv1.2', by: 'server' },
    ]));
  it("the client's", async () =>
    expect(await preferenceOf({ ...go119, clientOrder: true })).toEqual([
      { version: 'TLSv1.3', by: 'client' },
      { version: 'TLSv1.2', by: 'client' },
    ]));
  it('unknown where only AES and ChaCha20 could tell, which some servers choose by the client all the same', async () => {
    const suites = { 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'] };
    expect(await preferenceOf({ ...go119, suites })).toEqual([
      { version: 'TLSv1.2', by: { unknown: 'no two of the accepted suites tell it', cause: 'could-not-look' } },
    ]);
  });
  it("nobody's, where there is one suite", async () =>
    expect(await preferenceOf({ ...go119, suites: { 0x0303: ecdhe.slice(0, 1) } })).toEqual([]));
  it('costs one connection a version at the most', async () => {
    for (const clientOrder of [false, true]) {
      const { made } = await fullAt({ ...go119, clientOrder }, asked);
      expect(made.filter((name) => name.startsWith('preference')).length).toBeLessThanOrEqual(2);
    }
  });
});
