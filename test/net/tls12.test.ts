import { describe, expect, it } from 'vitest';
import { suiteId } from '../../src/model/registry.ts';
import { ask, ca, handshake12, leaf, okResponse, rawServer, rsaLeaf, tls10, tls12, tlsServer } from './support.ts';

const rsa = { key: rsaLeaf.keyPem, cert: rsaLeaf.chainPem };

describe("a handshake of TLS 1.2 or less through Node's tls", () => {
  it('tells what was negotiated and served, and what the exporter answers', async () => {
    const answer = await ask(await tlsServer({ maxVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] }), handshake12);
    expect(answer).toMatchObject({ spoke: 'tls', flightComplete: true, handshakeComplete: true, alert: null, failure: null });
    expect(answer.serverHello).toMatchObject({ version: tls12, group: 29, alpn: 'http/1.1', offered: true });
    expect(answer.certificates).toEqual([Buffer.from(leaf.der)]);
    expect(answer.http?.status).toBe(200);
  });

  it('reaches a server of TLS 1.0', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    const answer = await ask(await tlsServer(old), handshake12);
    expect(answer.serverHello?.version).toBe(tls10);
    expect(answer.http?.status).toBe(200);
  });

  it.each([
    ['NULL-SHA256', 'TLS_RSA_WITH_NULL_SHA256'],
    ['AES128-GCM-SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
    ['DHE-RSA-AES128-GCM-SHA256', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'],
  ])('speaks %s', async (ciphers, name) => {
    const port = await tlsServer({ ...rsa, maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0`, dhparam: 'auto' });
    const answer = await ask(port, handshake12);
    expect(answer.serverHello).toMatchObject({ suite: suiteId(name), group: null });
    expect(answer.serverHello?.finiteField?.bits).toBe(name.includes('DHE') ? 2048 : undefined);
    expect(answer.http?.status).toBe(200);
  });

  it('sees a client certificate that is asked for, and does without', async () => {
    const port = await tlsServer({ maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: false, ca: [ca.certPem] });
    const answer = await ask(port, handshake12);
    expect(answer).toMatchObject({ certificateRequest: { authorities: 1 }, flightComplete: true, failure: null });
    expect(answer.http?.status).toBe(200);
  });

  it('meets the refusal of a server that requires one', async () => {
    const port = await tlsServer({ maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: true, ca: [ca.certPem] });
    const answer = await ask(port, handshake12);
    expect(answer.certificateRequest).toMatchObject({ authorities: 1 });
    expect(answer.http).toBeNull();
    expect(answer.alert !== null || ['closed', 'reset'].includes(answer.failure?.kind ?? '')).toBe(true);
  });

  it('is told by an alert that only TLS 1.3 is spoken', async () => {
    const answer = await ask(await tlsServer({ minVersion: 'TLSv1.3' }), handshake12);
    expect(answer).toMatchObject({ spoke: 'tls', handshakeComplete: false, failure: null });
    expect(answer.alert).toMatchObject({ level: 2, name: 'protocol_version', when: 'hello' });
  });

  it('says what this runtime cannot speak', async () => {
    // A ServerHello that chooses SSLv3, whole flight in one record.
    const body = Buffer.concat([Buffer.from('0300', 'hex'), Buffer.alloc(32, 7), Buffer.from('00000500', 'hex')]);
    const message = Buffer.concat([Buffer.from([2, 0, 0, body.length]), body, Buffer.from([14, 0, 0, 0])]);
    const { port } = await rawServer((socket) =>
      socket.once('data', () => socket.write(Buffer.concat([Buffer.from([22, 3, 0, 0, message.length]), message]))),
    );
    const answer = await ask(port, handshake12);
    expect(answer.serverHello?.version).toBe(0x0300);
    expect(answer.failure).toMatchObject({ kind: 'unsupported' });
  });

  it('reads the answer of a plaintext server', async () => {
    const { port } = await rawServer((socket) => socket.once('data', () => socket.end(okResponse.replace('200 OK', '400 Bad Request'))));
    const answer = await ask(port, handshake12);
    expect(answer).toMatchObject({ spoke: 'http', serverHello: null, failure: null });
    expect(answer.http?.status).toBe(400);
  });
});
