import type { Duplex } from 'node:stream';
import { ByteQueue } from './byte-queue.ts';
import { closed, Ended, failureOfError, tooMuch } from './ended.ts';

/** The most raw bytes that are read from one connection. */
const mostBytes = 256 * 1024;

/** Gives bytes in portions: null at the end of the stream. Throws `Ended` where the stream breaks off. */
export interface ByteSource {
  chunk(): Promise<Buffer | null>;
}

/**
 * Reads from a stream on demand. What came before an error or the end is still read first, so that a reset does not swallow an alert.
 * The bound is on all bytes that ever came; progress extends nothing.
 */
export class ByteReader implements ByteSource {
  readonly #queue = new ByteQueue();
  #most: number;
  #ended: Ended | null = null;
  #wake: () => void = () => undefined;
  received = 0;

  constructor(most = mostBytes) {
    this.#most = most;
  }

  /** A reader of what was recorded. */
  static of(bytes: Uint8Array): ByteReader {
    const reader = new ByteReader(bytes.length);
    reader.push(Buffer.from(bytes));
    reader.end(closed);
    return reader;
  }

  /** Takes in what came; false when no more is wanted. */
  push(chunk: Buffer): boolean {
    if (this.#ended) return false;
    const room = this.#most - this.received;
    this.#queue.push(chunk.subarray(0, room));
    this.received += Math.min(chunk.length, room);
    if (chunk.length > room) this.end(tooMuch(`more than ${Math.floor(this.#most / 1024)} KiB sent`));
    this.#wake();
    return this.#ended === null;
  }

  /** Takes in so many bytes in all from here on. */
  allow(most: number): void {
    this.#most = most;
  }

  /** Nothing comes any more; the first reason counts. */
  end(reason: Ended): void {
    this.#ended ??= reason;
    this.#wake();
  }

  async take(count: number): Promise<Buffer> {
    await this.#until(count);
    return this.#queue.take(count);
  }

  async peek(count: number): Promise<Buffer> {
    await this.#until(count);
    return this.#queue.peek(count);
  }

  /** What is there, at least one byte; null when the peer closed the stream. */
  async chunk(): Promise<Buffer | null> {
    try {
      await this.#until(1);
    } catch (error) {
      if (error instanceof Ended && error.failure?.kind === 'closed') return null;
      throw error;
    }
    return this.#queue.take(this.#queue.length);
  }

  /** Waits until there is a byte to take, or until nothing comes any more. */
  async something(): Promise<void> {
    await this.#until(1).catch(() => undefined);
  }

  async #until(count: number): Promise<void> {
    while (this.#queue.length < count) {
      if (this.#ended) throw this.#ended;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Feeds the reader from the stream, until the stream ends or the reader wants no more. The stream's errors end the reader. */
export function feed(reader: ByteReader, stream: Duplex): void {
  stream.on('data', (chunk: Buffer) => {
    if (!reader.push(chunk)) stream.pause();
  });
  stream.on('end', () => reader.end(closed));
  stream.on('error', (error) => reader.end(new Ended(failureOfError(error, 'closed'))));
  stream.on('close', () => reader.end(closed));
}
