import type { TicketSeen } from '../../model/attempt.ts';
import { extensionType, tls13 } from './constants.ts';
import { parseExtensions } from './server-hello.ts';
import { Cursor } from './wire.ts';

/** A NewSessionTicket of TLS 1.2 or less, RFC 5077 section 3.3; null for an empty one, which says that there is none. */
function older(cursor: Cursor): TicketSeen | null {
  const lifetime = cursor.uint(4);
  return cursor.vector(2).length === 0 ? null : { lifetime, maxEarlyData: 0 };
}

/** RFC 8446 section 4.6.1. */
function newer(cursor: Cursor): TicketSeen {
  const lifetime = cursor.uint(4);
  cursor.uint(4); // ticket_age_add
  cursor.vector(1); // its nonce
  cursor.vector(2); // the ticket
  const earlyData = parseExtensions(cursor).get(extensionType.earlyData);
  return { lifetime, maxEarlyData: earlyData ? new Cursor(earlyData).uint(4) : 0 };
}

/** What a NewSessionTicket tells beside its contents, which are not kept. Throws `Ended` (garbage). */
export function parseTicket(body: Buffer, version: number): TicketSeen | null {
  const cursor = new Cursor(body);
  return version === tls13 ? newer(cursor) : older(cursor);
}
