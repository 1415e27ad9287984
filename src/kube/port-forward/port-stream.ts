import { Duplex } from 'node:stream';
import type { Failure } from '../../model/attempt.ts';
import { Ended } from '../../net/ended.ts';
import { errorChannelFailure, tunnelFailure } from './failures.ts';
import { Preamble } from './preamble.ts';

/** What a stream needs of the connection that it shares. */
interface Carrier {
  send(bytes: Buffer, sent: () => void): void;
  changed(): void; // whether the stream wants more, or is gone
}

const highWaterMark = 64 * 1024;

/**
 * One port of a pod. The protocol has no word for the end of one direction: our end is kept to ourselves, so that what the other side still
 * sends arrives; its end is the end of the connection. A failure comes after all that was received before it.
 */
export class PortStream extends Duplex {
  /** Fulfilled when the kubelet has opened the port's channels, or the stream has ended or failed before. */
  readonly opened: Promise<void>;
  isFull = false;
  failure: Failure | null = null;
  #received = 0;
  readonly #carrier: Carrier;
  readonly #data: Preamble;
  readonly #errors: Preamble;
  #open: () => void = () => undefined;

  constructor(port: number, carrier: Carrier) {
    super({ allowHalfOpen: false, readableHighWaterMark: highWaterMark, writableHighWaterMark: highWaterMark });
    this.#carrier = carrier;
    this.#data = new Preamble(port);
    this.#errors = new Preamble(port);
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.on('error', () => undefined); // `failure` tells it where nobody listens yet
  }

  /** Nothing but a failure came of it. */
  get isRefused(): boolean {
    return this.failure !== null && this.#received === 0;
  }

  receiveData(bytes: Buffer): void {
    const data = this.#data.strip(bytes);
    if (this.#isOpen) this.#open();
    if (data.length === 0 || this.failure) return;
    this.#received += data.length;
    this.isFull = !this.push(data);
  }

  receiveError(bytes: Buffer): void {
    const text = this.#errors.strip(bytes);
    if (this.#isOpen) this.#open();
    if (text.length > 0) this.fail(errorChannelFailure(text.toString('utf8')));
  }

  /** The other side has closed the connection. */
  finish(): void {
    if (!this.#isOpen) this.fail(tunnelFailure('closed before the port was open'));
    if (!this.destroyed && !this.failure) this.push(null);
  }

  /** The first failure counts. */
  fail(failure: Failure): void {
    if (this.destroyed || this.failure || this.readableEnded) return;
    this.failure = failure;
    this.#open();
    this.#failWhenRead();
  }

  override read(size?: number): Buffer | null {
    const chunk = super.read(size) as Buffer | null;
    this.#failWhenRead();
    return chunk;
  }

  override _read(): void {
    this.isFull = false;
    this.#carrier.changed();
  }

  override _write(chunk: Buffer, _: BufferEncoding, written: () => void): void {
    this.#carrier.send(chunk, written);
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    this.#open();
    destroyed(error);
    this.#carrier.changed();
  }

  get #isOpen(): boolean {
    return this.#data.isComplete && this.#errors.isComplete;
  }

  #failWhenRead(): void {
    if (this.failure && this.readableLength === 0 && !this.destroyed) this.destroy(new Ended(this.failure));
  }
}
