import type { Socket } from 'node:net';

/** Host and port of a URL, an IPv6 address without brackets. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

export function placeOf(url: URL): Place {
  const usual = { 'http:': 80, 'https:': 443 }[url.protocol] ?? 1080;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || usual };
}

/** Resolves with what opens the socket, or rejects with its error; the signal ends it while it opens. */
export const opened = (socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const stop = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('interrupted'));
    const settle = (end: () => void) => () => {
      signal.removeEventListener('abort', stop);
      end();
    };
    socket.once(
      event,
      settle(() => resolve(socket)),
    );
    socket.once('error', (error) => settle(() => reject(error))());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
