import { Duplex } from 'node:stream';
import { Ended } from '../ended.ts';
import { send, type Exchange } from '../seen.ts';

/**
 * Stands between Node's tls and the connection: everything goes through the bounded reader, and what the server sends is recorded until told to
 * stop, so that the plaintext part of the handshake can be read by our own eyes.
 */
export class Tap extends Duplex {
  readonly #exchange: Pick<Exchange, 'input' | 'output' | 'seen'>;
  #recorded: Buffer[] = [];
  #recording = true;
  ended: Ended | null = null;

  constructor(exchange: Pick<Exchange, 'input' | 'output' | 'seen'>) {
    super();
    this.#exchange = exchange;
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
    const chunk = await this.#exchange.input.chunk();
    if (chunk && this.#recording) this.#recorded.push(chunk);
    this.push(chunk);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    send(this.#exchange, chunk, done);
  }
}
