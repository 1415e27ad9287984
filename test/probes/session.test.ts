import { once } from 'node:events';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { knownOf } from '../../src/model/fact.ts';
import type { Session } from '../../src/model/facts.ts';
import type { Asked } from '../../src/model/probe.ts';
import { cipherSuites } from '../../src/model/registry.ts';
import { createDial } from '../../src/net/index.ts';
import { session } from '../../src/probes/session.ts';
import { tls } from '../../src/probes/tls.ts';
import { dialOptions } from '../net/support.ts';
import { nobody } from '../support/asked.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { dialTo, serverHello, type FakeServer } from './support/fake-server.ts';
import { asking, look, whyNot } from './support/observe.ts';
import { hasOpenssl, opensslServers } from './support/openssl-server.ts';

const everySuite = cipherSuites.map(({ name }) => name);
const full = asking({ depth: 'full', most: 128, sets: { ...asking().sets, 'tls.suites': everySuite } });
const modern13 = ['TLS_AES_128_GCM_SHA256'];
const modern12 = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'];
const both: FakeServer = { suites: { 0x0304: modern13, 0x0303: modern12 }, refuses: 70 };

async function sessionOf(server: FakeServer): Promise<{ readonly known: Session; readonly made: readonly string[] }> {
  const { dial, made } = dialTo(server, 128);
  const fact = await session.observe(dial, full);
  if (!('known' in fact)) throw new Error(whyNot([fact], 'session'));
  return { known: fact.known, made };
}

const unknown = (reason: string | RegExp) => ({ unknown: expect.stringMatching(reason) as string });

describe('sessions, as a server shows them', () => {
  it('is looked at in full only', async () => {
    expect(whyNot((await look(both)).facts, 'session')).toBe('unknown: looked at with --depth full only');
  });
  it('a port without TLS has none', async () => {
    const { dial } = dialTo({ helloAnswer: 'http', answersWithoutTls: {} });
    expect(whyNot([await session.observe(dial, full)], 'session')).toBe('absent: the port does not speak TLS');
  });

  it('extensions of ServerHello', async () => {
    const { known } = await sessionOf({ ...both, shows: { extensions: [23, 0xff01, 5] } });
    expect(known).toMatchObject({ extended_master_secret: true, secure_renegotiation: true, ocsp_stapling: true, encrypt_then_mac: null });
    const without = await sessionOf(both);
    expect(without.known).toMatchObject({ extended_master_secret: false, secure_renegotiation: false });
  });
  it('none of them exists where there is only TLS 1.3', async () => {
    const { known } = await sessionOf({ suites: { 0x0304: modern13 }, refuses: 70 });
    expect(known).toMatchObject({
      extended_master_secret: null,
      encrypt_then_mac: null,
      secure_renegotiation: null,
      compression: null,
      session_ids: null,
      fallback_scsv: null,
    });
  });

  it('encrypt-then-MAC is read where a CBC suite is chosen', async () => {
    const cbc = { ...both, suites: { 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'] } };
    expect((await sessionOf(cbc)).known.encrypt_then_mac).toBe(false);
    expect((await sessionOf({ ...cbc, shows: { extensions: [22] } })).known.encrypt_then_mac).toBe(true);
  });

  it('compression and HTTP/2, in one connection', async () => {
    const { known, made } = await sessionOf({ ...both, alpn: ['h2', 'http/1.1'], compresses: true });
    expect(known).toMatchObject({
      compression: true,
      alpn: [
        { protocol: 'http/1.1', accepted: true },
        { protocol: 'h2', accepted: true },
      ],
    });
    expect(made.filter((name) => /compression|h2/.test(name))).toEqual(['compression-h2']);
  });
  it('HTTP/2 that is refused by alert does not hide the compression', async () => {
    const { known } = await sessionOf({ ...both, alpn: ['http/1.1'], compresses: true });
    expect(known).toMatchObject({ compression: true, alpn: [{ accepted: true }, { accepted: false }] });
  });
  it('a server that chooses no protocol accepts none', async () => {
    const { known } = await sessionOf(both);
    expect(known).toMatchObject({ compression: false, alpn: [{ accepted: false }, { accepted: false }] });
  });
  it('HTTP/2 of a server that has only TLS 1.3', async () => {
    const { known, made } = await sessionOf({ suites: { 0x0304: modern13 }, refuses: 70, alpn: ['h2', 'http/1.1'] });
    expect(known.alpn).toEqual([
      { protocol: 'http/1.1', accepted: true },
      { protocol: 'h2', accepted: true },
    ]);
    expect(made.filter((name) => /h2|fallback/.test(name))).toEqual(['h2-tls13']);
  });

  it('a fall-back that is refused, taken, or not possible', async () => {
    expect((await sessionOf({ ...both, knowsFallbacks: true })).known.fallback_scsv).toBe(true);
    expect((await sessionOf(both)).known.fallback_scsv).toBe(false);
    expect((await sessionOf({ ...both, suites: { 0x0303: modern12 } })).known.fallback_scsv).toBe(null);
  });
  it('a fall-back that is not answered is unknown', async () => {
    const failure = { kind: 'timeout', text: 'no answer within 5 s' } as const;
    const silent = { serverHello: null, spoke: 'nothing', failure } as const;
    const { known } = await sessionOf({ ...both, answers: { fallback: silent, 'fallback-again': silent } });
    expect(known.fallback_scsv).toMatchObject(unknown('no answer within 5 s'));
  });

  it('tickets and early data of TLS 1.3', async () => {
    const tickets = [
      { lifetime: 7200, maxEarlyData: 0 },
      { lifetime: 604_800, maxEarlyData: 16_384 },
    ];
    const { known } = await sessionOf({ ...both, answers: { first: { tickets } } });
    expect(known).toMatchObject({ session_tickets: true, ticket_lifetime: 604_800, early_data: 16_384 });
    const without = await sessionOf(both);
    expect(without.known).toMatchObject({ session_tickets: false, ticket_lifetime: null, early_data: 0 });
  });
  it('are unknown where the connection ended with the handshake', async () => {
    const { known } = await sessionOf({ ...both, clientCertificate: 'alert' });
    expect(known).toMatchObject({ session_tickets: unknown('beyond the handshake'), early_data: unknown('beyond the handshake') });
  });
  it('tickets that only who shows a certificate is given', async () => {
    const tickets = [{ lifetime: 7200, maxEarlyData: 0 }];
    const own = { certificate: 'own', key: () => '' };
    const answers = { 'own-tls13': { tickets } };
    const { dial } = dialTo({ ...both, clientCertificate: 'alert', answers }, 128);
    const known = async (clients: Asked['clients']) => knownOf<Session>([await session.observe(dial, { ...full, clients })], 'session');
    expect(await known(nobody)).toMatchObject({ session_tickets: unknown('beyond the handshake') });
    expect(await known({ ...nobody, own })).toMatchObject({ session_tickets: true, ticket_lifetime: 7200, early_data: 0 });
  });
  it('tickets that nobody was given live for nobody knows how long', async () =>
    expect((await sessionOf({ ...both, shows: { extensions: [35] } })).known.ticket_lifetime).toMatchObject(
      unknown('^tickets are negotiated, and none was read$'),
    ));
  it('session ids, unless there are tickets instead', async () => {
    expect((await sessionOf({ ...both, shows: { sessionId: true } })).known.session_ids).toBe(true);
    expect((await sessionOf(both)).known.session_ids).toBe(false);
    const tickets = { ...both, shows: { extensions: [35] } };
    expect((await sessionOf(tickets)).known).toMatchObject({ session_ids: false, session_tickets: true });
    const without = { 'compression-h2': { serverHello: serverHello({ sessionId: true }) } };
    expect((await sessionOf({ ...tickets, answers: without })).known.session_ids).toBe(true);
    const silence = { serverHello: null, failure: { kind: 'garbage', text: 'broken' } } as const;
    const silent = { 'compression-h2': silence, compression: silence, h2: silence };
    expect((await sessionOf({ ...tickets, answers: silent })).known.session_ids).toMatchObject(unknown('tickets instead'));
  });

  it('stapled responses and timestamps, as flights show them', async () => {
    const certificates = [Buffer.from('any')];
    const stapling = await sessionOf({ ...both, certificates, answers: { first: { ocspBytes: 500, scts: 2 } } });
    expect(stapling.known).toMatchObject({ ocsp_stapling: true, scts: 2 });
    expect((await sessionOf({ ...both, certificates })).known).toMatchObject({ ocsp_stapling: false, scts: 0 });
    expect((await sessionOf(both)).known).toMatchObject({ ocsp_stapling: unknown('no certificate'), scts: unknown('no certificate') });
  });

  it('costs two connections more on a server with TLS 1.2 and 1.3', async () => {
    const { dial, made } = dialTo(both, 128);
    await tls.observe(dial, full);
    const before = [...made];
    await session.observe(dial, full);
    expect(made.slice(before.length)).toEqual(['fallback', 'compression-h2']);
  });
});

async function at(port: number): Promise<Session> {
  const { dial } = createDial({ ...dialOptions(port, 5000), most: 128 });
  const known = knownOf<Session>([await session.observe(dial, full)], 'session');
  if (!known) throw new Error('no session');
  return known;
}

describe('sessions of real servers', () => {
  let leaf: Issued;
  const servers: Server[] = [];
  beforeAll(async () => {
    leaf = await issue(await createCa({ name: 'root' }), { cn: 'pgx', dns: ['pgx.test'], key: 'rsa2048' });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function https(options: ServerOptions = {}): Promise<number> {
    const server = createHttpsServer({ cert: leaf.chainPem, key: leaf.keyPem, ...options }, (_request, response) => {
      response.end('up 1\n');
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  it("Node's", async () => {
    expect(await at(await https())).toMatchObject({
      extended_master_secret: true,
      encrypt_then_mac: true,
      secure_renegotiation: true,
      compression: false,
      session_tickets: true,
      session_ids: true,
      ticket_lifetime: expect.any(Number) as number,
      early_data: 0,
      alpn: [
        { protocol: 'http/1.1', accepted: true },
        { protocol: 'h2', accepted: false },
      ],
      ocsp_stapling: false,
      scts: 0,
      fallback_scsv: true,
    });
  });
  it('one that has HTTP/2 and TLS 1.3 only', async () => {
    expect(await at(await https({ minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'] }))).toMatchObject({
      extended_master_secret: null,
      fallback_scsv: null,
      alpn: [{ accepted: true }, { accepted: true }],
    });
  });

  const tryLater = Buffer.from('30030a0103', 'hex'); // an OCSPResponse without a certificate's status, RFC 6960 section 4.2.1
  const openssl = opensslServers(() => ({ 'leaf.pem': leaf.certPem + leaf.keyPem, 'response.der': tryLater }));
  const own = ['-cert', 'leaf.pem', '-key', 'leaf.pem'];

  it.runIf(hasOpenssl)('OpenSSL with a stapled response and early data', async () => {
    for (const version of [[], ['-no_tls1_3'], ['-no_tls1_2']])
      expect(await at(await openssl(...own, '-status_file', 'response.der', ...version))).toMatchObject({ ocsp_stapling: true });
    expect(await at(await openssl(...own, '-max_early_data', '5000'))).toMatchObject({
      ocsp_stapling: false,
      early_data: 5000,
    });
  });
  it.runIf(hasOpenssl)('OpenSSL without tickets, and without extensions', async () => {
    expect(await at(await openssl(...own, '-no_ticket', '-no_tls1_3'))).toMatchObject({
      session_tickets: false,
      ticket_lifetime: null,
      session_ids: true,
      early_data: null,
      fallback_scsv: null,
      alpn: [{ accepted: false }, { accepted: false }],
    });
    expect(await at(await openssl(...own, '-no_etm', '-no_tls1_3'))).toMatchObject({
      encrypt_then_mac: false,
      session_tickets: true,
      ticket_lifetime: 7200,
    });
  });
});
