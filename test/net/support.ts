import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach } from 'vitest';
import { createDial, directConnect } from '../../src/net/index.ts';
import { suiteId } from '../../src/model/registry.ts';
import type { Answer, Attempt, HelloSpec } from '../../src/model/attempt.ts';
import type { Target } from '../../src/model/subject.ts';
import { createCa, issue } from '../support/pki.ts';

export const tls13 = 0x0304;
export const tls12 = 0x0303;
const tls11 = 0x0302;
export const tls10 = 0x0301;
export const ssl30 = 0x0300;

const suites13 = [0x1301, 0x1302, 0x1303];
const suites12 = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
].map((name) => suiteId(name) ?? 0);

export const both: HelloSpec = { versions: [tls13, tls12], suites: [...suites13, ...suites12], serverName: 'exporter.test' };
export const only13: HelloSpec = { versions: [tls13], suites: suites13, serverName: '' };
export const only12: HelloSpec = { versions: [tls12], suites: suites12, serverName: '' };
export const upTo11: HelloSpec = { versions: [tls11, tls10, ssl30], suites: suites12, serverName: '' };

const request = { path: '/metrics' };
export const handshake13 = { name: 'tls13', kind: 'tls13', hello: both, request } as const satisfies Attempt;
export const handshake12 = { name: 'tls12', kind: 'tls12', serverName: '127.0.0.1', request } as const satisfies Attempt;
export const plaintext = { name: 'http', kind: 'http', request } as const satisfies Attempt;
export const hello = (spec: HelloSpec): Attempt => ({ name: 'hello', kind: 'hello', hello: spec });

export const ca = await createCa({ name: 'net test root' });
export const leaf = await issue(ca, { cn: 'exporter', dns: ['exporter.test'], ip: ['127.0.0.1'] });
export const rsaLeaf = await issue(ca, { cn: 'exporter', dns: ['exporter.test'], key: 'rsa2048' });

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

/** A raw server on a free port of the loopback address, closed after the test. Counts its connections. */
export async function rawServer(serve: (socket: Socket) => void): Promise<{ port: number; connections: () => number; open: () => number }> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => count, open: () => sockets.size };
}

const metrics = 'up 1\n';
export const okResponse = `HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: ${metrics.length}\r\n\r\n${metrics}`;

/** Node's own TLS server in front of one HTTP response. */
export async function tlsServer(options: TlsOptions, response: string | Buffer = okResponse): Promise<number> {
  const server = createTlsServer({ key: leaf.keyPem, cert: leaf.chainPem, ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(response));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

export const targetAt = (port: number, host = '127.0.0.1'): Target => ({
  id: `address/${host}:${port}`,
  address: { host, port },
  pod: null,
  proof: { proven: true, by: 'named by the user' },
});

export const dialOptions = (port: number, timeoutMs = 2000) => ({
  connect: directConnect({ connectTimeoutMs: 1000 }),
  target: targetAt(port),
  timeoutMs,
  most: 12,
  scanDeadline: new AbortController().signal,
  userAgent: 'pgx-audit/test',
  now: () => performance.now(),
});

/** One attempt on a port of the loopback address. */
export const ask = (port: number, attempt: Attempt, timeoutMs?: number): Promise<Answer> =>
  createDial(dialOptions(port, timeoutMs)).dial(attempt);
