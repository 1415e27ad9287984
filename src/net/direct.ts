import { connect, type Socket } from 'node:net';
import type { Address, Target } from '../model/subject.ts';
import type { Connect, Deadline, Failure, Refusal } from '../model/attempt.ts';
import { failureOfError } from './ended.ts';

const seconds = (milliseconds: number): string => `${Number((milliseconds / 1000).toFixed(1))} s`;
const refused = (kind: Failure['kind'], text: string): Refusal => ({ refused: { kind, text } });

/** Waits until the socket is connected, or why it never will be; a socket that is not connected in time is destroyed. */
function connected(socket: Socket, connectTimeoutMs: number, { signal }: Deadline): Promise<Socket | Refusal> {
  return new Promise((resolve) => {
    const give = (result: Socket | Refusal): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      if (result !== socket) socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(
      () => give(refused('connect-timeout', `no answer to the connection attempt within ${seconds(connectTimeoutMs)}`)),
      connectTimeoutMs,
    );
    const aborted = (): void => give({ refused: failureOfError(signal.reason, 'connect-timeout') });
    signal.addEventListener('abort', aborted);
    socket.once('connect', () => give(socket));
    socket.on('error', (error) => give({ refused: failureOfError(error, 'unreachable') }));
  });
}

const open = ({ host, port }: Address): Socket => connect({ host, port, noDelay: true });

/**
 * Connects straight to the target's address over TCP. A name is resolved by the system; an IP address needs no resolver. Every failure is a
 * refusal with its reason.
 */
export const directConnect =
  (options: { readonly connectTimeoutMs: number }): Connect =>
  async (target: Target, deadline: Deadline) => {
    if (!target.address) return refused('unreachable', 'there is no address to connect to');
    if (deadline.signal.aborted) return { refused: failureOfError(deadline.signal.reason, 'connect-timeout') };
    try {
      return await connected(open(target.address), options.connectTimeoutMs, deadline);
    } catch (error) {
      return { refused: failureOfError(error, 'unreachable') }; // an address that is none
    }
  };
