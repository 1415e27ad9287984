import { tunnelEnded } from './failures.ts';

/** Every channel begins with the number of its port in two bytes, little endian (k8s.io/cri-streaming portforward/websocket.go). */
export class Preamble {
  readonly #port: number;
  #bytes = Buffer.alloc(0);

  constructor(port: number) {
    this.#port = port;
  }

  get isComplete(): boolean {
    return this.#bytes.length === 2;
  }

  /** What of these bytes follows the preamble. Throws `Ended` where it names another port. */
  strip(bytes: Buffer): Buffer {
    const missing = 2 - this.#bytes.length;
    if (missing === 0) return bytes;
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(0, missing)]);
    if (this.isComplete && this.#bytes.readUInt16LE() !== this.#port)
      throw tunnelEnded(`the stream is of port ${this.#bytes.readUInt16LE()}, not ${this.#port}`);
    return bytes.subarray(missing);
  }
}
