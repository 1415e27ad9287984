import { timingSafeEqual } from 'node:crypto';
import { garbage } from '../ended.ts';
import type { Seen } from '../seen.ts';
import { parseCertificateRequest } from '../tls/certificate-request.ts';
import { parseCertificates } from '../tls/certificate.ts';
import { handshakeType, tls13 } from '../tls/constants.ts';
import type { HandshakeMessage, MessageReader } from '../tls/messages.ts';
import { alpnOf, mostExtensions, parseExtensions } from '../tls/server-hello.ts';
import { Cursor } from '../tls/wire.ts';
import { checkCertificateVerify } from './certificate-verify.ts';
import { verifyData } from './key-schedule.ts';
import type { Suite } from './suites.ts';
import type { Transcript } from './transcript.ts';

/** What the server's flight is checked against. */
interface FlightKeys {
  readonly suite: Suite;
  readonly serverSecret: Buffer;
  readonly transcript: Transcript;
}

function noteExtensions(seen: Seen, body: Buffer): void {
  const more = parseExtensions(new Cursor(body));
  if (!seen.serverHello) return;
  seen.serverHello = {
    ...seen.serverHello,
    alpn: alpnOf(more),
    extensions: [...seen.serverHello.extensions, ...more.keys()].slice(0, mostExtensions),
  };
}

function noteCertificates(seen: Seen, body: Buffer): void {
  const { certificates, ocspBytes, scts } = parseCertificates(body, tls13);
  seen.certificates = certificates;
  seen.ocspBytes = ocspBytes;
  seen.scts = scts;
}

/** Writes down what one message of the encrypted flight tells, and checks nothing. */
export function note(seen: Seen, { type, body }: HandshakeMessage): void {
  if (type === handshakeType.encryptedExtensions) noteExtensions(seen, body);
  else if (type === handshakeType.certificateRequest) seen.certificateRequest = parseCertificateRequest(body, tls13);
  else if (type === handshakeType.certificate) noteCertificates(seen, body);
  else if (type === handshakeType.certificateVerify && seen.serverHello)
    seen.serverHello = { ...seen.serverHello, signatureScheme: new Cursor(body).uint(2) };
}

/** The next message, which must be of one of the given types. */
async function expect(messages: MessageReader, seen: Seen, ...types: readonly number[]): Promise<HandshakeMessage> {
  const message = await messages.next();
  if (!types.includes(message.type)) throw garbage(`handshake message ${message.type} out of turn`);
  note(seen, message);
  return message;
}

async function readCertificate(messages: MessageReader, seen: Seen, { transcript }: FlightKeys): Promise<void> {
  const first = await expect(messages, seen, handshakeType.certificateRequest, handshakeType.certificate);
  transcript.add(first.raw);
  if (first.type === handshakeType.certificate) return;
  transcript.add((await expect(messages, seen, handshakeType.certificate)).raw);
}

async function readCertificateVerify(messages: MessageReader, seen: Seen, keys: FlightKeys): Promise<void> {
  const message = await expect(messages, seen, handshakeType.certificateVerify);
  const leaf = seen.certificates[0];
  checkCertificateVerify(message.body, leaf && Buffer.from(leaf), keys.transcript.hash(keys.suite));
  keys.transcript.add(message.raw);
}

/** Reads the encrypted flight from EncryptedExtensions to the server's Finished, and checks it (RFC 8446 sections 4.3 and 4.4). */
export async function readEncryptedFlight(messages: MessageReader, seen: Seen, keys: FlightKeys): Promise<void> {
  const extensions = await expect(messages, seen, handshakeType.encryptedExtensions);
  keys.transcript.add(extensions.raw);
  await readCertificate(messages, seen, keys);
  await readCertificateVerify(messages, seen, keys);
  const expected = verifyData(keys.suite, keys.serverSecret, keys.transcript.hash(keys.suite));
  const finished = await expect(messages, seen, handshakeType.finished);
  if (finished.body.length !== expected.length || !timingSafeEqual(finished.body, expected))
    throw garbage("the server's Finished does not verify");
  keys.transcript.add(finished.raw);
  seen.flightComplete = true;
  messages.atBoundary();
}
