import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connect } from '../../../src/model/attempt.ts';
import { someAsked } from '../../support/asked.ts';
import { portForwardConnect } from '../../../src/kube/index.ts';
import { createDial, directConnect } from '../../../src/net/index.ts';
import { probes } from '../../../src/probes/index.ts';
import { createCa, issue } from '../../support/pki.ts';
import { forwardTo } from './fake-kubelet.ts';
import { accessWith, kubelet, podTarget } from './support.ts';

const servers: (HttpServer | Server)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: HttpServer | Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ca = await createCa({ name: 'probes' });
const issued = await issue(ca, { cn: 'exporter', dns: ['exporter.test'] });
const identity = { key: issued.keyPem, cert: issued.chainPem };
const https = (options: ServerOptions) =>
  createHttpsServer({ ...identity, ...options }, (_, response) => void response.end('up 1\n')).on('tlsClientError', () => undefined);

const asked = someAsked({
  sets: { 'tls.versions': ['SSLv3', 'TLSv1.0', 'TLSv1.1'], 'tls.suites': ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_NULL_SHA'] },
  serverNames: ['exporter.test'],
  paths: ['/metrics', '/'],
});

async function observed(port: number, connect: Connect): Promise<unknown> {
  const { dial, connections } = createDial({
    connect,
    target: podTarget(port, { address: { host: '127.0.0.1', port } }),
    timeoutMs: 3000,
    most: 12,
    scanDeadline: new AbortController().signal,
    userAgent: 'pgx-audit/test',
    now: () => performance.now(),
  });
  const facts = [];
  for (const probe of probes) facts.push(await probe.observe(dial, asked));
  return { facts, connections: connections() };
}

const silent = () => createTcpServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.end()));
const resetting = () => createTcpServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.resetAndDestroy()));

describe('the same probes see the same', () => {
  it.each<[string, () => HttpServer | Server]>([
    ['plaintext', () => createServer((_, response) => void response.end('up 1\n'))],
    ['TLS 1.3 that demands a client certificate', () => https({ minVersion: 'TLSv1.3', requestCert: true, ca: ca.certPem })],
    ['TLS 1.2', () => https({ maxVersion: 'TLSv1.2' })],
    ['a server that closes without a word', silent],
  ])('of %s', async (_, make) => {
    const port = await listen(make());
    const fake = await kubelet(forwardTo((each) => each));
    const through = portForwardConnect(accessWith(fake.url), { openTimeoutMs: 2000, userAgent: 'pgx-audit/test' });
    const direct = await observed(port, directConnect({ connectTimeoutMs: 1000 }));
    expect(await observed(port, through)).toEqual(direct);
    expect(JSON.stringify(direct)).toContain('"transport"');
  });

  it('of a server that resets, in the words of the runtime', async () => {
    const port = await listen(resetting());
    const fake = await kubelet(forwardTo((each) => each));
    const through = portForwardConnect(accessWith(fake.url), { openTimeoutMs: 2000, userAgent: 'pgx-audit/test' });
    expect(JSON.stringify(await observed(port, through))).toMatch(/ClientHello: port-forward: read: connection reset by peer/);
  });
});
