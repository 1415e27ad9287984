import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as v from 'valibot';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isKnown } from '../../src/model/fact.ts';
import { createDial, directConnect } from '../../src/net/index.ts';
import { probes } from '../../src/probes/index.ts';
import { unpacked } from '../../src/rules/unpacked.ts';
import { createCa, issue, type Ca, type Issued } from '../support/pki.ts';
import { exposition } from './support/fake-server.ts';
import { acceptedOf, asking, observeWith, type Seen } from './support/observe.ts';

let ca: Ca;
let leaf: Issued;
let rsa: Issued;
const servers: Server[] = [];

beforeAll(async () => {
  ca = await createCa({ name: 'root' });
  leaf = await issue(ca, { cn: 'pgx', dns: ['pgx.db.svc'] });
  rsa = await issue(ca, { cn: 'pgx-rsa', dns: ['pgx.db.svc'], key: 'rsa2048' });
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const metrics: RequestListener = (request, response) => {
  if (request.url !== '/metrics') response.statusCode = 404;
  response.end(request.url === '/metrics' ? exposition : '');
};

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
};

const https = (options: ServerOptions, certificate = leaf): Server =>
  createHttpsServer({ cert: certificate.chainPem, key: certificate.keyPem, ...options }, metrics);

/** The whole decision plan on a real server, and how many connections it took. */
async function scan(server: Server, asked = asking()): Promise<Seen & { connections: number }> {
  const port = await listen(server);
  let accepted = 0;
  server.on('connection', () => (accepted += 1));
  const { dial, connections } = createDial({
    connect: directConnect({ connectTimeoutMs: 2000 }),
    target: { id: 'x', address: { host: '127.0.0.1', port }, pod: null, proof: { proven: true, by: 'test' } },
    timeoutMs: 600,
    most: 12,
    scanDeadline: new AbortController().signal,
    userAgent: 'pgx-audit/test',
    now: () => performance.now(),
  });
  const seen = await observeWith(dial, asked);
  expect(accepted).toBe(connections());
  for (const [index, fact] of seen.facts.entries())
    if (isKnown(fact)) v.parse(probes[index]?.shape ?? v.never(), unpacked(fact.group, fact.known));
  return { ...seen, connections: connections() };
}

const legacy = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0';

describe('the decision plan on real servers', () => {
  it('plaintext', async () => {
    const seen = await scan(createHttpServer(metrics));
    expect(seen.transport).toEqual({ tls: false, plaintext: true });
    expect(seen.http?.responses).toMatchObject([{ over: 'plaintext', status: 200, metrics: true }]);
    expect(seen.connections).toBe(2);
  });
  it('plaintext that stays silent on a ClientHello', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        if (data.toString('latin1').startsWith('GET ')) socket.end(`HTTP/1.0 200 OK\r\n\r\n${exposition}`);
      });
    });
    const seen = await scan(server);
    expect(seen.transport).toEqual({ tls: false, plaintext: true });
    expect(seen.http?.responses).toMatchObject([{ metrics: true }]);
    expect(seen.connections).toBe(2);
  });
  it('TLS 1.2 and 1.3', async () => {
    const seen = await scan(https({ minVersion: 'TLSv1.2' }));
    expect(seen.transport).toMatchObject({ tls: true, plaintext: false });
    expect(acceptedOf(seen.tls?.versions)).toEqual(['TLSv1.3', 'TLSv1.2']);
    expect(acceptedOf(seen.tls?.suites)).toEqual([]);
    expect(seen.tls?.negotiated).toMatchObject({ version: 'TLSv1.3', group: 'x25519' });
    expect(seen.certificate?.served).toMatchObject([{ serverName: '', leaf: { subject: 'CN=pgx', keyType: 'EC' }, inOrder: true }]);
    expect(seen.clientAuth).toMatchObject({ requested: false, required: false, refusal: '' });
    expect(seen.http?.responses).toMatchObject([{ over: 'tls', status: 200, metrics: true }]);
    expect(seen.connections).toBe(6);
  });
  it('TLS 1.3 only', async () => {
    const seen = await scan(https({ minVersion: 'TLSv1.3' }));
    expect(acceptedOf(seen.tls?.versions)).toEqual(['TLSv1.3']);
    expect(seen.tls?.suites.some(({ accepted }) => accepted !== false)).toBe(false);
    expect(seen.connections).toBe(4);
  });
  it('TLS 1.2 only', async () => {
    const seen = await scan(https({ maxVersion: 'TLSv1.2' }));
    expect(acceptedOf(seen.tls?.versions)).toEqual(['TLSv1.2']);
    expect(seen.http?.responses).toMatchObject([{ over: 'tls', status: 200, metrics: true }]);
    expect(seen.connections).toBe(7);
  });
  it('TLS 1.0 too', async () => {
    const seen = await scan(https({ minVersion: 'TLSv1', ciphers: `ECDHE+AES:@SECLEVEL=0` }));
    expect(acceptedOf(seen.tls?.versions)).toEqual(['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1.0']);
    expect(seen.tls?.versions.find(({ name }) => name === 'SSLv3')?.accepted).toBe(false);
    expect(acceptedOf(seen.tls?.suites)).toEqual([]);
    expect(seen.tls?.suites.filter(({ accepted }) => accepted === false).length).toBe(seen.tls?.suites.length);
    expect(seen.connections).toBeLessThanOrEqual(12);
  });
  it('static RSA', async () => {
    const seen = await scan(https({ maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256:AES256-SHA' }, rsa));
    expect(acceptedOf(seen.tls?.suites).sort()).toEqual(['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA']);
    expect(seen.tls?.negotiated).toMatchObject({ suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', group: '' });
    expect(seen.connections).toBeLessThanOrEqual(9);
  });
  it('every suite there is', async () => {
    const seen = await scan(https({ minVersion: 'TLSv1', ciphers: legacy }, rsa));
    expect(acceptedOf(seen.tls?.suites)).toEqual(expect.arrayContaining([expect.stringMatching(/NULL|anon/)]) as string[]);
    expect(seen.connections).toBe(12);
  });
  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ] as const)('a client certificate required, under %s', async (_, options) => {
    const seen = await scan(https({ ...options, requestCert: true, rejectUnauthorized: true, ca: ca.certPem }));
    expect(seen.clientAuth).toMatchObject({ requested: true, required: true });
    expect(seen.clientAuth?.refusal).toMatch(/^(?:alert|connection)/);
    expect(seen.http?.responses).toMatchObject([
      { status: { unknown: expect.stringContaining('without a client certificate') as string } },
    ]);
    expect(seen.certificate?.served).toMatchObject([{ leaf: { subject: 'CN=pgx' } }]);
  });
  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ] as const)('a client certificate requested, yet optional, under %s', async (_, options) => {
    const seen = await scan(https({ ...options, requestCert: true, rejectUnauthorized: false }));
    expect(seen.clientAuth).toMatchObject({ requested: true, required: false, refusal: '' });
    expect(seen.http?.responses).toMatchObject([{ status: 200, metrics: true }]);
  });
  it('both on one port', async () => {
    const plain = createHttpServer(metrics);
    const secure = https({});
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('readable', () => {
        const start = socket.read() as Buffer | null;
        if (!start) return;
        socket.unshift(start);
        (start[0] === 0x16 ? secure : plain).emit('connection', socket);
      });
    });
    const seen = await scan(server);
    expect(seen.transport).toEqual({ tls: true, plaintext: true });
    expect(seen.http?.responses.map(({ over, metrics: yes }) => [over, yes])).toEqual([
      ['tls', true],
      ['plaintext', true],
    ]);
    expect(seen.connections).toBeLessThanOrEqual(6);
  });
  it('a server that resets everything after its first answer is not called compliant', async () => {
    let connections = 0;
    const secure = https({});
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      if (connections <= 2) secure.emit('connection', socket);
      else socket.on('data', () => undefined).setTimeout(1);
    });
    const seen = await scan(server);
    expect(acceptedOf(seen.tls?.versions)).toEqual(['TLSv1.3']);
    expect(seen.tls?.versions.find(({ name }) => name === 'TLSv1.0')?.accepted).toMatchObject({ cause: 'could-not-look' });
  });
  it.each([1, 2, 3, 4])('a server that closes every connection after %i is not called compliant', async (most) => {
    let connections = 0;
    const secure = https({ minVersion: 'TLSv1', ciphers: legacy }, rsa);
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      if (connections <= most) secure.emit('connection', socket);
      else socket.destroy();
    });
    const seen = await scan(server);
    expect(seen.tls?.versions.find(({ name }) => name === 'TLSv1.0')?.accepted).toMatchObject({ cause: 'could-not-look' });
    expect(seen.tls?.suites.some(({ accepted }) => accepted === false)).toBe(false);
    expect(seen.transport?.plaintext).toMatchObject({ cause: 'could-not-look' });
  });
  it('an optional client certificate before a backend that is gone is not called required', async () => {
    for (const options of [{}, { minVersion: 'TLSv1.3' as const }]) {
      const proxy = createTlsServer({ cert: leaf.chainPem, key: leaf.keyPem, requestCert: true, rejectUnauthorized: false, ...options });
      proxy.on('secureConnection', (socket) => socket.on('error', () => undefined).once('data', () => socket.destroy()));
      const seen = await scan(proxy);
      expect(seen.clientAuth).toMatchObject({ requested: true, required: { cause: 'could-not-look' } });
    }
  });
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('two certificates for the same versions, up to %s', async (maxVersion) => {
    const both = { cert: [leaf.chainPem, rsa.chainPem], key: [leaf.keyPem, rsa.keyPem], ciphers: 'ECDHE+AESGCM' };
    const seen = await scan(https({ ...both, honorCipherOrder: false, maxVersion }));
    const subjects = seen.certificate?.served.map(({ leaf: each }) => ('subject' in each ? each.subject : each.unknown));
    expect(subjects?.sort()).toEqual(['CN=pgx', 'CN=pgx-rsa']);
  });
  it('two certificates: one for TLS 1.3, another for a suite of TLS 1.2', async () => {
    const secure = https({ cert: [leaf.chainPem, rsa.chainPem], key: [leaf.keyPem, rsa.keyPem], ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' });
    const seen = await scan(secure);
    const subjects = seen.certificate?.served.map(({ leaf: each }) => ('subject' in each ? each.subject : each.unknown));
    expect(subjects?.sort()).toEqual(['CN=pgx', 'CN=pgx-rsa']);
  });
});
