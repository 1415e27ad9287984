import { once } from 'node:events';
import { createSecureServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerNames } from '../../src/model/facts.ts';
import { serverNames } from '../../src/probes/server-names.ts';
import { dialOptions } from '../net/support.ts';
import { createDial } from '../../src/net/index.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { alert, dialTo, serverHello, type FakeServer } from './support/fake-server.ts';
import { asking, look, whyNot } from './support/observe.ts';
import { hasOpenssl, opensslServers } from './support/openssl-server.ts';
import type { Dial } from '../../src/model/attempt.ts';

const full = (names: readonly string[] = ['']) => asking({ depth: 'full', most: 128, serverNames: names });
const nobody = 'no-such-server.invalid';
const suites = { 0x0304: ['TLS_AES_128_GCM_SHA256'], 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] };

const anonymousSuites = ['TLS_DH_anon_WITH_AES_128_CBC_SHA'];

async function rowsOf(dial: Dial, names?: readonly string[]): Promise<ServerNames['rows']> {
  const fact = await serverNames.observe(dial, full(names));
  if (!('known' in fact)) throw new Error(whyNot([fact], 'server_names'));
  return fact.known.rows;
}
const ofFake = (server: FakeServer, names?: readonly string[]) => rowsOf(dialTo({ suites, refuses: 70, ...server }, 128).dial, names);
const short = (rows: ServerNames['rows']) => rows.map(({ name, kind, answer, how }) => ({ name, kind, answer, how }));

let leaf: Issued;
let other: Issued;
beforeAll(async () => {
  const ca = await createCa({ name: 'root' });
  leaf = await issue(ca, { cn: 'pgx', dns: ['pgx.test'] });
  other = await issue(ca, { cn: 'default', dns: ['default.test'] });
});

describe('what a server makes of SNI', () => {
  it('is looked at in full only', async () => {
    expect(whyNot((await look({ suites })).facts, 'server_names')).toBe('unknown: looked at with --depth full only');
  });
  it('nothing: the same certificate under every name', async () => {
    expect(short(await ofFake({ certificates: [leaf.der] }, ['pgx.test']))).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'same', how: '' },
      { name: '', kind: 'none', answer: 'same', how: '' },
      { name: nobody, kind: 'unknown', answer: 'same', how: '' },
    ]);
  });
  it('another certificate for who sends none', async () => {
    const answers = { 'server-name ': { certificates: [other.der] } };
    const rows = await ofFake({ certificates: [leaf.der], answers }, ['pgx.test']);
    expect(rows.map(({ answer }) => answer)).toEqual(['same', 'other', 'same']);
    expect(new Set(rows.map(({ sha256 }) => sha256)).size).toBe(2);
  });
  it('a refusal, with its alert', async () => {
    const rows = await ofFake({ certificates: [leaf.der], names: ['pgx.test', ''] }, ['pgx.test']);
    expect(rows[2]).toEqual({ name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name', sha256: '' });
  });
  it('a refusal of the configured name, where the server answers without one', async () => {
    const rows = await ofFake({ certificates: [leaf.der], names: [''] }, ['pgx.test']);
    expect(short(rows)).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'refused', how: 'alert 112 unrecognized_name' },
      { name: '', kind: 'none', answer: 'same', how: '' },
      { name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name' },
    ]);
  });
  it('a closed connection is a refusal where it happens twice', async () => {
    const gone = {
      serverHello: null,
      certificates: [],
      spoke: 'nothing',
      failure: { kind: 'closed', text: 'connection closed without an answer' },
    } as const;
    const lost = { [`server-name ${nobody}`]: gone };
    expect((await ofFake({ certificates: [leaf.der], answers: lost })).at(-1)).toMatchObject({ answer: 'same' });
    const twice = { ...lost, [`server-name ${nobody}-again`]: gone };
    const [, row] = await ofFake({ certificates: [leaf.der], answers: twice });
    expect(row).toMatchObject({ answer: 'refused', how: 'connection closed without an answer' });
  });
  it('what refuses the first name in the same hello too is not about the name', async () => {
    const no = { certificates: [], serverHello: null, flightComplete: false, spoke: 'tls', http: null, handshakeComplete: false } as const;
    const both = { 'server-name ': { ...no, alert: alert(40, 'hello') }, [`server-name ${nobody}`]: { ...no, alert: alert(112, 'hello') } };
    const answers = { ...both, tls12: { ...no, alert: alert(40, 'hello') } };
    const { dial, made } = dialTo(
      { suites: { 0x0304: suites[0x0304], 0x0303: anonymousSuites }, refuses: 40, certificates: [leaf.der], answers },
      128,
    );
    expect(short(await rowsOf(dial, ['pgx.test']))).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'same', how: '' },
      {
        name: '',
        kind: 'none',
        answer: { unknown: 'alert 40 handshake_failure, and under the first name alert 40 handshake_failure', cause: 'could-not-look' },
        how: '',
      },
      { name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name' },
    ]);
    expect(made.filter((name) => name === 'tls12')).toHaveLength(1);
    const served = await ofFake({ certificates: [leaf.der], answers: both }, ['pgx.test']);
    expect(served[1]).toMatchObject({ answer: 'refused', how: 'alert 40 handshake_failure' });
  });
  it('a server that speaks HTTP/2 alone refuses no name', async () => {
    const rows = await ofFake({ certificates: [leaf.der], alpn: ['h2'] }, ['pgx.test']);
    const unknown = 'alert 120 no_application_protocol, and under the first name alert 120 no_application_protocol';
    expect(rows.map(({ answer }) => answer)).toMatchObject([{ unknown: 'no certificate was seen' }, { unknown }, { unknown }]);
  });
  it('a suite without certificate shows none under any name', async () => {
    const hello = {
      serverHello: serverHello({ suite: 0x0034 }),
      certificates: [],
      spoke: 'tls',
      flightComplete: true,
      alert: null,
    } as const;
    const rows = await ofFake({ certificates: [leaf.der], answers: { [`server-name ${nobody}`]: hello } });
    expect(rows[1]?.answer).toMatchObject({ unknown: 'no certificate was seen' });
  });
  it('silence is no answer', async () => {
    const silent = { serverHello: null, certificates: [], failure: { kind: 'timeout', text: 'no answer within 5 s' } } as const;
    const [, row] = await ofFake({ certificates: [leaf.der], answers: { [`server-name ${nobody}`]: silent } });
    expect(row?.answer).toEqual({ unknown: 'no answer within 5 s', cause: 'could-not-look', code: 'timed-out' });
  });
  it('two certificates under the first name are both its own', async () => {
    const answers = { tls12: { certificates: [other.der] }, 'server-name ': { certificates: [other.der] } };
    expect((await ofFake({ certificates: [leaf.der], answers }, ['pgx.test']))[1]).toMatchObject({ answer: 'same' });
  });
  it('costs two connections, one where no name is configured', async () => {
    for (const [names, cost] of [
      [['pgx.test'], ['server-name ', `server-name ${nobody}`]],
      [[''], [`server-name ${nobody}`]],
    ] as const) {
      const { dial, made } = dialTo({ suites, refuses: 70, certificates: [leaf.der] }, 128);
      await rowsOf(dial, names);
      expect(made.filter((name) => name.startsWith('server-name'))).toEqual(cost);
    }
  });
  it('what only such a name shows is among the certificates', async () => {
    const answers = { 'server-name ': { certificates: [other.der] } };
    const { certificate } = await look({ suites, refuses: 70, certificates: [leaf.der], answers }, full(['pgx.test']));
    expect(certificate?.served).toMatchObject([
      { serverName: 'pgx.test', leaf: { subject: 'CN=pgx' } },
      { serverName: '', leaf: { subject: 'CN=default' } },
    ]);
  });
});

const dialAt = (port: number): Dial => createDial({ ...dialOptions(port), most: 128 }).dial;
const pem = ({ certPem, keyPem }: Issued): string => certPem + keyPem;

describe('server names of real servers', () => {
  const stop: (() => unknown)[] = [];
  afterEach(() => {
    for (const each of stop.splice(0)) each();
  });

  it("Node's, with a certificate by name", async () => {
    const named = createSecureContext({ cert: leaf.chainPem, key: leaf.keyPem });
    const server = createHttpsServer(
      {
        cert: other.chainPem,
        key: other.keyPem,
        SNICallback: (name, give) => {
          if (name === nobody) give(new Error('nobody'));
          else give(null, named);
        },
      },
      (_request, response) => {
        response.end('up 1\n');
      },
    );
    stop.push(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const rows = await rowsOf(dialAt((server.address() as AddressInfo).port), ['pgx.test']);
    expect(rows).toMatchObject([{ answer: 'same' }, { name: '', answer: 'other' }, { name: nobody, answer: 'refused' }]);
  });

  const startOpenssl = opensslServers(() => ({ 'leaf.pem': pem(leaf), 'other.pem': pem(other) }));
  const certificates = ['-cert', 'other.pem', '-key', 'other.pem', '-cert2', 'leaf.pem', '-key2', 'leaf.pem'];

  it('one that speaks HTTP/2 alone, and one that accepts only suites without certificate: nothing is said of names', async () => {
    const h2 = createHttp2Server({ cert: leaf.chainPem, key: leaf.keyPem, allowHTTP1: false, ALPNProtocols: ['h2'] });
    const anonymous = createTlsServer({ ciphers: 'ADH-AES128-SHA256:AECDH-AES128-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2' }, (socket) =>
      socket.on('error', () => undefined).end(),
    );
    for (const server of [h2, anonymous]) {
      server.on('tlsClientError', () => undefined);
      server.on('sessionError', () => undefined);
      stop.push(() => server.close());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const rows = await rowsOf(dialAt((server.address() as AddressInfo).port), ['pgx.test']);
      expect(rows).toHaveLength(3);
      expect(rows.filter(({ answer }) => typeof answer === 'string')).toEqual([]);
    }
  });

  it.runIf(hasOpenssl)("OpenSSL's, that refuses names it does not know", async () => {
    const port = await startOpenssl(...certificates, '-servername', 'pgx.test', '-servername_fatal');
    expect(short(await rowsOf(dialAt(port), ['pgx.test']))).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'same', how: '' },
      { name: '', kind: 'none', answer: 'other', how: '' },
      { name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name' },
    ]);
  });
});
