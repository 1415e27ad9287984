import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { issue } from '../support/pki.ts';
import { ask, both, ca, handshake13, hello, leaf, only13, rawServer, rsaLeaf, tls12, tls13, tlsServer } from './support.ts';

describe('a TLS 1.3 handshake of our own', () => {
  it('tells what was served, and what the exporter answers', async () => {
    const answer = await ask(await tlsServer({ ALPNProtocols: ['http/1.1'] }), handshake13);
    expect(answer).toMatchObject({
      connected: true,
      spoke: 'tls',
      flightComplete: true,
      handshakeComplete: true,
      alert: null,
      failure: null,
    });
    expect(answer.serverHello).toMatchObject({ version: tls13, offered: true, helloRetryRequest: false, group: 29, alpn: 'http/1.1' });
    expect(answer.certificates).toEqual([Buffer.from(leaf.der)]);
    expect(answer.certificateRequest).toBeNull();
    expect(answer.http?.status).toBe(200);
    expect(answer.http?.headers['content-type']).toBe('text/plain; version=0.0.4');
    expect(answer.http).toMatchObject({ bytes: 5, exposition: true, truncated: false });
    expect(answer.bytesRead).toBeGreaterThan(500);
  });

  it.each([
    ['P-256', 23],
    ['P-384', 24],
    ['P-521', 25],
    ['X448', 30],
  ])('goes on with %s, for which the server asks by HelloRetryRequest', async (ecdhCurve, group) => {
    const answer = await ask(await tlsServer({ ecdhCurve, minVersion: 'TLSv1.3' }), handshake13);
    expect(answer.serverHello).toMatchObject({ group, helloRetryRequest: false });
    expect(answer.http?.status).toBe(200);
  });

  it('says TLS 1.2 in the records after a HelloRetryRequest, as RFC 8446 wants it and Go checks', async () => {
    const behind = await tlsServer({ ecdhCurve: 'P-256', minVersion: 'TLSv1.3' });
    const sent: Buffer[] = [];
    const { port } = await rawServer((socket) => {
      socket.on('data', (chunk: Buffer) => sent.push(chunk));
      const onward = connect(behind, '127.0.0.1').on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
    });
    expect((await ask(port, handshake13)).http?.status).toBe(200);
    const versions: number[] = [];
    const bytes = Buffer.concat(sent);
    for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) versions.push(bytes.readUInt16BE(at + 1));
    expect(versions).toEqual([0x0301, ...versions.slice(1).map(() => 0x0303)]);
  });

  it.each([
    ['TLS_AES_128_GCM_SHA256', 0x1301],
    ['TLS_AES_256_GCM_SHA384', 0x1302],
    ['TLS_CHACHA20_POLY1305_SHA256', 0x1303],
  ])('computes %s', async (ciphers, suite) => {
    const answer = await ask(await tlsServer({ ciphers, ecdhCurve: 'P-384' }), handshake13);
    expect(answer.serverHello?.suite).toBe(suite);
    expect(answer.http?.status).toBe(200);
  });

  it('computes the CCM suites too, where they are asked for', async () => {
    for (const [suite, ciphers] of [
      [0x1304, 'TLS_AES_128_CCM_SHA256'],
      [0x1305, 'TLS_AES_128_CCM_8_SHA256'],
    ] as const) {
      // OpenSSL 3.5 takes the short tag of CCM_8 for weak: its security level would refuse it.
      const answer = await ask(await tlsServer({ ciphers: `${ciphers}:DEFAULT:@SECLEVEL=0` }), {
        ...handshake13,
        hello: { ...only13, suites: [suite] },
      });
      expect(answer.serverHello?.suite).toBe(suite);
      expect(answer.http?.status).toBe(200);
    }
  });

  it.each(['ec', 'p384', 'rsa2048', 'ed25519'] as const)('checks the signature of a %s key', async (key) => {
    const { keyPem, chainPem } = await issue(ca, { cn: 'exporter', key });
    const answer = await ask(await tlsServer({ key: keyPem, cert: chainPem }), handshake13);
    expect(answer.failure).toBeNull();
    expect(answer.http?.status).toBe(200);
  });

  it('sees a client certificate that is asked for, and does without', async () => {
    const port = await tlsServer({ requestCert: true, rejectUnauthorized: false, ca: [ca.certPem] });
    const answer = await ask(port, handshake13);
    expect(answer).toMatchObject({ certificateRequest: { authorities: 1 }, handshakeComplete: true, alert: null, failure: null });
    expect(answer.http?.status).toBe(200);
  });

  it('meets the refusal of a server that requires one, every time', async () => {
    const port = await tlsServer({ requestCert: true, rejectUnauthorized: true, ca: [ca.certPem] });
    for (let round = 0; round < 20; round += 1) {
      const answer = await ask(port, handshake13);
      expect(answer.certificateRequest).toMatchObject({ authorities: 1 });
      expect(answer.http).toBeNull();
      expect(answer.alert?.when === 'after-handshake' || ['closed', 'reset'].includes(answer.failure?.kind ?? '')).toBe(true);
    }
  });

  it('reads the plaintext flight of a server that chooses TLS 1.2', async () => {
    const port = await tlsServer({ maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: false, ca: [ca.certPem] });
    const answer = await ask(port, handshake13);
    expect(answer).toMatchObject({ flightComplete: true, handshakeComplete: false, certificateRequest: { authorities: 1 }, failure: null });
    expect(answer.serverHello).toMatchObject({ version: tls12, offered: true, group: 29 });
    expect(answer.certificates[0]).toEqual(Buffer.from(leaf.der));
  });

  it('keeps the refusal of a server whose group it cannot compute; a hello without key share names the group', async () => {
    const port = await tlsServer({ ecdhCurve: 'ffdhe2048', minVersion: 'TLSv1.3' });
    const refused = await ask(port, handshake13);
    expect(refused).toMatchObject({ serverHello: null, failure: null, alert: { name: 'handshake_failure', when: 'hello' } });
    const named = await ask(port, hello(only13));
    expect(named.serverHello).toMatchObject({ helloRetryRequest: true, group: 256, version: tls13 });
  });

  it('cuts a long body at 64 KiB', async () => {
    const body = 'x'.repeat(100_000);
    const answer = await ask(await tlsServer({}, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`), handshake13);
    expect(answer).toMatchObject({ failure: null, http: { truncated: true } });
    expect(answer.http?.bytes).toBe(65_536);
  });

  it('reads a certificate of 70 kB, which fills five records', async () => {
    const dns = Array.from({ length: 1900 }, (_, index) => `replica-${index}.exporter.a-long-namespace.svc`);
    const { keyPem, chainPem, der } = await issue(ca, { cn: 'exporter', dns });
    expect(der.length).toBeGreaterThan(70_000);
    const port = await tlsServer({ key: keyPem, cert: chainPem });
    for (const attempt of [handshake13, hello({ ...both, versions: [tls12] })]) {
      const answer = await ask(port, attempt);
      expect(answer.failure).toBeNull();
      expect(answer.flightComplete).toBe(true);
      expect(answer.certificates[0]).toHaveLength(der.length);
    }
  });

  it('sends the server name, but never an IP address as one', async () => {
    const names: (string | false)[] = [];
    const options = { SNICallback: (name: string, done: (error: null) => void) => (names.push(name), done(null)) };
    const port = await tlsServer({ ...options, key: rsaLeaf.keyPem, cert: rsaLeaf.chainPem });
    await ask(port, handshake13);
    await ask(port, { ...handshake13, hello: { ...both, serverName: '127.0.0.1' } });
    await ask(port, { ...handshake13, hello: { ...both, serverName: '::1' } });
    expect(names).toEqual(['exporter.test']);
  });
});
