import { createHash, getDiffieHellman } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { suiteId } from '../../src/model/registry.ts';
import { nothingSeen } from '../../src/net/seen.ts';
import { parseCertificateRequest } from '../../src/net/tls/certificate-request.ts';
import { parseCertificates } from '../../src/net/tls/certificate.ts';
import { finiteFieldOf } from '../../src/net/tls/finite-field.ts';
import { parseKeyExchange } from '../../src/net/tls/server-key-exchange.ts';
import { parseTicket } from '../../src/net/tls/session-ticket.ts';
import { uint, uint16s, vector } from '../../src/net/tls/wire.ts';
import type { Answer, Attempt } from '../../src/model/attempt.ts';
import {
  ask,
  handshake12,
  handshake13,
  hello,
  leaf,
  okResponse,
  only12,
  only13,
  rsaLeaf,
  tls12,
  tls13,
  tlsServer,
  upTo11,
} from './support.ts';

const rsa = { key: rsaLeaf.keyPem, cert: rsaLeaf.chainPem };
const id = (name: string): number => suiteId(name) ?? 0;
const prime = (name: string): Buffer => getDiffieHellman(name).getPrime();

describe('the primes of finite-field groups', () => {
  it.each([
    ['modp1', 768, 'RFC 2409 group 1'],
    ['modp2', 1024, 'RFC 2409 group 2'],
    ['modp5', 1536, 'RFC 3526 group 5'],
    ['modp14', 2048, 'RFC 3526 group 14'],
    ['modp18', 8192, 'RFC 3526 group 18'],
  ])('%s has %i bits and the name %s', (group, bits, name) => {
    const sha256 = createHash('sha256').update(prime(group)).digest('hex');
    expect(finiteFieldOf(prime(group))).toEqual({ bits, prime: name, sha256 });
    expect(finiteFieldOf(Buffer.concat([Buffer.alloc(3), prime(group)]))).toEqual({ bits, prime: name, sha256 });
  });

  it('have no name where they are of their own, and no bits where there are none', () => {
    expect(finiteFieldOf(Buffer.from('00ff01', 'hex'))).toMatchObject({ bits: 16, prime: '' });
    expect(finiteFieldOf(Buffer.from('01', 'hex'))).toMatchObject({ bits: 1, prime: '' });
    expect(finiteFieldOf(Buffer.alloc(4))).toMatchObject({ bits: 0, prime: '' });
  });
});

describe('a ServerKeyExchange', () => {
  const curve = Buffer.concat([uint(3, 1), uint(29, 2), vector(1, Buffer.alloc(32, 9))]);
  const field = Buffer.concat([vector(2, prime('modp14')), vector(2, Buffer.from([2])), vector(2, Buffer.alloc(256, 7))]);
  const signature = Buffer.concat([uint(0x0401, 2), vector(2, Buffer.alloc(256))]);
  const hint = vector(2, Buffer.from('hint'));
  const finiteField = expect.objectContaining({ bits: 2048, prime: 'RFC 3526 group 14' }) as unknown;

  it.each([
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', [curve, signature], tls12, { group: 29, signatureScheme: 0x0401 }],
    ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', [curve, signature], 0x0302, { group: 29 }],
    ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', [field, signature], tls12, { finiteField, signatureScheme: 0x0401 }],
    ['TLS_DH_anon_WITH_AES_128_GCM_SHA256', [field, signature], tls12, { finiteField }],
    ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', [curve], tls12, { group: 29 }],
    ['TLS_DHE_PSK_WITH_AES_128_GCM_SHA256', [hint, field], tls12, { finiteField }],
    ['TLS_PSK_DHE_WITH_AES_128_CCM_8', [hint, field], tls12, { finiteField }],
    ['TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', [hint, curve], tls12, { group: 29 }],
    ['TLS_PSK_WITH_AES_128_GCM_SHA256', [hint], tls12, {}],
    ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', [vector(2, Buffer.alloc(64, 1)), vector(2, Buffer.from([3])), signature], 0x0301, {}],
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', [uint(1, 1), Buffer.alloc(40)], tls12, {}], // an explicit curve
  ])('of %s tells what it has', (suite, parts, version, told) => {
    expect(parseKeyExchange(Buffer.concat(parts), { suite: id(suite), version })).toEqual(told);
  });

  it('of a real server names its prime', async () => {
    const port = await tlsServer({ ...rsa, maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256', dhparam: 'auto' });
    expect((await ask(port, hello(only12))).serverHello).toMatchObject({ finiteField, signatureScheme: 0x0804 });
  });
});

describe('a CertificateRequest', () => {
  const name = Buffer.from('300f310d300b06035504030c04746f6e79', 'hex'); // CN=tony
  const names = (count: number): Buffer => vector(2, ...Array.from({ length: count }, () => vector(2, name)));
  const schemes = vector(2, uint16s([0x0403, 0x0804]));

  it('of TLS 1.3 and below tells names and signature schemes', () => {
    const told = { authorities: 2, names: ['CN=tony', 'CN=tony'], signatureSchemes: [0x0403, 0x0804] };
    const extensions = vector(2, uint(13, 2), vector(2, schemes), uint(47, 2), vector(2, names(2)));
    expect(parseCertificateRequest(Buffer.concat([vector(1), extensions]), tls13)).toEqual(told);
    const types = vector(1, Buffer.from([1, 64]));
    expect(parseCertificateRequest(Buffer.concat([types, schemes, names(2)]), tls12)).toEqual(told);
    expect(parseCertificateRequest(Buffer.concat([types, names(2)]), 0x0302)).toEqual({ ...told, signatureSchemes: [] });
  });

  it('names a hundred of them, and counts the others', () => {
    const request = parseCertificateRequest(Buffer.concat([vector(1, Buffer.from([1])), schemes, names(1000)]), tls12);
    expect([request.authorities, request.names.length]).toEqual([1000, 100]);
    const empty = vector(2, ...Array.from({ length: 10_001 }, () => vector(2)));
    expect(() => parseCertificateRequest(Buffer.concat([vector(1), schemes, empty]), tls12)).toThrow(
      'more than 10000 certificate authorities',
    );
  });
});

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that staples so many octets. */
async function stapling(options: TlsOptions, octets: number): Promise<number> {
  const server = createServer({ key: leaf.keyPem, cert: leaf.chainPem, ...options }, (socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(okResponse));
  });
  server.on('OCSPRequest', (_certificate, _issuer, done: (error: null, response: Buffer) => void) => done(null, Buffer.alloc(octets, 1)));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

const ticketsOf = async (attempt: Attempt, options: TlsOptions): Promise<Answer> =>
  ask(await tlsServer({ sessionTimeout: 1234, ...options }), attempt);

describe('what a handshake shows of itself', () => {
  it.each([
    ['TLS 1.3', handshake13, {}],
    ['TLS 1.2', hello(only12), { maxVersion: 'TLSv1.2' }],
  ] as const)('is, in %s, the OCSP response that is stapled', async (_, attempt, options) => {
    const answer = await ask(await stapling(options, 1234), attempt);
    expect(answer).toMatchObject({ ocspBytes: 1234, flightComplete: true, failure: null });
    expect((await ask(await tlsServer(options), attempt)).ocspBytes).toBe(0);
  });

  it('is the timestamps that come with the first certificate in TLS 1.3, or with the ServerHello below it', () => {
    const scts = Buffer.concat([uint(18, 2), vector(2, vector(2, vector(2, Buffer.alloc(100)), vector(2, Buffer.alloc(99))))]);
    const entry = Buffer.concat([vector(3, Buffer.from(leaf.der)), vector(2, scts)]);
    const message = parseCertificates(Buffer.concat([vector(1), vector(3, entry, entry)]), tls13);
    expect(message).toMatchObject({ scts: 2, ocspBytes: 0 });
    expect(message.certificates).toHaveLength(2);
  });

  it('is its tickets, without their contents', async () => {
    const { tickets } = await ticketsOf(handshake13, {});
    expect(tickets).toEqual([
      { lifetime: 1234, maxEarlyData: 0 },
      { lifetime: 1234, maxEarlyData: 0 },
    ]);
    expect((await ticketsOf(handshake12, { maxVersion: 'TLSv1.2' })).tickets).toEqual([{ lifetime: 1234, maxEarlyData: 0 }]);
  });

  it('is early data that a ticket allows, and an empty ticket is none', () => {
    const ticket = Buffer.concat([uint(0, 1), uint(7200, 3), Buffer.alloc(4), vector(1, Buffer.from([0])), vector(2, Buffer.alloc(32))]);
    const earlyData = vector(2, uint(42, 2), vector(2, Buffer.from('00004000', 'hex')));
    expect(parseTicket(Buffer.concat([ticket, earlyData]), tls13)).toEqual({ lifetime: 7200, maxEarlyData: 16_384 });
    expect(parseTicket(Buffer.concat([ticket, vector(2)]), tls13)).toEqual({ lifetime: 7200, maxEarlyData: 0 });
    expect(parseTicket(Buffer.from('000000000000', 'hex'), tls12)).toBeNull();
  });

  it('is the extensions that were answered, and what the session is resumed by', async () => {
    const older = await ask(
      await tlsServer({ ...rsa, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }),
      hello({ ...only12, suites: [0x002f], tickets: false }),
    );
    expect(older.serverHello).toMatchObject({ compression: 0, sessionId: true });
    expect(older.serverHello?.extensions).toEqual(expect.arrayContaining([22, 23, 0xff01])); // EtM, EMS, renegotiation
    const newer = await ask(await tlsServer({ ALPNProtocols: ['http/1.1'] }), handshake13);
    expect(newer.serverHello).toMatchObject({ sessionId: false, signatureScheme: 0x0403 });
    expect(newer.serverHello?.extensions).toEqual(expect.arrayContaining([43, 51, 16]));
    expect(JSON.parse(JSON.stringify(newer)).serverHello).toEqual(newer.serverHello);
  });

  it('is a protocol by ALPN, among those that were asked for', async () => {
    const port = await tlsServer({ ALPNProtocols: ['h2', 'http/1.1'], minVersion: 'TLSv1.2' });
    expect((await ask(port, hello({ ...only12, alpn: ['h2'] }))).serverHello?.alpn).toBe('h2');
    expect((await ask(port, hello({ ...only12, alpn: [] }))).serverHello?.alpn).toBe('');
    expect((await ask(port, hello({ ...only12, alpn: ['spdy/3'] }))).alert?.name).toBe('no_application_protocol');
  });

  it('is a group, among those that were asked for', async () => {
    const port = await tlsServer({ ecdhCurve: 'P-256:P-384:X25519' });
    const groupOf = async (spec: Parameters<typeof hello>[0]): Promise<unknown> => (await ask(port, hello(spec))).serverHello?.group;
    expect(await groupOf({ ...only13, groups: [24] })).toBe(24);
    expect(await groupOf({ ...only12, groups: [23] })).toBe(23);
    expect((await ask(port, hello({ ...only13, groups: [25, 256] }))).alert?.name).toBe('handshake_failure');
    const real = await ask(port, { ...handshake13, hello: { ...only13, groups: [0x11ec, 24] } });
    expect(real).toMatchObject({ serverHello: { group: 24 }, http: { status: 200 } });
    expect((await ask(port, { ...handshake13, hello: { ...only13, groups: [256] } })).failure?.kind).toBe('unsupported');
  });
});

it('an answer is plain data, but for certificates', async () => {
  const answer = await ask(await tlsServer({ requestCert: true, rejectUnauthorized: false }), handshake13);
  const { certificates, ...plain } = answer;
  expect(certificates.every((der) => der instanceof Uint8Array)).toBe(true);
  expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  expect(Object.keys(nothingSeen('x')).sort()).toEqual(Object.keys(answer).sort());
  expect((await ask(1, hello(upTo11))).bytesWritten).toBe(0);
  expect(answer.bytesWritten).toBeGreaterThan(300);
});
