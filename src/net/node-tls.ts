import type { TLSSocket } from 'node:tls';
import type { Seen } from './seen.ts';
import { noteAlert } from './tls/alerts.ts';

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
