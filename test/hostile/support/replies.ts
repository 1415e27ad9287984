import type { Socket } from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { contentType } from '../../../src/net/tls/constants.ts';
import { record } from '../../../src/net/tls/records.ts';
import type { Issued } from '../../support/pki.ts';
import { pour as pourChunks, type Handler } from '../../support/hostile.ts';

export { head } from '../../support/hostile.ts';

/** Alerts that a server says no with, RFC 8446 section 6.2. */
export const alert = { handshakeFailure: 40, protocolVersion: 70 } as const;

export const alertRecord = (description: number, level = 2): Buffer => record(contentType.alert, Buffer.from([level, description]));

export const refuse = (socket: Socket, description: number): void => void socket.end(alertRecord(description));

/** Writes the same bytes for as long as they are read, at most 100 MB. */
export function pour(socket: Socket, once: Buffer): void {
  const chunk = Buffer.concat(Array.from({ length: Math.ceil(65_536 / once.length) }, () => once));
  pourChunks(socket, chunk, 100 << 20);
}

/** One byte at a time, so many milliseconds apart. */
export function trickle(socket: Socket, bytes: Buffer, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(bytes.subarray(sent, (sent += 1))), everyMs);
  socket.once('close', () => clearInterval(timer));
}

/** A real server of TLS, Node's, in front of what it does with the connection once the handshake is done. */
export const behindTls =
  ({ chainPem, keyPem }: Issued, serve: (socket: Socket) => void, options: TLSSocketOptions = {}): Handler =>
  (socket) => {
    const secured = new TLSSocket(socket, { isServer: true, cert: chainPem, key: keyPem, ...options });
    secured.on('error', () => socket.destroy());
    secured.once('secure', () => secured.once('data', () => serve(secured)));
  };
