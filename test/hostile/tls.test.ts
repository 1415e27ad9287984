import { describe, expect, it } from 'vitest';
import { contentType, handshakeType } from '../../src/net/tls/constants.ts';
import { handshake } from '../../src/net/tls/messages.ts';
import { uint, vector } from '../../src/net/tls/wire.ts';
import { flightOf, helloRetryRequest, inRecords, serverHello } from '../net/flights.ts';
import { createCa, issue } from '../support/pki.ts';
import { flights } from './kinds.ts';
import { onHello } from './support/heard.ts';
import { expectBounded, lookAt } from './support/look.ts';
import { alert, pour, refuse } from './support/replies.ts';
import { tls13Server, type Tls13Behaviour } from './support/tls13-server.ts';

const leaf = await issue(await createCa({ name: 'root' }), { cn: 'pgx', dns: ['pgx.test'] });
const whole = (bytes: Buffer): Buffer => inRecords(bytes, 16_384);
const matching = (text: RegExp): string => expect.stringMatching(text) as string;

const flood =
  (content: Buffer, type: number = contentType.handshake): Tls13Behaviour['afterwards'] =>
  (socket, seal) => {
    for (let count = 0; count < 2000; count += 1) socket.write(seal(type, content));
  };

describe('a server that goes on after its handshake', () => {
  const ticket = handshake(handshakeType.newSessionTicket, Buffer.from('00001c20000000000100000200000000', 'hex'));
  const keyUpdate = handshake(handshakeType.keyUpdate, Buffer.from([0]));
  const request = handshake(handshakeType.certificateRequest, Buffer.from('000000', 'hex'));
  const floods: readonly (readonly [string, Tls13Behaviour['afterwards'], string])[] = [
    ['NewSessionTickets', flood(ticket), 'more than 16 NewSessionTicket messages'],
    ['KeyUpdates of which it follows none', flood(keyUpdate), 'a TLS record that does not decrypt'],
    ['CertificateRequests', flood(request), 'handshake message 13 after the handshake'],
    ['warnings', flood(Buffer.from([1, 90]), contentType.alert), 'alert 90 user_canceled'],
    ['empty records', flood(Buffer.from([contentType.applicationData]), 0), 'more than 32 empty protected records'],
  ];
  it.each(floods)('with %s', async (_, afterwards, why) => {
    const looked = await lookAt(tls13Server({ leaf, afterwards }), { timeoutMs: 2000 });
    expect(looked.saw).toMatchObject({ tls: 'yes', plaintext: 'no', versions: 'TLSv1.3', certificate: 'CN=pgx', http: why });
    expectBounded(looked);
  });

  it('names as many authorities as there is room for', async () => {
    const authority = vector(2, Buffer.from('300c310a300806035504030c0161', 'hex'));
    const list = vector(2, vector(2, ...Array.from({ length: 4000 }, () => authority)));
    const extensions = vector(2, Buffer.from('000d000400020403', 'hex'), uint(47, 2), list);
    const asks = handshake(handshakeType.certificateRequest, Buffer.concat([uint(0, 1), extensions]));
    const looked = await lookAt(tls13Server({ leaf, beforeCertificate: asks, afterwards: (socket) => void socket.end() }));
    expect(looked.saw).toMatchObject({ versions: 'TLSv1.3', certificate: 'CN=pgx' });
    expect(looked.seen.clientAuth?.requested).toBe(true);
    expect(looked.seen.clientAuth?.authorities.length).toBeLessThanOrEqual(100);
    expectBounded(looked);
  });
});

describe('a server that chooses what it was not offered', () => {
  it.each(['decision', 'full'] as const)('TLS 1.3, whatever it is asked for: %s', async (depth) => {
    const selected = Buffer.from('002b00020304', 'hex');
    const looked = await lookAt(
      onHello((socket, { sessionId }) => socket.write(whole(serverHello({ suite: 0x1301, sessionId, extensions: [selected] })))),
      { depth },
    );
    expect(looked.saw).toMatchObject({
      tls: 'yes',
      versions: 'TLSv1.3 ?the server chose TLSv1.3 with TLS_AES_128_GCM_SHA256, which was not offered',
      certificate: 'a ServerHello that does not fit its ClientHello',
    });
    expectBounded(looked);
  });

  it('a version that does not exist', async () => {
    const looked = await lookAt(onHello((socket) => socket.write(whole(serverHello({ version: 0x0399 })))));
    expect(looked.saw).toMatchObject({ tls: 'ClientHello: a ServerHello of no known version', versions: '', certificate: 'none' });
    expectBounded(looked);
  });

  it.each(['decision', 'full'] as const)('a group, by HelloRetryRequest: %s', async (depth) => {
    const looked = await lookAt(
      onHello((socket, { record, versions }) => {
        if (!versions.includes(0x0304)) return refuse(socket, alert.protocolVersion);
        socket.write(whole(helloRetryRequest(record, 0x0106)));
      }),
      { depth },
    );
    expect(looked.saw).toMatchObject({ tls: 'yes', plaintext: 'no', certificate: matching(/was not offered|0x0106/) });
    expectBounded(looked);
  });

  it('a group, in its ServerKeyExchange', async () => {
    const bytes = flightOf([leaf.der]);
    bytes.writeUInt16BE(0x0200, bytes.lastIndexOf(Buffer.from('03001d20', 'hex')) + 1);
    const looked = await lookAt(
      flights(() => whole(bytes)),
      { depth: 'full' },
    );
    expect(looked.saw).toMatchObject({ tls: 'yes', certificate: 'CN=pgx' });
    const why = 'the server chose MLKEM512, which was not offered';
    expect(looked.saw).toMatchObject({ versions: `?${why}`, suites: expect.stringContaining(why) as string });
    expectBounded(looked);
  });
});

describe('a server that never comes to an end', () => {
  it.each(['decision', 'full'] as const)('by HelloRetryRequest after HelloRetryRequest: %s', async (depth) => {
    const looked = await lookAt(
      onHello((socket, { record, versions, groups }) => {
        if (!versions.includes(0x0304)) return refuse(socket, alert.protocolVersion);
        const retry = whole(helloRetryRequest(record, groups.find((group) => group === 23) ?? groups[0] ?? 29));
        socket.write(retry);
        socket.on('data', () => socket.write(retry));
      }),
      { depth },
    );
    expect(looked.saw).toMatchObject({ tls: 'yes', versions: matching(/^TLSv1\.3/), certificate: matching(/HelloRetryRequest/) });
    expectBounded(looked);
  });

  it('by warnings between its messages', async () => {
    const looked = await lookAt(onHello((socket) => pour(socket, Buffer.concat([Buffer.from('1503030002015a', 'hex')]))));
    expect(looked.saw).toMatchObject({ tls: 'yes', versions: matching(/^\?/) });
    expectBounded(looked);
  });
});
