import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../src/model/fact.ts';
import type { Tls } from '../../src/model/facts.ts';
import { alert, serverHello, type FakeServer } from './support/fake-server.ts';
import { acceptedOf, asking, look, weakSuites } from './support/observe.ts';

const modern13 = ['TLS_AES_128_GCM_SHA256'];
const modern12 = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'];
const cbc = ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'];
const base: FakeServer = { refuses: 70 };

const tlsOf = async (server: FakeServer, asked = asking()) => {
  const { tls } = await look(server, asked);
  if (!tls) throw new Error('no facts about TLS');
  return tls;
};
/** The versions that ClientHellos ask about: SSLv2 has its own. */
const ofTls = ({ versions }: Pick<Tls, 'versions'>) => versions.filter(({ name }) => name !== 'SSLv2');
const versionsOf = async (server: FakeServer) => acceptedOf((await tlsOf(server)).versions);
const suitesAt = async (server: FakeServer, version: string) =>
  acceptedOf((await tlsOf(server)).suites.filter((row) => row.version === version)).sort();

describe('versions', () => {
  it.each([
    [['TLSv1.3', 'TLSv1.2'], { 0x0304: modern13, 0x0303: modern12 }],
    [['TLSv1.3'], { 0x0304: modern13 }],
    [['TLSv1.2'], { 0x0303: modern12 }],
    [['TLSv1.0'], { 0x0301: cbc }],
    [['TLSv1.3', 'TLSv1.0'], { 0x0304: modern13, 0x0301: cbc }],
    [['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1.0'], { 0x0304: modern13, 0x0303: modern12, 0x0302: cbc, 0x0301: cbc }],
    [['TLSv1.2', 'SSLv3'], { 0x0303: modern12, 0x0300: ['TLS_RSA_WITH_RC4_128_SHA'] }],
    [['SSLv3'], { 0x0300: ['TLS_RSA_WITH_RC4_128_SHA'] }],
  ])('%j', async (expected, suites) => {
    const versions = ofTls(await tlsOf({ ...base, suites }));
    expect(acceptedOf(versions)).toEqual(expected);
    expect(versions.map(({ accepted }) => accepted).filter((accepted) => accepted === false)).toHaveLength(5 - expected.length);
  });
  it.each([40, 47, 70, 71, 80, 86, 'closed', 'reset'] as const)('are refused by %s', async (refuses) => {
    const versions = ofTls(await tlsOf({ suites: { 0x0304: modern13 }, refuses }));
    expect(versions.filter(({ accepted }) => accepted === false)).toHaveLength(4);
  });
  it('are unknown where the server falls silent, asked twice', async () => {
    const { tls, made } = await look({ suites: { 0x0304: modern13 }, refuses: 'timeout' });
    expect(tls?.versions.filter(({ accepted }) => isUnknown(accepted))).toHaveLength(4);
    expect(made).toEqual(['first', 'plaintext', 'sslv2', 'tls12', 'tls12-again']);
  });
  it.each(['closed', 'reset'] as const)('are unknown where the server %s and has stopped answering', async (refuses) => {
    const gone = { spoke: 'nothing', serverHello: null, failure: { kind: refuses, text: `connection ${refuses}` } } as const;
    const server = { suites: { 0x0304: modern13, 0x0303: modern12 }, refuses, answers: { 'still-there': gone } };
    const { tls, transport, made } = await look(server);
    const unknown = `the server stopped answering what it had answered before: connection ${refuses}`;
    expect(acceptedOf(tls?.versions)).toEqual(['TLSv1.3', 'TLSv1.2']);
    for (const { accepted } of (tls ? ofTls(tls) : []).slice(2)) expect(accepted).toEqual({ unknown, cause: 'could-not-look' });
    expect(tls?.suites.every(({ accepted }) => isUnknown(accepted))).toBe(true);
    expect(transport?.plaintext).toMatchObject({ unknown });
    expect(made.at(-1)).toBe('still-there');
  });
  it('are unknown where the server has an internal_error for everything in the end', async () => {
    const failing = { serverHello: null, alert: alert(80, 'hello') };
    const { tls } = await look({ suites: { 0x0304: modern13, 0x0303: modern12 }, refuses: 80, answers: { 'still-there': failing } });
    const unknown = 'the server stopped answering what it had answered before: alert 80 internal_error';
    for (const { accepted } of (tls ? ofTls(tls) : []).slice(2)) expect(accepted).toMatchObject({ unknown });
    expect(tls?.suites.every(({ accepted }) => isUnknown(accepted))).toBe(true);
  });
  it('need no last question where the server answers after it was silent', async () => {
    const refused = { spoke: 'tls', failure: null, alert: alert(40, 'hello') } as const;
    const suites = { 0x0304: modern13, 0x0303: modern12 };
    const { made } = await look({ suites, refuses: 'closed', answers: { 'suites-303-1': refused } });
    expect(made).toContain('tls11-again');
    expect(made).not.toContain('still-there');
  });
  it('below TLS 1.2 are refused by internal_error at once: the word of OpenSSL 3', async () => {
    const { tls, made } = await look({
      ...base,
      suites: { 0x0304: modern13, 0x0303: modern12 },
      answers: { tls11: { alert: alert(80, 'hello') } },
    });
    expect(acceptedOf(tls?.versions)).toEqual(['TLSv1.3', 'TLSv1.2']);
    expect(made).toHaveLength(6);
  });
  it('a second try finds what a broken connection hid', async () => {
    const reset = { spoke: 'nothing', serverHello: null, failure: { kind: 'reset', text: 'connection reset' } } as const;
    const suites = { 0x0304: modern13, 0x0303: modern12, 0x0302: cbc };
    expect(await versionsOf({ ...base, suites, answers: { tls11: reset } })).toContain('TLSv1.1');
  });
  it('are unknown where the server chooses what was not offered', async () => {
    const { tls, made } = await look({ ...base, suites: { 0x0303: ['TLS_SHA384_SHA384'] }, lies: true });
    expect((tls ? ofTls(tls) : []).slice(1).every(({ accepted }) => isUnknown(accepted))).toBe(true);
    expect(tls?.versions[1]?.accepted).toMatchObject({ unknown: 'the server chose TLSv1.2 TLS_SHA384_SHA384, which was not offered' });
    expect(made.length).toBeLessThanOrEqual(5);
  });
  it('are unknown, not refused, where the server refuses every hello', async () => {
    const { tls, clientAuth, certificate } = await look({ suites: {}, refuses: 40 });
    expect((tls ? ofTls(tls) : []).every(({ accepted }) => isUnknown(accepted))).toBe(true);
    expect(tls?.negotiated).toMatchObject({ unknown: 'alert 40 handshake_failure' });
    expect(clientAuth).toMatchObject({ requested: { cause: 'could-not-look' }, required: { cause: 'could-not-look' } });
    expect(certificate?.served[0]?.leaf).toMatchObject({ unknown: 'alert 40 handshake_failure' });
  });
  it('TLS 1.3 is asked by itself where the server says that it speaks more than it chose', async () => {
    const chosen = serverHello({ downgradeSentinel: true });
    const suites = { 0x0304: modern13, 0x0303: modern12 };
    const { tls, made } = await look({ ...base, suites, answers: { first: { serverHello: chosen } } });
    expect(acceptedOf(tls?.versions)).toEqual(['TLSv1.3', 'TLSv1.2']);
    expect(made).toContain('tls13');
  });
});

const refused = { serverHello: null, http: null, flightComplete: false, handshakeComplete: false, alert: alert(40, 'hello') };

describe('a TLS 1.3 server whose group the engine cannot speak', () => {
  const server = { ...base, suites: { 0x0304: modern13 }, group: 0x11ec, answers: { first: refused } };
  it('accepts TLS 1.3 all the same, and says with which group', async () => {
    const { tls } = await look(server);
    expect(acceptedOf(tls?.versions)).toEqual(['TLSv1.3']);
    expect(tls?.negotiated).toMatchObject({ version: 'TLSv1.3', group: 'X25519MLKEM768' });
  });
  it('leaves certificate, client authentication and HTTP unknown, naming the group', async () => {
    const { certificate, clientAuth, http } = await look(server);
    for (const leaf of [certificate?.served[0]?.leaf, clientAuth?.required, http?.responses[0]?.status])
      expect(leaf).toMatchObject({ unknown: expect.stringContaining('group X25519MLKEM768, which this engine cannot speak') as string });
  });
  it('is seen through TLS 1.2 where that is accepted too', async () => {
    const { http } = await look({ ...server, groups: [0x11ec, 29], suites: { ...server.suites, 0x0303: modern12 } });
    expect(http?.responses[0]).toMatchObject({ status: 200, metrics: true });
  });
});

describe('suites', () => {
  const go119 = [
    ...modern12,
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  ];
  it('none of those asked is accepted by a modern server, and each one is listed', async () => {
    const { suites } = await tlsOf({ ...base, suites: { 0x0304: modern13, 0x0303: modern12 } });
    expect(suites.filter(({ accepted }) => accepted !== false)).toEqual([]);
    expect(suites.find(({ name }) => name === 'TLS_RSA_WITH_3DES_EDE_CBC_SHA')).toMatchObject({ version: 'TLSv1.2', id: 0x000a });
  });
  it('are all found on a Go 1.19 exporter, within the connections there are', async () =>
    expect(await suitesAt({ ...base, suites: { 0x0304: modern13, 0x0303: go119 } }, 'TLSv1.2')).toEqual(go119.slice(1).sort()));
  it('that do not exist at a version are not listed for it', async () => {
    const { suites } = await tlsOf({ ...base, suites: { 0x0304: modern13, 0x0303: modern12, 0x0301: cbc } });
    expect(suites.some(({ version, name }) => version === 'TLSv1.2' && name.includes('EXPORT'))).toBe(false);
    expect(suites.some(({ version, name }) => version === 'TLSv1.0' && name.includes('EXPORT'))).toBe(true);
  });
  it.each([[{ 0x0304: modern13 }], [{ 0x0304: modern13, 0x0303: modern12 }]])(
    'that exist at refused versions only are not accepted: each one asked is answered, whatever the server',
    async (suites) => {
      const rows = (await tlsOf({ ...base, suites })).suites;
      expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(weakSuites));
      expect(rows.filter(({ accepted }) => accepted !== false)).toEqual([]);
    },
  );
  it('are unknown where it is unknown whether their version is accepted', async () => {
    const { suites } = await tlsOf({ suites: { 0x0304: modern13 }, refuses: 'timeout' });
    expect(suites.filter(({ accepted }) => !isUnknown(accepted))).toEqual([]);
    expect(new Set(suites.map(({ name }) => name))).toEqual(new Set(weakSuites));
  });
  it('the first choice costs nothing to know', async () => {
    const { tls, made } = await look({ ...base, suites: { 0x0303: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } });
    expect(acceptedOf(tls?.suites)).toEqual(['TLS_RSA_WITH_AES_128_GCM_SHA256']);
    expect(made.length).toBeLessThanOrEqual(7);
  });
  it('that the connections did not suffice for are unknown', async () => {
    const { tls, made } = await look({ ...base, suites: { 0x0304: modern13, 0x0303: [...modern12, ...weakSuites] } });
    expect(made).toHaveLength(12);
    const open = tls?.suites.filter(({ accepted }) => isUnknown(accepted)) ?? [];
    expect(open.length).toBeGreaterThan(10);
    expect(open[0]?.accepted).toEqual({
      unknown: 'no connection is left for it within the bound of 12 (--max-connections-per-endpoint)',
      cause: 'could-not-look',
      code: 'over-budget',
    });
  });
  it('are unknown where the server chooses one that was not offered', async () => {
    const chosen = serverHello({ suite: 5, offered: false, group: null });
    const answers = { 'suites-303-1': { serverHello: chosen, alert: null } };
    const { suites } = await tlsOf({ ...base, suites: { 0x0304: modern13, 0x0303: modern12 }, answers });
    expect(suites.filter(({ version, accepted }) => version === 'TLSv1.2' && !isUnknown(accepted))).toEqual([]);
  });
  it('that a resetting server drops once are asked again', async () => {
    const reset = { spoke: 'nothing', serverHello: null, alert: null, failure: { kind: 'reset', text: 'connection reset' } } as const;
    const suites = { 0x0304: modern13, 0x0303: [...modern12, 'TLS_RSA_WITH_RC4_128_SHA'] };
    expect(await suitesAt({ ...base, suites, answers: { 'suites-303-1': reset } }, 'TLSv1.2')).toEqual(['TLS_RSA_WITH_RC4_128_SHA']);
  });
  it('of TLS 1.3 are asked where a rule asks for them', async () => {
    const sets = { 'tls.suites': ['TLS_SHA256_SHA256'] };
    const { suites } = await tlsOf({ ...base, suites: { 0x0304: [...modern13, 'TLS_SHA256_SHA256'] } }, asking({ sets }));
    expect(suites).toEqual([{ version: 'TLSv1.3', name: 'TLS_SHA256_SHA256', id: 0xc0b4, accepted: true }]);
  });
});
