import type { HelloSpec } from '../../model/attempt.ts';
import { garbage } from '../ended.ts';
import type { Seen } from '../seen.ts';
import { parseCertificateRequest } from './certificate-request.ts';
import { parseCertificates } from './certificate.ts';
import { extensionType, handshakeType, tls13 } from './constants.ts';
import type { HandshakeMessage, MessageReader } from './messages.ts';
import { parseServerHello, requireGroup, requireOffered, seenOf, type ServerHello } from './server-hello.ts';
import { parseKeyExchange } from './server-key-exchange.ts';
import { parseTicket } from './session-ticket.ts';
import { countScts, ocspBytesOf } from './stapled.ts';

const mostMessages = 16;

/** The server's first message. Throws where it is none, or chooses what was not offered. */
export async function readServerHello(
  messages: MessageReader,
  spec: HelloSpec | null,
  seen: Seen,
): Promise<ServerHello & HandshakeMessage> {
  const message = await messages.next();
  if (message.type !== handshakeType.serverHello) throw garbage(`handshake message ${message.type} instead of a ServerHello`);
  const hello = parseServerHello(message.body);
  seen.serverHello = seenOf(hello, spec);
  requireOffered(seen);
  const scts = hello.extensions.get(extensionType.signedCertificateTimestamp);
  if (scts) seen.scts = countScts(scts);
  return { ...hello, ...message };
}

function noteKeyExchange(seen: Seen, body: Buffer, spec: HelloSpec | null): void {
  if (!seen.serverHello) return;
  const exchange = parseKeyExchange(body, seen.serverHello);
  seen.serverHello = { ...seen.serverHello, ...exchange };
  if (spec && exchange.group !== undefined) requireGroup(seen, spec, exchange.group);
}

/** Writes down a NewSessionTicket, without its contents. */
export function noteTicket(seen: Seen, body: Buffer): void {
  const ticket = parseTicket(body, seen.serverHello?.version ?? tls13);
  if (ticket) seen.tickets = [...seen.tickets, ticket];
}

/** Writes down one message after the ServerHello; true when the flight is over. */
function note(seen: Seen, message: HandshakeMessage, spec: HelloSpec | null): boolean {
  const version = seen.serverHello?.version ?? tls13;
  switch (message.type) {
    case handshakeType.certificate:
      seen.certificates = parseCertificates(message.body, version).certificates;
      return false;
    case handshakeType.serverKeyExchange:
      noteKeyExchange(seen, message.body, spec);
      return false;
    case handshakeType.certificateRequest:
      seen.certificateRequest = parseCertificateRequest(message.body, version);
      return false;
    case handshakeType.certificateStatus:
      seen.ocspBytes = ocspBytesOf(message.body);
      return false;
    case handshakeType.serverHelloDone:
      return true;
    default:
      throw garbage(`handshake message ${message.type} within the server's flight`);
  }
}

/**
 * Reads what follows a ServerHello of TLS 1.2 or less, up to ServerHelloDone (RFC 5246 section 7.3); without `spec` the offer was another's.
 */
export async function readPlaintextFlight(messages: MessageReader, seen: Seen, spec: HelloSpec | null = null): Promise<void> {
  for (let count = 0; count < mostMessages; count += 1) {
    if (note(seen, await messages.next(), spec)) {
      seen.flightComplete = true;
      return;
    }
  }
  throw garbage(`more than ${mostMessages} messages in the server's flight`);
}
