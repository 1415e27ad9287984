import type { Sslv2Seen } from '../model/attempt.ts';
import { sslv2 } from '../model/registry.ts';
import type { ByteReader } from './byte-reader.ts';
import { garbage } from './ended.ts';
import { classify } from './first-bytes.ts';
import { readResponse } from './http-response.ts';
import { neither } from './not-tls.ts';
import { random } from './random.ts';
import { send, type Exchange, type Seen } from './seen.ts';
import { MessageReader } from './tls/messages.ts';
import { PlainRecords } from './tls/records.ts';
import { Cursor, uint } from './tls/wire.ts';

/** SSLv2: draft-hickman-netscape-ssl-00, with SSL_CK_IDEA and the 192 bits of SSL_CK_DES_192_EDE3_CBC. */
const cipherKinds = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0];
const messageType = { error: 0, clientHello: 1, serverHello: 4 } as const;
const x509Certificate = 1;
const mostKinds = 64;

/** CLIENT-HELLO, section 5.5.1, in a record with a header of two bytes, section 5.1. */
function clientHello(): Buffer {
  const kinds = Buffer.concat(cipherKinds.map((kind) => uint(kind, 3)));
  const challenge = random(16);
  const lengths = [kinds.length, 0, challenge.length].map((length) => uint(length, 2));
  const message = Buffer.concat([uint(messageType.clientHello, 1), uint(sslv2.id, 2), ...lengths, kinds, challenge]);
  return Buffer.concat([uint(0x8000 | message.length, 2), message]);
}

interface RecordHead {
  readonly size: number; // of the header itself
  readonly length: number; // of what follows it
  readonly padding: number; // at the end of that
}

/** Section 5.1.1: the high bit tells a header of two bytes, else it has three and the next bit is an escape, of which there are none. */
const headOf = (first: Buffer): RecordHead =>
  first.readUInt8(0) & 0x80
    ? { size: 2, length: first.readUInt16BE(0) & 0x7fff, padding: 0 }
    : { size: 3, length: first.readUInt16BE(0) & 0x3fff, padding: first.readUInt8(2) };

const isMessage = (first: Buffer, { size, length, padding }: RecordHead): boolean =>
  length > padding && [messageType.error, messageType.serverHello].some((type) => type === first.readUInt8(size));

/** SERVER-HELLO, section 5.6.1. Throws `Ended` (garbage). */
function readServerHello(message: Buffer, seen: Seen): Sslv2Seen {
  const cursor = new Cursor(message);
  cursor.take(2); // its type, and whether it knows the session
  const certificateType = cursor.uint(1);
  if (cursor.uint(2) !== sslv2.id) throw garbage('a SERVER-HELLO of another version than SSLv2');
  const [certificateLength, kindsLength] = [cursor.uint(2), cursor.uint(2)];
  cursor.take(2); // length of the connection's id
  const certificate = cursor.take(certificateLength);
  const kinds = cursor.take(kindsLength);
  if (certificateType === x509Certificate && certificate.length > 0) seen.certificates = [certificate];
  const count = Math.min(Math.floor(kinds.length / 3), mostKinds);
  return { cipherKinds: Array.from({ length: count }, (_, index) => kinds.readUIntBE(index * 3, 3)) };
}

/** An ERROR is from a server of SSLv2 too, as is a SERVER-HELLO that is broken or cut short: no cipher kind is known to be accepted. */
async function readAnswer(input: ByteReader, seen: Seen): Promise<void> {
  const first = await input.peek(5);
  const head = headOf(first);
  if (!isMessage(first, head)) throw await neither(input);
  seen.spoke = 'tls';
  seen.sslv2 = { cipherKinds: [] };
  await input.take(head.size);
  const message = (await input.take(head.length)).subarray(0, head.length - head.padding);
  if (message.readUInt8(0) === messageType.serverHello) seen.sslv2 = readServerHello(message, seen);
}

/**
 * Asks for SSLv2 with all its cipher kinds. A server of TLS answers with an alert, closes, or resets; one that speaks HTTP alone answers
 * in it.
 */
export async function attemptSslv2(exchange: Exchange): Promise<void> {
  const { input, seen } = exchange;
  send(exchange, clientHello());
  switch (await classify(input, seen)) {
    case 'http':
      return readResponse(input, seen);
    case 'tls':
      await new MessageReader(new PlainRecords(input), seen).next();
      throw garbage('answers a hello of SSLv2 with a TLS handshake');
    default:
      return readAnswer(input, seen);
  }
}
