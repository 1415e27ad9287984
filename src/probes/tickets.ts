import type { Answer } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import { tls13 } from './offers.ts';
import type { Shown } from './shown.ts';

/** Connections of TLS 1.3 that were read beyond the handshake, where tickets come. */
const readOn = ({ answers }: Shown): Answer[] =>
  answers.filter(({ serverHello, http, tickets }) => serverHello?.version === tls13 && (http !== null || tickets.length > 0));

const unread = couldNotLook('no connection of TLS 1.3 was read beyond the handshake');

/** RFC 8446 section 4.6.1: a ticket is given before the response to a request. */
function ticketsOf13(shown: Shown): Leaf<boolean | null> {
  const accepted = shown.versions.accepted.get(tls13) ?? false;
  if (accepted !== true) return accepted || null;
  const seen = readOn(shown);
  return seen.length > 0 ? seen.some(({ tickets }) => tickets.length > 0) : unread;
}

/** Whether sessions are resumed by tickets, in any version; `below13`: what ServerHellos of TLS 1.2 and less say of it. */
export function ticketsOf(shown: Shown, below13: Leaf<boolean | null>): Leaf<boolean | null> {
  const both = [below13, ticketsOf13(shown)];
  if (both.includes(true)) return true;
  return both.find(isUnknown) ?? (both.includes(false) ? false : null);
}

/** The longest that was seen, in seconds; null where there are no tickets. */
export function lifetimeOf({ answers }: Shown, tickets: Leaf<boolean | null>): Leaf<number | null> {
  if (tickets !== true) return tickets || null;
  const lifetimes = answers.flatMap((answer) => answer.tickets.map(({ lifetime }) => lifetime));
  return lifetimes.length > 0 ? Math.max(...lifetimes) : couldNotLook('tickets are negotiated, and none was read');
}

/** Bytes of early data that the server's tickets allow; null where it has no TLS 1.3. */
export function earlyDataOf(shown: Shown): Leaf<number | null> {
  const accepted = shown.versions.accepted.get(tls13) ?? false;
  if (accepted !== true) return accepted || null;
  const seen = readOn(shown);
  return seen.length > 0 ? Math.max(0, ...seen.flatMap(({ tickets }) => tickets.map(({ maxEarlyData }) => maxEarlyData))) : unread;
}
