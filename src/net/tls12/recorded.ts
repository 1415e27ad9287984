import { ByteReader } from '../byte-reader.ts';
import { Ended } from '../ended.ts';
import { answeredInTls } from '../not-tls.ts';
import type { Seen } from '../seen.ts';
import { contentType, handshakeType } from '../tls/constants.ts';
import { noteTicket, readPlaintextFlight, readServerHello } from '../tls/flight.ts';
import { MessageReader } from '../tls/messages.ts';
import { PlainRecords, type RecordSource } from '../tls/records.ts';

/** After change_cipher_spec everything is encrypted: the recording ends there. */
function untilChangeCipherSpec(records: RecordSource): RecordSource {
  return {
    async next() {
      const record = await records.next();
      if (record.type === contentType.changeCipherSpec) throw new Ended(null);
      return record;
    },
  };
}

async function read(input: ByteReader, seen: Seen): Promise<void> {
  if (!(await answeredInTls({ input, seen }))) return;
  const messages = new MessageReader(untilChangeCipherSpec(new PlainRecords(input)), seen);
  await readServerHello(messages, null, seen);
  await readPlaintextFlight(messages, seen);
  // A session ticket, or the alert that refuses us.
  const { type, body } = await messages.next();
  if (type === handshakeType.newSessionTicket) noteTicket(seen, body);
  for (;;) await messages.next();
}

/**
 * Writes down what a handshake of TLS 1.2 or less showed in plaintext: first bytes, ServerHello, certificates as served, CertificateRequest,
 * alert. Gives why the reading broke off, or null where all there was could be read.
 */
export async function readRecorded(bytes: Buffer, seen: Seen): Promise<Ended | null> {
  try {
    await read(ByteReader.of(bytes), seen);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return error.failure?.kind === 'closed' ? null : error;
  }
  return null;
}
