import type { TLSSocket } from 'node:tls';
import { ByteReader } from '../byte-reader.ts';
import { answered, Ended } from '../ended.ts';
import { answeredInTls } from '../not-tls.ts';
import type { Seen } from '../seen.ts';
import { contentType, handshakeType, tls13 } from '../tls/constants.ts';
import { noteTicket, readPlaintextFlight, readServerHello } from '../tls/flight.ts';
import { MessageReader } from '../tls/messages.ts';
import { bounded, PlainRecords, type RecordSource } from '../tls/records.ts';
import { ProtectedRecords } from '../tls13/protection.ts';
import { note } from '../tls13/server-flight.ts';
import { suites } from '../tls13/suites.ts';

/** What Node's tls received, and in TLS 1.3 the secret that its handshake is read with (null below, or where it did not come to that). */
export interface Recording {
  readonly bytes: Buffer;
  readonly secret: Buffer | null;
}

/** The secret that protects the server's part of a TLS 1.3 handshake, as soon as there is one. */
export function listenForSecret(socket: TLSSocket): () => Buffer | null {
  let secret: Buffer | null = null;
  socket.on('keylog', (line: Buffer) => {
    const [label, , hex = ''] = line.toString('latin1').trim().split(' ');
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secret = Buffer.from(hex, 'hex');
  });
  return () => secret;
}

/** After change_cipher_spec everything is encrypted, and the recording ends there; in TLS 1.3 it means nothing (RFC 8446 appendix D.4). */
function untilChangeCipherSpec(records: RecordSource, seen: Seen): RecordSource {
  const skipped = bounded(8, 'change_cipher_spec records');
  return {
    async next() {
      for (;;) {
        const record = await records.next();
        if (record.type !== contentType.changeCipherSpec) return record;
        if (seen.serverHello?.version !== tls13) throw answered;
        skipped();
      }
    },
  };
}

async function readPlaintext(messages: MessageReader, seen: Seen): Promise<void> {
  await readPlaintextFlight(messages, seen);
  // A session ticket, or the alert that refuses us.
  const { type, body } = await messages.next();
  if (type === handshakeType.newSessionTicket) noteTicket(seen, body);
  for (;;) await messages.next();
}

/** OpenSSL has checked what stands here. */
async function readProtected(messages: MessageReader, seen: Seen): Promise<void> {
  for (;;) {
    const message = await messages.next();
    note(seen, message);
    if (message.type === handshakeType.finished) break;
  }
  seen.flightComplete = true;
}

async function read({ bytes, secret }: Recording, seen: Seen): Promise<void> {
  const input = ByteReader.of(bytes);
  if (!(await answeredInTls({ input, seen }))) return;
  const records = untilChangeCipherSpec(new PlainRecords(input), seen);
  const messages = new MessageReader(records, seen);
  const first = await readServerHello(messages, null, seen);
  const { version, suite } = first.helloRetryRequest ? await readServerHello(messages, null, seen) : first;
  if (version < tls13) return readPlaintext(messages, seen);
  const computed = suites.get(suite);
  if (secret && computed) await readProtected(new MessageReader(new ProtectedRecords(records, computed, secret), seen), seen);
}

/**
 * Writes down what a handshake of Node's tls showed: first bytes, ServerHello, certificates as served, CertificateRequest, alert. Gives why the
 * reading broke off, or null where all there was could be read.
 */
export async function readRecorded(recording: Recording, seen: Seen): Promise<Ended | null> {
  try {
    await read(recording, seen);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return error.failure?.kind === 'closed' ? null : error;
  }
  return null;
}
