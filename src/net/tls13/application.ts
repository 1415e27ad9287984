import type { ByteSource } from '../byte-reader.ts';
import { Ended, garbage } from '../ended.ts';
import type { Seen } from '../seen.ts';
import { AlertReader } from '../tls/alerts.ts';
import { contentType, handshakeType } from '../tls/constants.ts';
import { Reassembly, type HandshakeMessage } from '../tls/messages.ts';
import { bounded } from '../tls/records.ts';
import { noteTicket } from '../tls/flight.ts';
import type { ProtectedRecords } from './protection.ts';

/**
 * The application data of a TLS 1.3 connection. Tickets are counted and their contents dropped, key updates followed, alerts written down: a refusal for want of a client
 * certificate comes here, after the handshake.
 */
export class ApplicationData implements ByteSource {
  readonly #records: ProtectedRecords;
  readonly #alerts: AlertReader;
  readonly #seen: Seen;
  readonly #messages = new Reassembly();
  readonly #ticket = bounded(16, 'NewSessionTicket messages');
  readonly #keyUpdate = bounded(8, 'KeyUpdate messages');

  constructor(records: ProtectedRecords, seen: Seen) {
    this.#records = records;
    this.#alerts = new AlertReader(seen);
    this.#seen = seen;
  }

  /** Null at close_notify, or where the server closes without one. */
  async chunk(): Promise<Buffer | null> {
    try {
      return await this.#data();
    } catch (error) {
      if (error instanceof Ended && error.failure?.kind === 'closed') return null;
      throw error;
    }
  }

  async #data(): Promise<Buffer> {
    for (;;) {
      const { type, fragment } = await this.#records.next();
      if (type === contentType.applicationData && fragment.length > 0) return fragment;
      if (type === contentType.alert) this.#alerts.take(fragment);
      if (type === contentType.handshake) this.#handshake(fragment);
    }
  }

  #handshake(fragment: Buffer): void {
    this.#messages.push(fragment);
    for (let message = this.#messages.next(); message; message = this.#messages.next()) this.#message(message);
  }

  // A KeyUpdate that asks for ours needs no answer: our request is sent already, and nothing follows it.
  #message({ type, body }: HandshakeMessage): void {
    if (type === handshakeType.newSessionTicket) {
      this.#ticket();
      return noteTicket(this.#seen, body);
    }
    if (type !== handshakeType.keyUpdate) throw garbage(`handshake message ${type} after the handshake`);
    this.#keyUpdate();
    if (!this.#messages.isEmpty) throw garbage('a handshake message lies across a change of keys');
    this.#records.update();
  }
}
