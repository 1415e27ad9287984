import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Attempt, Dial } from '../model/attempt.ts';

const firstMs = 100;
const mostMs = 1000;
const mostInAllMs = 3000; // where closing without a word is how the server says no, waiting changes nothing
const internalError = 80;

/** None: in order. Busy: slower may be better. Strained: so much so that a refusal that follows may be for that alone. */
type Sign = 'none' | 'busy' | 'strained';

/**
 * Signs of a server that has too much to do. One that is asked in plaintext on a port of TLS may close without a word, and OpenSSL says
 * internal_error to versions that it does not want: only the others cast doubt on what follows.
 */
function signOf(answer: Answer, { kind }: Attempt, answered: boolean): Sign {
  const { failure, http, bytesRead } = answer;
  if (failure?.kind === 'connect-timeout' || http?.status === 429 || http?.status === 503) return 'strained';
  const dropped = (failure?.kind === 'closed' || failure?.kind === 'reset') && bytesRead === 0;
  if (dropped && answered && kind !== 'http') return 'strained';
  return answer.alert?.description === internalError ? 'busy' : 'none';
}

const refuses = ({ serverHello, alert, failure }: Answer): boolean =>
  failure?.kind === 'connect-refused' || (alert !== null && serverHello === null);

export interface BackOffOptions {
  readonly random: () => number; // from 0 to 1
  readonly scanDeadline: AbortSignal;
}

/**
 * Waits before an attempt where the one before it met a sign of overload: 100 ms, twice as long each time, a second at the most, less by a random
 * part, and three seconds in all. A refusal right after such a sign is asked for once more, and only that answer counts.
 */
export function backOff(dial: Dial, { random, scanDeadline: signal }: BackOffOptions): Dial {
  let signs = 0; // one after another
  let waited = 0; // milliseconds
  let strained = false;
  let answered = false;
  const once: Dial = async (attempt) => {
    const wait = signs === 0 || waited >= mostInAllMs ? 0 : Math.min(mostMs, firstMs * 2 ** (signs - 1)) * (0.5 + random() / 2);
    waited += wait;
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    const answer = await dial(attempt);
    const sign = signOf(answer, attempt, answered);
    signs = sign === 'none' ? 0 : Math.min(signs + 1, 10);
    strained = sign === 'strained';
    answered ||= answer.bytesRead > 0;
    return answer;
  };
  return async (attempt) => {
    const doubtful = strained;
    const answer = await once(attempt);
    return doubtful && refuses(answer) ? once(attempt) : answer;
  };
}
