import { ended, garbage } from './ended.ts';
import type { ResponseHead } from './http-head.ts';
import type { LineReader } from './line-reader.ts';

/** The most bytes of a body that are kept, and read unless more is wanted. */
const mostKept = 64 * 1024;

/** A body as far as it was read; its first 64 KiB. */
export class Body {
  readonly #parts: Buffer[] = [];
  readonly #most: number;
  length = 0;

  constructor(most = mostKept) {
    this.#most = most;
  }

  get room(): number {
    return this.#most - this.length;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  add(part: Buffer): void {
    if (this.length < mostKept) this.#parts.push(part.subarray(0, mostKept - this.length));
    this.length += part.length;
  }
}

/** Reads so many bytes, or as many as there is room for; false where the room ran out. Throws where the stream ends before. */
async function readCounted(lines: LineReader, body: Body, count: number): Promise<boolean> {
  for (let missing = count; missing > 0;) {
    if (body.room === 0) return false;
    const part = await lines.some(Math.min(missing, body.room));
    if (!part) throw ended('closed', 'connection closed within the response');
    body.add(part);
    missing -= part.length;
  }
  return true;
}

async function readToEnd(lines: LineReader, body: Body): Promise<boolean> {
  for (;;) {
    const part = await lines.some(Math.max(1, body.room));
    if (!part) return true;
    if (body.room === 0) return false;
    body.add(part);
  }
}

const chunkSize = /^([0-9a-f]{1,12})[ \t]*(?:;|$)/i;
const mostChunkLine = 1024;
const chunkHead = 'chunk head';

const isChunked = ({ headers }: ResponseHead): boolean => /(^|[ ,])chunked$/i.test(headers['transfer-encoding'] ?? '');
const mostTrailers = 100;

/** Reads what follows the last chunk, which nobody needs but the response after it. Throws `Ended`. */
export async function skipTrailers(lines: LineReader, head: ResponseHead): Promise<void> {
  if (!isChunked(head)) return;
  for (let count = 0; count < mostTrailers; count += 1) if ((await lines.line(mostChunkLine, 'trailer')) === '') return;
  throw garbage('trailers without end');
}

/** RFC 9112 section 7.1; trailers are not read. */
async function readChunked(lines: LineReader, body: Body): Promise<boolean> {
  for (;;) {
    const size = chunkSize.exec(await lines.line(mostChunkLine, chunkHead))?.[1];
    if (size === undefined) throw garbage('a chunk of the response without its size');
    if (/^0+$/.test(size)) return true;
    if (!(await readCounted(lines, body, Number.parseInt(size, 16)))) return false;
    if ((await lines.line(mostChunkLine, chunkHead)) !== '') throw garbage('a chunk of the response is longer than it says');
  }
}

/** Reads a body as RFC 9112 section 6.3 delimits it; true when it is whole, false when the room ran out. Throws `Ended`. */
export async function readBody(lines: LineReader, head: ResponseHead, body: Body): Promise<boolean> {
  if (head.status === 204 || head.status === 304 || head.status === 101) return true;
  if (isChunked(head)) return readChunked(lines, body);
  const length = head.headers['content-length'];
  if (length !== undefined && /^\d{1,15}$/.test(length)) return readCounted(lines, body, Number(length));
  return readToEnd(lines, body);
}
