import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { Attempt, KeyPair, Timings } from '../model/attempt.ts';
import { ByteReader, feed } from './byte-reader.ts';
import { answered, Ended, garbage } from './ended.ts';
import { skipTrailers } from './http-body.ts';
import { getRequest } from './http-request.ts';
import { readOne } from './http-response.ts';
import { contextWith } from './key-pair.ts';
import { LineReader } from './line-reader.ts';
import { brokenOff, everyCipher, handshake, overTap, startTls } from './node-tls.ts';
import type { Exchange, Seen } from './seen.ts';
import { listenForSecret, readRecorded } from './tls12/recorded.ts';
import type { Tap } from './tls12/tap.ts';

type CostAttempt = Attempt & { readonly kind: 'cost' };

/** The most bytes of one response, and of one connection: a scrape is to be measured whole. */
const mostMeasured = 16 * 1024 * 1024;

const mostTickets = 16;

const offer: SecureContextOptions = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.3',
  ciphers: everyCipher,
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
};

let shared: SecureContext | undefined;
const withClient = new WeakMap<KeyPair, SecureContext>();

/** Made once for each pair: reading a key is no part of what is measured. Throws `Ended` (unsupported) where the pair cannot be used. */
function contextOf(client: KeyPair | undefined): SecureContext {
  if (!client) return (shared ??= createSecureContext(offer));
  const context = withClient.get(client) ?? contextWith(client, offer);
  withClient.set(client, context);
  return context;
}

function start(tap: Tap, { serverName, resume, client }: CostAttempt, kept: Exchange['kept']): TLSSocket {
  const options = { minDHSize: 1, ...(resume && kept.session ? { session: kept.session } : {}) };
  const socket = startTls(tap, { context: contextOf(client), serverName, options });
  let tickets = 0;
  return socket.on('session', (session: Buffer) => {
    kept.session = session;
    tickets += 1;
    if (tickets > mostTickets) socket.destroy(garbage(`more than ${mostTickets} session tickets`));
  });
}

/** What one measurement works on. */
interface Measurement {
  readonly exchange: Exchange;
  readonly socket: TLSSocket;
  readonly lines: LineReader;
  readonly path: string;
  readonly times: { -readonly [Field in keyof Timings]: Timings[Field] };
}

async function secure({ exchange, socket, times }: Measurement, tap: Tap): Promise<void> {
  const { seen, input } = exchange;
  const secret = listenForSecret(socket);
  const error = await handshake(socket);
  const at = exchange.elapsed();
  const handshakeBytes = input.received + seen.bytesWritten;
  const reading = await readRecorded({ bytes: tap.recorded(), secret: secret() }, seen);
  if (error && seen.http) throw answered;
  if (error) throw brokenOff(tap, reading, seen);
  seen.handshakeComplete = true;
  input.allow(mostMeasured);
  times.secured = at;
  times.handshakeBytes = handshakeBytes;
  times.resumed = socket.isSessionReused();
}

/** One request and its response; false where that did not end within the bound, or the server wants to close. */
async function request({ exchange, socket, lines, path }: Measurement, seen: Pick<Seen, 'http'>, last: boolean): Promise<boolean> {
  socket.write(getRequest(path, exchange, last));
  const { head, whole } = await readOne(lines, seen, mostMeasured);
  if (whole && !last) await skipTrailers(lines, head);
  return whole && !/(^|[ ,])close($|[ ,])/i.test(head.headers['connection'] ?? '');
}

/** The same request on the same connection. Null where the server does not answer it: it was under no obligation to. */
async function askAgain(measurement: Measurement): Promise<number | null> {
  const before = measurement.exchange.elapsed();
  try {
    await request(measurement, { http: null }, true);
    return measurement.exchange.elapsed() - before;
  } catch (error) {
    if (error instanceof Ended) return null;
    throw error;
  }
}

async function measure(measurement: Measurement, tap: Tap): Promise<void> {
  const { exchange, times } = measurement;
  await secure(measurement, tap);
  const goesOn = await request(measurement, exchange.seen, false);
  if (!exchange.seen.http?.truncated) times.answered = exchange.elapsed();
  if (goesOn) times.again = await askAgain(measurement);
}

/**
 * Measures what TLS costs a scrape: a handshake of any version through Node's tls, then the request twice on it. With `resume` it continues the
 * session that the measurement before it left, in TLS 1.2 and below by its id or ticket, in TLS 1.3 by a ticket. A client certificate is shown where
 * one is given and the server asks for it.
 */
export async function attemptCost(exchange: Exchange, attempt: CostAttempt): Promise<void> {
  const times = { connected: exchange.elapsed(), secured: null, answered: null, again: null, resumed: false };
  exchange.seen.timings = times;
  const clear = new ByteReader(mostMeasured);
  await overTap(
    exchange,
    (tap) => start(tap, attempt, exchange.kept),
    async (socket, tap) => {
      feed(clear, socket);
      await measure({ exchange, socket, lines: new LineReader(clear), path: attempt.request.path, times }, tap);
    },
  );
}
