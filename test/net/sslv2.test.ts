import { describe, expect, it } from 'vitest';
import { uint } from '../../src/net/tls/wire.ts';
import { ask, leaf, okResponse, rawServer, tlsServer } from './support.ts';
import type { Answer, Attempt } from '../../src/model/attempt.ts';

const sslv2: Attempt = { name: 'sslv2', kind: 'sslv2' };

/** The SERVER-HELLO of draft-hickman-netscape-ssl-00 section 5.6.1. */
function serverHello(kinds: readonly number[], certificate: Uint8Array): Buffer {
  const specs = Buffer.concat(kinds.map((kind) => uint(kind, 3)));
  const lengths = [certificate.length, specs.length, 16].map((length) => uint(length, 2));
  return Buffer.concat([Buffer.from([4, 0, 1]), uint(2, 2), ...lengths, certificate, specs, Buffer.alloc(16, 3)]);
}
const inTwo = (message: Buffer): Buffer => Buffer.concat([uint(0x8000 | message.length, 2), message]);
const inThree = (message: Buffer, padding: number): Buffer =>
  Buffer.concat([uint(message.length + padding, 2), uint(padding, 1), message, Buffer.alloc(padding)]);

async function answerTo(reply: Buffer | string): Promise<Answer & { readonly sent: Buffer }> {
  let sent: Buffer = Buffer.alloc(0);
  const { port } = await rawServer((socket) => socket.once('data', (data) => ((sent = data), socket.end(reply))));
  return { ...(await ask(port, sslv2)), sent };
}

describe('a hello of SSLv2', () => {
  it('offers all seven cipher kinds and nothing that is not there', async () => {
    const { sent, bytesWritten } = await answerTo('');
    expect(sent.subarray(0, 2 + 9 + 21).toString('hex')).toBe('802e0100020015000000100100800200800300800400800500800600400700c0');
    expect([sent.length, bytesWritten]).toEqual([48, 48]);
  });

  it.each([
    ['a header of two bytes', inTwo],
    ['a header of three bytes, and padding', (message: Buffer) => inThree(message, 5)],
  ])('reads the kinds and the certificate of a server with %s', async (_, wrap) => {
    const answer = await answerTo(wrap(serverHello([0x0700c0, 0x010080], leaf.der)));
    expect(answer).toMatchObject({ spoke: 'tls', sslv2: { cipherKinds: [0x0700c0, 0x010080] }, serverHello: null, failure: null });
    expect(answer.certificates).toEqual([Buffer.from(leaf.der)]);
  });

  it('is refused by a server of SSLv2 that wants none of the kinds', async () => {
    expect(await answerTo(inTwo(Buffer.from([0, 0, 1])))).toMatchObject({ spoke: 'tls', sslv2: { cipherKinds: [] }, failure: null });
    expect(await answerTo(inTwo(serverHello([], leaf.der)))).toMatchObject({ sslv2: { cipherKinds: [] }, failure: null });
  });

  it.each([
    ['cut short', serverHello([0x0700c0], leaf.der).subarray(0, 40), 'shorter than it says'],
    ['of another version', Buffer.concat([Buffer.from([4, 0, 1, 3, 0]), Buffer.alloc(6)]), 'of another version'],
  ])('is not refused by a SERVER-HELLO that is %s', async (_, message, text) => {
    const answer = await answerTo(inTwo(message));
    expect(answer).toMatchObject({
      sslv2: { cipherKinds: [] },
      failure: { kind: 'garbage', text: expect.stringContaining(text) as string },
    });
  });
  it('is not refused where the connection is closed within the SERVER-HELLO', async () => {
    const answer = await answerTo(inTwo(serverHello([0x0700c0], leaf.der)).subarray(0, 40));
    expect(answer).toMatchObject({ sslv2: { cipherKinds: [] }, failure: { kind: 'closed' } });
  });

  it('is answered by TLS with an alert, and by HTTP in its own way', async () => {
    const alert = await answerTo(Buffer.from('15030100020246', 'hex'));
    expect(alert).toMatchObject({ spoke: 'tls', alert: { name: 'protocol_version', when: 'hello' }, failure: null });
    expect(alert.sslv2).toBeUndefined();
    expect(await answerTo(okResponse)).toMatchObject({ spoke: 'http', http: { status: 200 }, failure: null });
  });

  it("is no hello for Node's TLS, which says so or hangs up", async () => {
    const answer = await ask(await tlsServer({}), sslv2);
    expect(answer.sslv2).toBeUndefined();
    expect(answer.alert !== null || ['closed', 'reset'].includes(answer.failure?.kind ?? '')).toBe(true);
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n', 'neither TLS nor HTTP'],
    ['a message of another type', inTwo(Buffer.from('0700000000', 'hex')), 'neither TLS nor HTTP'],
    ['padding alone', inThree(Buffer.alloc(0), 40), 'neither TLS nor HTTP'],
  ])('ends at %s', async (_, reply, text) => {
    const answer = await answerTo(reply);
    expect(answer.failure).toMatchObject({ kind: 'garbage', text: expect.stringContaining(text) as string });
    expect(answer.sslv2).toBeUndefined();
  });
});
