import type { Reply, Transport } from './transport.ts';

export interface Watched {
  readonly transport: Transport;
  /** Milliseconds that our clock is ahead of the server's at the least, negative where it is behind; null where no answer has told. */
  readonly clockOffsetMs: () => number | null;
}

/** The same transport, and what the Date headers of its answers say of the server's clock. Without `now` nothing is compared. */
export function watchClock(transport: Transport, now: (() => number) | undefined): Watched {
  let offset: number | null = null;
  return {
    clockOffsetMs: () => offset,
    transport: {
      ...transport,
      async send(path, body) {
        const askedAt = now?.();
        const reply = await transport.send(path, body);
        if (now && askedAt !== undefined) offset = offsetOf(reply, askedAt, now()) ?? offset;
        return reply;
      },
    },
  };
}

/** The header is a whole second (RFC 9110 section 6.6.1) at some moment of the request: within both, any difference may be none. */
function offsetOf({ date }: Reply, askedAt: number, answeredAt: number): number | null {
  const server = Date.parse(date);
  if (Number.isNaN(server)) return null;
  return Math.max(0, askedAt - (server + 999)) - Math.max(0, server - answeredAt);
}
