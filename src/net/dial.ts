import type { Duplex } from 'node:stream';
import type { Answer, Attempt, Connect, Deadline, Dial, Failure, Refusal } from '../model/attempt.ts';
import { addressText, type Target } from '../model/subject.ts';
import { ByteReader, feed } from './byte-reader.ts';
import { attemptCost } from './cost.ts';
import { startDeadline } from './deadline.ts';
import { Ended, failureOfError } from './ended.ts';
import { attemptHttp } from './plaintext.ts';
import { attemptScrape } from './scrape.ts';
import { nothingSeen, type Exchange, type Seen } from './seen.ts';
import { attemptSslv2 } from './sslv2.ts';
import { attemptHello } from './tls/hello.ts';
import { attemptTls12 } from './tls12/attempt.ts';
import { attemptTls13 } from './tls13/client.ts';

/** What every connection to one target shares. */
export interface DialOptions {
  readonly connect: Connect;
  readonly target: Target;
  readonly timeoutMs: number; // for one connection, from its start, whatever progress it makes
  readonly scanDeadline: AbortSignal;
  readonly userAgent: string;
  readonly now: () => number; // milliseconds
}

async function make(exchange: Exchange, attempt: Attempt): Promise<void> {
  if (attempt.kind === 'hello') await attemptHello(exchange, attempt.hello);
  else if (attempt.kind === 'tls13') await attemptTls13(exchange, attempt);
  else if (attempt.kind === 'tls12') await attemptTls12(exchange, attempt);
  else if (attempt.kind === 'sslv2') await attemptSslv2(exchange);
  else if (attempt.kind === 'cost') await attemptCost(exchange, attempt);
  else if (attempt.kind === 'scrape') await attemptScrape(exchange, attempt.hello, attempt.request);
  else await attemptHttp(exchange, attempt.request);
}

const hostOf = ({ address }: Target): string => (address ? addressText(address) : 'localhost');

const isRefusal = (made: Duplex | Refusal): made is Refusal => 'refused' in made;

function whenAborted({ signal }: Deadline, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act);
}

const aborted = (deadline: Deadline): Promise<Refusal> =>
  new Promise((resolve) => {
    whenAborted(deadline, () => resolve({ refused: failureOfError(deadline.signal.reason, 'timeout') }));
  });

/** Connects, and stops waiting at the deadline even where `connect` does not; a connection that comes after it is closed. */
async function connectInTime({ connect, target }: DialOptions, deadline: Deadline): Promise<Duplex | Refusal> {
  const made = connect(target, deadline);
  const first = await Promise.race([made, aborted(deadline)]);
  if (deadline.signal.aborted) void made.then(closeLate, () => undefined);
  return first;
}

const closeLate = (made: Duplex | Refusal): Duplex | null => (isRefusal(made) ? null : made.on('error', () => undefined).destroy());

/** One attempt on its way. */
interface Made {
  readonly attempt: Attempt;
  readonly deadline: Deadline;
  readonly seen: Seen;
  readonly startedAt: number; // by the clock of `performance`
  readonly kept: Exchange['kept'];
}

async function converse({ deadline, seen }: Made, duplex: Duplex, run: (input: ByteReader) => Promise<void>): Promise<void> {
  const input = new ByteReader();
  feed(input, duplex);
  whenAborted(deadline, () => input.end(deadline.signal.reason as Ended));
  try {
    await run(input);
  } finally {
    seen.bytesRead = input.received;
    duplex.destroy();
  }
}

async function attemptOnce(options: DialOptions, made: Made): Promise<void> {
  const { attempt, seen, startedAt, kept } = made;
  const duplex = await connectInTime(options, made.deadline);
  if (isRefusal(duplex)) throw new Ended(duplex.refused);
  seen.connected = true;
  const elapsed = (): number => performance.now() - startedAt;
  const exchange = { output: duplex, seen, host: hostOf(options.target), userAgent: options.userAgent, elapsed, kept };
  await converse(made, duplex, (input) => make({ ...exchange, input }, attempt));
}

/** A tunnel may be open before it turns out that the port refuses. */
const neverConnected: ReadonlySet<Failure['kind']> = new Set(['connect-refused', 'connect-timeout', 'unreachable']);

/** The words for a connection on which nothing came at all, and the last look at what the first bytes were. */
function settle(seen: Seen, failure: Failure | null, timeoutMs: number): void {
  seen.failure = failure;
  if (failure && seen.bytesRead === 0 && neverConnected.has(failure.kind)) seen.connected = false;
  if (seen.spoke === 'nothing' && seen.bytesRead > 0) seen.spoke = 'other';
  if (seen.spoke === 'tls' && failure?.kind === 'garbage' && !seen.serverHello && !seen.alert) seen.spoke = 'other';
  if (!failure || !seen.connected || seen.bytesRead > 0) return;
  if (failure.kind === 'timeout') seen.failure = { kind: 'timeout', text: `no answer within ${timeoutMs / 1000} s` };
  if (failure.kind === 'closed') seen.failure = { kind: 'closed', text: 'connection closed without an answer' };
}

const failureOf = (error: unknown): Failure | null =>
  error instanceof Ended
    ? error.failure
    : failureOfError(error instanceof Error ? new Error(`internal error: ${error.message}`) : error, 'garbage');

/** Makes each attempt on a connection of its own, which is closed when the attempt is over. Never rejects. */
export function dialOver(options: DialOptions): Dial {
  const kept = { session: null };
  return async (attempt): Promise<Answer> => {
    const startedAt = performance.now();
    const seen = nothingSeen(attempt.name);
    const deadline = startDeadline(options.timeoutMs, options.scanDeadline, options.now);
    let failure: Failure | null = null;
    try {
      await attemptOnce(options, { attempt, deadline, seen, startedAt, kept });
    } catch (error) {
      failure = failureOf(error);
    } finally {
      deadline.stop();
    }
    settle(seen, failure, options.timeoutMs);
    return { ...seen, milliseconds: performance.now() - startedAt };
  };
}
