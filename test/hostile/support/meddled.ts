import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { contentType } from '../../../src/net/tls/constants.ts';
import { inRecords } from '../../net/flights.ts';
import type { Handler } from '../../support/hostile.ts';
import type { Issued } from '../../support/pki.ts';

/** Cuts the records of plaintext handshake messages anew; what comes after the first other record goes by as it is. */
class Meddler {
  readonly #size: (length: number) => number;
  #bytes = Buffer.alloc(0);
  #passing = false;

  constructor(size: (length: number) => number) {
    this.#size = size;
  }

  pass(chunk: Buffer): Buffer {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const out: Buffer[] = [];
    while (!this.#passing && this.#bytes.length >= 5) {
      const end = 5 + this.#bytes.readUInt16BE(3);
      if (this.#bytes[0] !== contentType.handshake) this.#passing = true;
      else if (this.#bytes.length < end) break;
      else {
        const fragment = this.#bytes.subarray(5, end);
        out.push(inRecords(fragment, this.#size(fragment.length)));
        this.#bytes = this.#bytes.subarray(end);
      }
    }
    if (this.#passing) {
      out.push(this.#bytes);
      this.#bytes = Buffer.alloc(0);
    }
    return Buffer.concat(out);
  }
}

function through(socket: Socket, meddler: Meddler): Duplex {
  const wire = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(meddler.pass(chunk), done),
    final: (done) => void socket.end(done),
  });
  socket.on('data', (chunk) => void (wire.push(chunk) || socket.pause()));
  socket.on('end', () => wire.push(null));
  socket.on('close', () => wire.destroy());
  return wire;
}

/** Node's own server of TLS, whose plaintext handshake records are cut to so many bytes of what they were. */
export const meddled =
  ({ chainPem, keyPem }: Issued, size: (length: number) => number, options: TLSSocketOptions = {}): Handler =>
  (socket) => {
    const wire = through(socket, new Meddler(size));
    const secured = new TLSSocket(wire, { isServer: true, cert: chainPem, key: keyPem, ...options });
    secured.on('error', () => socket.destroy());
    secured.once('data', () => secured.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nup 1\n'));
  };
