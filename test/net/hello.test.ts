import { describe, expect, it } from 'vitest';
import {
  ask,
  ca,
  hello,
  okResponse,
  only12,
  only13,
  plaintext,
  rawServer,
  rsaLeaf,
  tls10,
  tls12,
  tls13,
  tlsServer,
  upTo11,
} from './support.ts';

const rsa = { key: rsaLeaf.keyPem, cert: rsaLeaf.chainPem };

describe('a raw hello', () => {
  it('reads the whole plaintext flight of TLS 1.2, and that the server knows TLS 1.3', async () => {
    const answer = await ask(await tlsServer({ ...rsa, requestCert: true, rejectUnauthorized: false, ca: [ca.certPem] }), hello(only12));
    expect(answer).toMatchObject({ spoke: 'tls', flightComplete: true, handshakeComplete: false, alert: null, failure: null });
    expect(answer.serverHello).toMatchObject({ version: tls12, offered: true, downgradeSentinel: true, group: 29 });
    expect(answer.certificates[0]).toEqual(Buffer.from(rsaLeaf.der));
    expect(answer.certificateRequest).toMatchObject({ authorities: 1 });
  });

  it('tells the size of a finite-field key exchange', async () => {
    const port = await tlsServer({ ...rsa, maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256', dhparam: 'auto' });
    const answer = await ask(port, hello(only12));
    expect(answer.serverHello).toMatchObject({ group: null, finiteField: { bits: 2048 }, downgradeSentinel: false });
  });

  it('learns the suite and the group of TLS 1.3 from a HelloRetryRequest, without any key share', async () => {
    const answer = await ask(await tlsServer({ ecdhCurve: 'P-384' }), hello(only13));
    expect(answer.serverHello).toMatchObject({ version: tls13, helloRetryRequest: true, group: 24, suite: 0x1302 });
    expect(answer).toMatchObject({ flightComplete: false, certificates: [], failure: null });
  });

  it('is answered by the highest of the old versions, or refused by an alert', async () => {
    const old = await ask(await tlsServer({ ...rsa, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }), hello(upTo11));
    expect(old.serverHello).toMatchObject({ version: tls10, offered: true });
    expect(old.flightComplete).toBe(true);
    const modern = await ask(await tlsServer({ minVersion: 'TLSv1.2' }), hello(upTo11));
    expect(modern).toMatchObject({
      spoke: 'tls',
      serverHello: null,
      failure: null,
      alert: { name: 'protocol_version', level: 2, when: 'hello' },
    });
  });

  it('takes an HTTP answer for what it is', async () => {
    const { port } = await rawServer((socket) => socket.once('data', () => socket.end(okResponse.replace('200 OK', '400 Bad Request'))));
    expect(await ask(port, hello(only12))).toMatchObject({ spoke: 'http', http: { status: 400 }, alert: null, failure: null });
  });
});

describe('a request without TLS', () => {
  it('reads the response, and carries its path, its agent and no credentials', async () => {
    let asked = '';
    const { port } = await rawServer((socket) => socket.once('data', (data) => ((asked = data.toString()), socket.end(okResponse))));
    const answer = await ask(port, { ...plaintext, request: { path: '/metrics?a=b c\r\nX-Injected: é' } });
    expect(answer).toMatchObject({ spoke: 'http', http: { status: 200, truncated: false }, failure: null });
    expect(asked.split('\r\n')).toEqual([
      'GET /metrics?a=b%20c%0D%0AX-Injected:%20%C3%A9 HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'User-Agent: pgx-audit/test',
      'Accept: text/plain;version=0.0.4',
      'Accept-Encoding: identity',
      'Connection: close',
      '',
      '',
    ]);
  });

  it('recognises a TLS server by its alert, and reports a redirect without following it', async () => {
    const alert = await rawServer((socket) => socket.once('data', () => socket.end(Buffer.from('1503030002020a', 'hex'))));
    expect(await ask(alert.port, plaintext)).toMatchObject({
      spoke: 'tls',
      alert: { name: 'unexpected_message', when: 'hello' },
      failure: null,
    });
    const redirect = await rawServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n')));
    expect(await ask(redirect.port, plaintext)).toMatchObject({ http: { status: 301, headers: { location: '/' } } });
    expect(redirect.connections()).toBe(1);
  });
});
