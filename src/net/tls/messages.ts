import { ByteQueue } from '../byte-queue.ts';
import { garbage, tooMuch } from '../ended.ts';
import type { Seen } from '../seen.ts';
import { AlertReader } from './alerts.ts';
import { contentType, handshakeType } from './constants.ts';
import { bounded, type RecordSource } from './records.ts';
import { uint } from './wire.ts';

export interface HandshakeMessage {
  readonly type: number;
  readonly body: Buffer;
  readonly raw: Buffer; // with its header, for the transcript
}

const mostMessage = 128 * 1024;

/** Cuts messages from the fragments of handshake records: one message may lie in many records, and many in one (RFC 8446 section 5.1). */
export class Reassembly {
  readonly #bytes = new ByteQueue();
  #header: Buffer | null = null;

  push(fragment: Buffer): void {
    this.#bytes.push(fragment);
  }

  /** The next whole message, or null where more records are needed. */
  next(): HandshakeMessage | null {
    if (!this.#header && this.#bytes.length >= 4) this.#header = this.#bytes.take(4);
    if (!this.#header) return null;
    const length = this.#header.readUIntBE(1, 3);
    if (length > mostMessage) throw tooMuch(`a handshake message of ${length} bytes`);
    if (this.#bytes.length < length) return null;
    const [header, body] = [this.#header, this.#bytes.take(length)];
    this.#header = null;
    return { type: header.readUInt8(0), body, raw: Buffer.concat([header, body]) };
  }

  /** Where keys change, no message may be half read (RFC 8446 section 5.1). */
  get isEmpty(): boolean {
    return this.#header === null && this.#bytes.length === 0;
  }
}

/** The handshake messages of a connection. Alerts are written down in `seen` and end the attempt when they are fatal. */
export class MessageReader {
  readonly #records: RecordSource;
  readonly #seen: Seen;
  readonly #alerts: AlertReader;
  readonly #reassembly = new Reassembly();
  readonly #helloRequest = bounded(8, 'HelloRequest messages');

  constructor(records: RecordSource, seen: Seen) {
    this.#records = records;
    this.#seen = seen;
    this.#alerts = new AlertReader(seen);
  }

  async next(): Promise<HandshakeMessage> {
    for (;;) {
      const message = this.#reassembly.next();
      if (!message) await this.#more();
      else if (message.type === handshakeType.helloRequest) this.#helloRequest();
      else {
        this.#seen.alert = null; // a warning that the handshake went on after is no answer
        return message;
      }
    }
  }

  /** Throws where a message lies across a change of keys. */
  atBoundary(): void {
    if (!this.#reassembly.isEmpty) throw garbage('a handshake message lies across a change of keys');
  }

  async #more(): Promise<void> {
    const { type, fragment } = await this.#records.next();
    if (type === contentType.handshake) this.#reassembly.push(fragment);
    else if (type === contentType.alert) this.#alerts.take(fragment);
    else throw garbage(`a TLS record of type ${type} within the handshake`);
  }
}

export const handshake = (type: number, body: Buffer): Buffer => Buffer.concat([uint(type, 1), uint(body.length, 3), body]);
