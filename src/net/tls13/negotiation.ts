import type { HelloSpec } from '../../model/attempt.ts';
import { suiteName } from '../../model/registry.ts';
import { garbage, unsupported } from '../ended.ts';
import { send, type Exchange } from '../seen.ts';
import { clientHello, helloRecord, newHelloState, type HelloState } from '../tls/client-hello.ts';
import { contentType, extensionType, tls13 } from '../tls/constants.ts';
import { readServerHello } from '../tls/flight.ts';
import { MessageReader } from '../tls/messages.ts';
import { PlainRecords, record, type RecordSource } from '../tls/records.ts';
import type { ServerHello } from '../tls/server-hello.ts';
import { Cursor } from '../tls/wire.ts';
import { computable, generateKeyShare, type KeyShare } from './key-share.ts';
import { withoutChangeCipherSpec } from './protection.ts';
import { suites, type Suite } from './suites.ts';
import { Transcript } from './transcript.ts';

/** A handshake up to its ServerHello. */
export interface Negotiation {
  readonly exchange: Exchange;
  readonly hello: HelloSpec;
  readonly records: RecordSource;
  readonly messages: MessageReader;
  readonly transcript: Transcript;
  retried: boolean;
  share: KeyShare;
  state: HelloState;
}

export type RawServerHello = ServerHello & { readonly raw: Buffer };

/** For middleboxes: sent once, before the second flight (RFC 8446 appendix D.4). */
export const changeCipherSpec = record(contentType.changeCipherSpec, Buffer.from([1]));

/** Sends the ClientHello, with one key share. */
export function begin(exchange: Exchange, hello: HelloSpec): Negotiation {
  const records = withoutChangeCipherSpec(new PlainRecords(exchange.input));
  const groups = (hello.groups ?? computable).filter((group) => computable.includes(group));
  const [first] = groups;
  if (first === undefined) throw unsupported('none of the groups');
  const share = generateKeyShare(first);
  const negotiation = {
    exchange,
    hello: { ...hello, groups },
    records,
    messages: new MessageReader(records, exchange.seen),
    transcript: new Transcript(),
    retried: false,
    share,
    state: { ...newHelloState(hello), groups, keyShares: [share.entry] },
  };
  sendHello(negotiation);
  return negotiation;
}

function sendHello({ exchange, hello, state, transcript, retried }: Negotiation): void {
  const message = clientHello(hello, state);
  transcript.add(message);
  // Only the first hello may say TLS 1.0 in its record (RFC 8446 section 5.1): Go refuses a second one that does.
  send(exchange, retried ? Buffer.concat([changeCipherSpec, record(contentType.handshake, message)]) : helloRecord(hello, message));
}

/** Throws `Ended` (unsupported) for a suite that this engine does not compute. */
export function suiteOf({ suite }: ServerHello): Suite {
  const found = suites.get(suite);
  if (!found) throw unsupported(`suite ${suiteName(suite)}`);
  return found;
}

/** A share for the group that a HelloRetryRequest asks for, which must be one that was offered and not sent. */
function shareFor(group: number | null, { share: sent }: Negotiation): KeyShare {
  if (group === null) return sent;
  if (group === sent.group) throw garbage('a HelloRetryRequest for the group that was sent');
  return generateKeyShare(group);
}

/** Answers a HelloRetryRequest with its group and its cookie, RFC 8446 section 4.1.4. */
function retry(negotiation: Negotiation, hello: RawServerHello): void {
  const group = negotiation.exchange.seen.serverHello?.group ?? null;
  const cookie = hello.extensions.get(extensionType.cookie);
  if (group === null && !cookie) throw garbage('a HelloRetryRequest that asks for nothing');
  negotiation.share = shareFor(group, negotiation);
  negotiation.transcript.retry(suiteOf(hello));
  negotiation.transcript.add(hello.raw);
  negotiation.retried = true;
  negotiation.state = {
    ...negotiation.state,
    keyShares: [negotiation.share.entry],
    cookie: cookie ? new Cursor(cookie).vector(2) : null,
  };
  sendHello(negotiation);
}

/** The ServerHello that the handshake goes on with, after at most one HelloRetryRequest. */
export async function negotiate(negotiation: Negotiation): Promise<RawServerHello> {
  const { messages, hello, exchange } = negotiation;
  const first = await readServerHello(messages, hello, exchange.seen);
  if (!first.helloRetryRequest) return first;
  messages.atBoundary();
  retry(negotiation, first);
  const second = await readServerHello(messages, hello, exchange.seen);
  if (second.helloRetryRequest) throw garbage('a second HelloRetryRequest');
  if (second.version !== tls13 || second.suite !== first.suite) throw garbage('a ServerHello unlike its HelloRetryRequest');
  return second;
}

/** The (EC)DHE secret of RFC 8446 section 7.1. */
export function sharedSecret({ share, state }: Negotiation, hello: ServerHello): Buffer {
  const entry = hello.extensions.get(extensionType.keyShare);
  if (!entry || !hello.sessionId.equals(state.sessionId)) throw garbage('a ServerHello that does not fit its ClientHello');
  const cursor = new Cursor(entry);
  if (cursor.uint(2) !== share.group) throw garbage('a ServerHello with the key share of another group');
  return share.agree(cursor.vector(2));
}
