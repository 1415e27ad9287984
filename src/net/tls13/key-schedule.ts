import { createHash, createHmac } from 'node:crypto';
import { uint, vector } from '../tls/wire.ts';
import type { Suite } from './suites.ts';

/** HKDF-Expand-Label, RFC 8446 section 7.1. No length asked here exceeds the hash's, so that one block of HKDF-Expand suffices. */
export function expandLabel(
  suite: Suite,
  secret: Buffer,
  label: string,
  context: Buffer = Buffer.alloc(0),
  length = suite.hashLength,
): Buffer {
  const info = Buffer.concat([uint(length, 2), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context)]);
  return hmac(suite, secret, Buffer.concat([info, uint(1, 1)])).subarray(0, length);
}

const hmac = (suite: Suite, key: Buffer, data: Buffer): Buffer => createHmac(suite.hash, key).update(data).digest();
export const hash = (suite: Suite, data: Buffer): Buffer => createHash(suite.hash).update(data).digest();

interface TrafficSecrets {
  readonly client: Buffer;
  readonly server: Buffer;
}

/** The secrets of one handshake, RFC 8446 section 7.1, without pre-shared keys. */
export class KeySchedule {
  readonly #suite: Suite;
  readonly #handshakeSecret: Buffer;

  constructor(suite: Suite, sharedSecret: Buffer) {
    const zeros = Buffer.alloc(suite.hashLength);
    const early = hmac(suite, zeros, zeros);
    this.#suite = suite;
    this.#handshakeSecret = hmac(suite, this.#derived(early), sharedSecret);
  }

  /** From the hash of the messages up to ServerHello. */
  handshake(transcript: Buffer): TrafficSecrets {
    return this.#traffic(this.#handshakeSecret, 'hs', transcript);
  }

  /** From the hash of the messages up to the server's Finished. */
  application(transcript: Buffer): TrafficSecrets {
    const main = hmac(this.#suite, this.#derived(this.#handshakeSecret), Buffer.alloc(this.#suite.hashLength));
    return this.#traffic(main, 'ap', transcript);
  }

  #derived(secret: Buffer): Buffer {
    return expandLabel(this.#suite, secret, 'derived', hash(this.#suite, Buffer.alloc(0)));
  }

  #traffic(secret: Buffer, kind: 'hs' | 'ap', transcript: Buffer): TrafficSecrets {
    return {
      client: expandLabel(this.#suite, secret, `c ${kind} traffic`, transcript),
      server: expandLabel(this.#suite, secret, `s ${kind} traffic`, transcript),
    };
  }
}

/** The verify_data of a Finished, RFC 8446 section 4.4.4. */
export const verifyData = (suite: Suite, trafficSecret: Buffer, transcript: Buffer): Buffer =>
  hmac(suite, expandLabel(suite, trafficSecret, 'finished'), transcript);
