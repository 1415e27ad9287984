import type { ByteSource } from './byte-reader.ts';
import { ByteQueue } from './byte-queue.ts';
import { ended, tooMuch } from './ended.ts';

/** Cuts lines and byte counts from a source. */
export class LineReader {
  readonly #source: ByteSource;
  readonly #queue = new ByteQueue();
  #begun = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** One line without its CRLF or LF, of at most so many bytes; `what` it is part of. Throws `Ended` (too-much, closed). */
  async line(most: number, what: string): Promise<string> {
    const parts: Buffer[] = [];
    for (let length = 0; ;) {
      const chunk = await this.#chunk();
      if (!chunk) throw ended('closed', this.#begun ? 'connection closed within the response' : 'connection closed without a response');
      const end = chunk.indexOf(0x0a);
      const part = end < 0 ? chunk : chunk.subarray(0, end);
      length += part.length;
      if (length > most) throw tooMuch(`too long ${what}`);
      parts.push(part);
      if (end < 0) continue;
      this.#queue.push(chunk.subarray(end + 1));
      return Buffer.concat(parts).toString('latin1').replace(/\r$/, '');
    }
  }

  /** At most so many bytes, at least one; null at the end of the stream. */
  async some(most: number): Promise<Buffer | null> {
    const chunk = await this.#chunk();
    if (chunk && chunk.length > most) this.#queue.push(chunk.subarray(most));
    return chunk && chunk.subarray(0, most);
  }

  async #chunk(): Promise<Buffer | null> {
    if (this.#queue.length > 0) return this.#queue.take(this.#queue.length);
    const chunk = await this.#source.chunk();
    this.#begun ||= chunk !== null;
    return chunk;
  }
}
