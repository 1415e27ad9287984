import { createCipheriv, createDecipheriv, type CipherCCMTypes } from 'node:crypto';
import { garbage } from '../ended.ts';
import { contentType } from '../tls/constants.ts';
import { bounded, record, type RecordSource, type TlsRecord } from '../tls/records.ts';
import { uint } from '../tls/wire.ts';
import { expandLabel } from './key-schedule.ts';
import type { Suite } from './suites.ts';

/** Key, initialisation vector and record number of one direction, RFC 8446 sections 5.3 and 7.3. */
class Direction {
  readonly suite: Suite;
  readonly key: Buffer;
  readonly #iv: Buffer;
  #number = 0;

  constructor(suite: Suite, secret: Buffer) {
    this.suite = suite;
    this.key = expandLabel(suite, secret, 'key', undefined, suite.keyLength);
    this.#iv = expandLabel(suite, secret, 'iv', undefined, 12);
  }

  nonce(): Buffer {
    const nonce = Buffer.from(this.#iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#number) >>> 0, 8);
    this.#number += 1;
    return nonce;
  }
}

// The type definitions know these options for CCM only; every AEAD of node:crypto takes them.
const cipherOf = (suite: Suite): CipherCCMTypes => suite.cipher as CipherCCMTypes;

const mostContent = 16384; // RFC 8446 section 5.1

/** Seals what we send. */
export class Sealer {
  readonly #direction: Direction;

  constructor(suite: Suite, secret: Buffer) {
    this.#direction = new Direction(suite, secret);
  }

  /** Content of any length, in as many records as it takes. */
  seal(type: number, content: Buffer): Buffer {
    const records: Buffer[] = [];
    for (let at = 0; at < content.length; at += mostContent) records.push(this.#sealOne(type, content.subarray(at, at + mostContent)));
    return Buffer.concat(records);
  }

  #sealOne(type: number, content: Buffer): Buffer {
    const { suite, key } = this.#direction;
    const plaintext = Buffer.concat([content, uint(type, 1)]);
    const header = record(contentType.applicationData, Buffer.alloc(plaintext.length + suite.tagLength)).subarray(0, 5);
    const cipher = createCipheriv(cipherOf(suite), key, this.#direction.nonce(), { authTagLength: suite.tagLength });
    cipher.setAAD(header, { plaintextLength: plaintext.length });
    const sealed = cipher.update(plaintext);
    cipher.final();
    return Buffer.concat([header, sealed, cipher.getAuthTag()]);
  }
}

function open(direction: Direction, { header, fragment }: TlsRecord): Buffer {
  const { suite, key } = direction;
  const length = fragment.length - suite.tagLength;
  if (length < 1) throw garbage('a TLS record that is too short to be encrypted');
  try {
    const decipher = createDecipheriv(cipherOf(suite), key, direction.nonce(), { authTagLength: suite.tagLength });
    decipher.setAuthTag(fragment.subarray(length));
    decipher.setAAD(header, { plaintextLength: length });
    const opened = decipher.update(fragment.subarray(0, length));
    decipher.final();
    return opened;
  } catch {
    throw garbage('a TLS record that does not decrypt');
  }
}

/** Splits off the content type and the padding of a TLSInnerPlaintext, RFC 8446 section 5.4. */
function unpad(header: Buffer, opened: Buffer): TlsRecord {
  let end = opened.length - 1;
  while (end >= 0 && opened[end] === 0) end -= 1;
  if (end < 0) throw garbage('a TLS record of padding alone');
  return { type: opened.readUInt8(end), header, fragment: opened.subarray(0, end) };
}

/** The records that the server protects, opened. A plaintext alert is let through: some servers fail before they have keys. */
export class ProtectedRecords implements RecordSource {
  readonly #records: RecordSource;
  readonly #suite: Suite;
  readonly #empty = bounded(32, 'empty protected records');
  #secret: Buffer;
  #direction: Direction;

  constructor(records: RecordSource, suite: Suite, secret: Buffer) {
    this.#records = records;
    this.#suite = suite;
    this.#secret = secret;
    this.#direction = new Direction(suite, secret);
  }

  /** The server's keys after its KeyUpdate, RFC 8446 section 7.2. */
  update(): void {
    this.#secret = expandLabel(this.#suite, this.#secret, 'traffic upd');
    this.#direction = new Direction(this.#suite, this.#secret);
  }

  async next(): Promise<TlsRecord> {
    const outer = await this.#records.next();
    if (outer.type === contentType.alert) return outer;
    if (outer.type !== contentType.applicationData) throw garbage('an unprotected TLS record after the ServerHello');
    const opened = unpad(outer.header, open(this.#direction, outer));
    if (opened.fragment.length === 0) this.#empty();
    return opened;
  }
}

/** Leaves out the change_cipher_spec records of middlebox compatibility, RFC 8446 appendix D.4. */
export function withoutChangeCipherSpec(records: RecordSource): RecordSource {
  const skipped = bounded(8, 'change_cipher_spec records');
  return {
    async next() {
      for (;;) {
        const next = await records.next();
        if (next.type !== contentType.changeCipherSpec) return next;
        skipped();
      }
    },
  };
}
