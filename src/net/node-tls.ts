import { connect, type ConnectionOptions, type SecureContext, type TLSSocket } from 'node:tls';
import { ended, type Ended } from './ended.ts';
import type { Exchange, Seen } from './seen.ts';
import { noteAlert } from './tls/alerts.ts';
import { sniOf } from './tls/server-name.ts';
import { Tap } from './tls12/tap.ts';

/** TLS 1.3's usual suites, and below it all that this runtime's OpenSSL has. */
export const everyCipher = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ALL:@SECLEVEL=0';

interface Starting {
  readonly context: SecureContext;
  readonly serverName: string;
  readonly options?: Pick<ConnectionOptions, 'minDHSize' | 'session'>;
}

/** Node's tls over the tap. Nothing is verified here: what is served is judged elsewhere, by Go's rules. */
export const startTls = (tap: Tap, { context, serverName, options }: Starting): TLSSocket =>
  connect({
    socket: tap,
    secureContext: context,
    servername: sniOf(serverName),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...options,
  });

/** How a handshake of Node's tls ended: null when it is done. */
export const handshake = (socket: TLSSocket): Promise<Error | null> =>
  new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(null));
    socket.once('error', resolve);
    socket.once('close', () => resolve(new Error('connection closed within the handshake')));
  });

/** The number of the alert in an error of OpenSSL's, which tells it in its text only; null for any other error. */
function alertNumber(error: Error): number | null {
  const number = /SSL alert number (\d{1,3})/.exec(error.message)?.[1];
  return number === undefined ? null : Number(number);
}

/** Writes down an alert that says more than the end of the connection which came with it. Throws `Ended` (answered). */
export function noteAlertOf(errors: readonly Error[], seen: Seen): void {
  const number = errors.map(alertNumber).find((each) => each !== null);
  if (number !== undefined && number !== null && !seen.http) noteAlert(seen, 2, number);
}

/** What ended a handshake that failed: what the connection did, or broken bytes that came instead of a ServerHello. */
export const brokenOff = (tap: Tap, reading: Ended | null, { serverHello }: Seen): Ended =>
  tap.ended ?? (serverHello ? null : reading) ?? ended('closed', 'connection closed within the handshake');

/** One conversation over the connection; what it opened is closed at its end. Throws what it throws, or `Ended` (answered) for an alert. */
export async function overTap(
  exchange: Exchange,
  start: (tap: Tap) => TLSSocket,
  converse: (socket: TLSSocket, tap: Tap) => Promise<void>,
): Promise<void> {
  const tap = new Tap(exchange);
  const errors: Error[] = [];
  let socket: TLSSocket | null = null;
  try {
    socket = start(tap).on('error', (error) => errors.push(error));
    await converse(socket, tap);
  } catch (error) {
    noteAlertOf(errors, exchange.seen);
    throw error;
  } finally {
    socket?.destroy();
    tap.destroy();
  }
}
