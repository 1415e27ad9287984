import type { ByteReader } from '../byte-reader.ts';
import { garbage } from '../ended.ts';
import { contentType } from './constants.ts';

export interface TlsRecord {
  readonly type: number; // content type
  readonly header: Buffer; // 5 bytes, the additional data of RFC 8446 section 5.2
  readonly fragment: Buffer;
}

export interface RecordSource {
  next(): Promise<TlsRecord>;
}

const mostFragment = 16384 + 2048; // RFC 5246 section 6.2.3
const mostEmpty = 16;

/** Counts what a peer may send a few times without meaning anything, and ends the attempt when it goes on. */
export function bounded(most: number, what: string): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > most) throw garbage(`more than ${most} ${what}`);
  };
}

/** The records as they are on the wire. */
export class PlainRecords implements RecordSource {
  readonly #input: ByteReader;
  readonly #empty = bounded(mostEmpty, 'empty TLS records');

  constructor(input: ByteReader) {
    this.#input = input;
  }

  async next(): Promise<TlsRecord> {
    const header = await this.#input.take(5);
    const type = header.readUInt8(0);
    const length = header.readUInt16BE(3);
    if (type < contentType.changeCipherSpec || type > contentType.applicationData || header.readUInt8(1) !== 3)
      throw garbage('not a TLS record');
    if (length > mostFragment) throw garbage(`a TLS record of ${length} bytes`);
    if (length === 0) this.#empty();
    return { type, header, fragment: await this.#input.take(length) };
  }
}

/** One record to send, RFC 8446 section 5.1. */
export function record(type: number, fragment: Buffer, version = 0x0303): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(type, 0);
  header.writeUInt16BE(version, 1);
  header.writeUInt16BE(fragment.length, 3);
  return Buffer.concat([header, fragment]);
}
