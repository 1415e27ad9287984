import { Duplex } from 'node:stream';
import type { ByteSource } from '../byte-reader.ts';
import { Ended } from '../ended.ts';

/**
 * Stands between Node's tls and the connection: everything goes through the bounded reader, and what the server sends is recorded until told to
 * stop, so that the plaintext part of the handshake can be read by our own eyes.
 */
export class Tap extends Duplex {
  readonly #input: ByteSource;
  readonly #output: Duplex;
  #recorded: Buffer[] = [];
  #recording = true;
  ended: Ended | null = null;

  constructor(input: ByteSource, output: Duplex) {
    super();
    this.#input = input;
    this.#output = output;
  }

  /** Stops recording and gives what there is. */
  recorded(): Buffer {
    this.#recording = false;
    return Buffer.concat(this.#recorded);
  }

  override _read(): void {
    this.#pull().catch((error: unknown) => {
      this.ended = error instanceof Ended ? error : null;
      this.destroy(error instanceof Error ? error : undefined);
    });
  }

  async #pull(): Promise<void> {
    const chunk = await this.#input.chunk();
    if (chunk && this.#recording) this.#recorded.push(chunk);
    this.push(chunk);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#output.write(chunk, done);
  }
}
