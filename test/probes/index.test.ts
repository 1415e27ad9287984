import { describe, expect, it } from 'vitest';
import { probes } from '../../src/probes/index.ts';
import { http, type FakeServer } from './support/fake-server.ts';
import { asking, look } from './support/observe.ts';

const modern13 = ['TLS_AES_128_GCM_SHA256'];
const modern12 = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']; // one certificate, RSA
const static12 = ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'];
const cbc = ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'];

const both: FakeServer = { suites: { 0x0304: modern13, 0x0303: modern12 }, refuses: 70, answersWithoutTls: 'closed' };
const legacy = { 0x0303: modern12, 0x0302: cbc, 0x0301: cbc };

const count = async (server: FakeServer, asked = asking()): Promise<number> => (await look(server, asked)).made.length;

describe('connections that a target sees', () => {
  it('six at the most for TLS 1.2 and 1.3 with modern suites', async () =>
    expect((await look(both)).made).toEqual(['first', 'plaintext', 'sslv2', 'tls12', 'tls11', 'suites-303-1']));
  it('six where a client certificate is required', async () => expect(await count({ ...both, clientCertificate: 'alert' })).toBe(6));
  it('one more for a server that has a certificate of another kind too', async () =>
    expect(await count({ ...both, suites: { 0x0304: modern13, 0x0303: [...modern12, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] } })).toBe(
      7,
    ));
  it('four for TLS 1.3 only', async () => expect(await count({ ...both, suites: { 0x0304: modern13 } })).toBe(4));
  it('one less where no rule asks for SSLv2', async () => {
    const sets = { ...asking().sets, 'tls.versions': ['TLSv1.0'] };
    expect(await count({ ...both, suites: { 0x0304: modern13 } }, asking({ sets }))).toBe(3);
  });
  it('two for plaintext, whatever the port answers to a ClientHello', async () => {
    for (const helloAnswer of ['http', 'other', 'timeout', 'closed', 'reset'] as const)
      expect(await count({ helloAnswer, answersWithoutTls: {} })).toBe(2);
  });
  it('two where nothing answers either question', async () =>
    expect(await count({ helloAnswer: 'timeout', answersWithoutTls: 'timeout' })).toBe(2));
  it('one where the connection itself is refused', async () => {
    const failure = { kind: 'connect-refused', text: 'connection refused' } as const;
    const answers = { first: { connected: false, spoke: 'nothing', alert: null, failure } } as const;
    expect(await count({ answers })).toBe(1);
  });
  it('seven for TLS 1.2 only: the suites asked do not fit in one hello that the server has proven to read', async () =>
    expect(await count({ ...both, suites: { 0x0303: modern12 } })).toBe(7));
  it('six for TLS 1.2 only, where they fit', async () => {
    const sets = { ...asking().sets, 'tls.suites': asking().sets['tls.suites']?.slice(0, 120) ?? [] };
    expect(await count({ ...both, suites: { 0x0303: modern12 } }, asking({ sets }))).toBe(6);
  });
  it('never more than twelve, with every old version and suite there is', async () => {
    for (const refuses of [40, 70, 80, 'closed', 'timeout'] as const) {
      const suites = { 0x0304: modern13, 0x0303: [...modern12, ...static12], 0x0302: cbc, 0x0301: cbc, 0x0300: static12 };
      expect(await count({ suites, refuses }, asking({ paths: ['/a', '/b', '/c'], serverNames: ['a', 'b', 'c'] }))).toBeLessThanOrEqual(12);
    }
  });
  it('keeps what the other server names and paths need', async () => {
    const many = asking({ paths: ['/a', '/b'], serverNames: ['a.test', 'b.test'] });
    const { made } = await look({ ...both, suites: { ...legacy, 0x0303: [...modern12, ...static12] } }, many);
    expect(made).toEqual(expect.arrayContaining(['server-name b.test', 'tls /b']));
    expect(made.length).toBeLessThanOrEqual(12);
  });
  it('are announced: no attempt is made that the plan does not count', async () => {
    const asked = asking({ paths: ['/a', '/b'], serverNames: ['a.test', 'b.test'] });
    const named = new Set(probes.flatMap((probe) => probe.uses(asked)));
    for (const server of [both, { ...both, suites: legacy }, { ...both, refuses: 80 }, { helloAnswer: 'closed' } as const]) {
      const own = (await look(server, asked)).made.filter((name) => !named.has(name));
      expect(own.length).toBeLessThanOrEqual(probes.reduce((sum, probe) => sum + probe.extra(asked), 0));
      expect(own.filter((name) => !/^(?:suites-|server-name |tls \/|plaintext \/)/.test(name))).toEqual([]);
    }
  });
  it('spends nothing on suites at a version that is refused', async () => {
    const { made } = await look({ ...both, answersWithoutTls: http({ status: 400, exposition: false }) });
    expect(made.filter((name) => name.startsWith('suites-'))).toEqual(['suites-303-1']);
  });
});
