import { handshakeType } from '../tls/constants.ts';
import { handshake } from '../tls/messages.ts';
import { hash } from './key-schedule.ts';
import type { Suite } from './suites.ts';

/** The messages of a handshake, for the transcript hash of RFC 8446 section 4.4.1. */
export class Transcript {
  #messages: Buffer[] = [];

  add(message: Buffer): void {
    this.#messages.push(message);
  }

  /** After a HelloRetryRequest the first ClientHello stands as its hash. */
  retry(suite: Suite): void {
    this.#messages = [handshake(handshakeType.messageHash, this.hash(suite))];
  }

  hash(suite: Suite): Buffer {
    return hash(suite, Buffer.concat(this.#messages));
  }
}
