import { createHash, createPrivateKey } from 'node:crypto';
import { connect } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Answer, Attempt, ScrapeHello } from '../../src/model/attempt.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { ask, ca, leaf, rawServer, tlsServer } from './support.ts';

const clients = await createCa({ name: 'client root' });
const client = await issue(clients, { cn: 'prometheus', eku: ['clientAuth'] });
const stranger = await issue(ca, { cn: 'prometheus', eku: ['clientAuth'] });
const served = createHash('sha256').update(leaf.der).digest('hex');

const pairOf = ({ chainPem, keyPem }: Issued): ScrapeHello['keyPair'] => ({ certificate: chainPem, key: () => keyPem });
const scrape = (hello: Partial<ScrapeHello> = {}): Attempt => ({
  name: 'scrape',
  kind: 'scrape',
  hello: { serverName: 'exporter.test', keyPair: pairOf(client), expects: [served], minVersion: 'TLS12', maxVersion: 'TLS13', ...hello },
  request: { path: '/metrics' },
});

const demanding = { requestCert: true, rejectUnauthorized: true, ca: [clients.certPem] };
const at = async (options: TlsOptions, hello: Partial<ScrapeHello> = {}): Promise<Answer> =>
  ask(await tlsServer({ ...demanding, ...options }), scrape(hello));

describe.each([
  ['TLSv1.3', 0x0304],
  ['TLSv1.2', 0x0303],
] as const)('a handshake of %s with a client certificate', (maxVersion, version) => {
  it('is answered where the server takes it', async () => {
    const answer = await at({ maxVersion });
    expect(answer).toMatchObject({
      spoke: 'tls',
      handshakeComplete: true,
      alert: null,
      failure: null,
      serverHello: { version },
      http: { status: 200 },
    });
  });

  it('is answered where nobody asks for it, too', async () => {
    const answer = await at({ maxVersion, requestCert: false, ca: [] });
    expect(answer).toMatchObject({ failure: null, http: { status: 200 } });
  });

  it('goes no further with a server that serves another certificate than the one verified', async () => {
    const answer = await at({ maxVersion }, { expects: ['00'] });
    expect(answer.failure).toEqual({ kind: 'garbage', text: 'the server serves another certificate than the one that was verified' });
    expect(answer.http).toBeNull();
    expect(await at({ maxVersion }, { expects: null })).toMatchObject({ http: { status: 200 } });
  });
});

it('keeps to the versions of the scrape', async () => {
  expect(await at({}, { minVersion: 'TLS12', maxVersion: 'TLS12' })).toMatchObject({
    serverHello: { version: 0x0303 },
    http: { status: 200 },
  });
  const old = await at({ maxVersion: 'TLSv1.2' }, { minVersion: 'TLS13' });
  expect(old).toMatchObject({ http: null, alert: { name: 'protocol_version', when: 'hello' }, failure: null });
  const first = await at({ minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }, { minVersion: 'TLS10' });
  expect(first).toMatchObject({ http: { status: 200 } });
});

describe('a client certificate that is refused', () => {
  it('is refused in TLS 1.2 before the handshake is over', async () => {
    const answer = await at({ maxVersion: 'TLSv1.2' }, { keyPair: pairOf(stranger) });
    expect(answer.http).toBeNull();
    expect(answer).toMatchObject({ flightComplete: true, handshakeComplete: false });
  });

  it('is refused in TLS 1.3 after it, and no request is answered', async () => {
    const answer = await at({}, { keyPair: pairOf(stranger) });
    expect(answer).toMatchObject({ http: null, handshakeComplete: true });
    expect(answer.alert ?? answer.failure).not.toBeNull();
  });
});

describe('what is no pair', () => {
  const secured = { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const;
  const encrypted = createPrivateKey(client.keyPem).export(secured).toString();
  const other = { certificate: client.chainPem, key: () => stranger.keyPem };
  it.each([
    ['of two', other, 'the client certificate and its key do not belong together'],
    ['without certificate', { ...other, certificate: 'none' }, 'the client certificate or its key cannot be used'],
    ['with another kind of text for a key', { ...other, key: () => 'hunter2' }, 'the client certificate or its key cannot be used'],
    ['with an encrypted key', { ...other, key: () => encrypted }, 'the client certificate or its key cannot be used'],
  ])('%s is not presented', async (_, keyPair, text) => {
    const answer = await at({}, { keyPair });
    expect(answer.failure).toEqual({ kind: 'unsupported', text });
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|PRIVATE|BEGIN/);
  });
});

describe('a server that', () => {
  it('speaks HTTP is read as such', async () => {
    const { port } = await rawServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
    );
    expect(await ask(port, scrape())).toMatchObject({ spoke: 'http', handshakeComplete: false, serverHello: null });
  });

  it.each(['closes', 'resets'])('%s within the handshake leaves no more than that', async (way) => {
    const { port } = await rawServer((socket) => socket.once('data', () => (way === 'closes' ? socket.end() : socket.resetAndDestroy())));
    expect((await ask(port, scrape())).failure?.kind).toMatch(/closed|reset/);
  });

  it('never answers is left at the deadline', async () => {
    const { port, open } = await rawServer((socket) => socket.resume());
    expect((await ask(port, scrape(), 300)).failure).toEqual({ kind: 'timeout', text: 'no answer within 0.3 s' });
    await expect.poll(open).toBe(0);
  });

  it('goes away after the handshake is waited for no longer than that', async () => {
    const inner = await tlsServer({ ...demanding });
    const { port } = await rawServer((socket) => {
      const through = connect(inner, '127.0.0.1');
      let seen = 0;
      through.on('data', (chunk) => {
        seen += chunk.length;
        socket.write(chunk);
      });
      socket.on('data', (chunk) => (seen > 0 ? socket.destroy() : through.write(chunk)));
      socket.on('close', () => through.destroy());
    });
    expect(await ask(port, scrape())).toMatchObject({ http: null, failure: { kind: expect.stringMatching(/closed|reset/) } });
  });
});
