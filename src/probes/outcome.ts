import type { Answer, Attempt, Dial, ServerHelloSeen } from '../model/attempt.ts';
import { suiteName, versionName } from '../model/registry.ts';
import { alertText, instead } from './common.ts';

/** What a ClientHello came to, on a port that is known to speak TLS. */
export type Outcome =
  | { readonly chosen: ServerHelloSeen; readonly answer: Answer }
  | { readonly refused: string } // nothing of what was offered is accepted
  | { readonly unknown: string };

/** A negative that is asked once more before it is believed. `settles`: twice is a refusal; else twice is unknown. */
interface Doubt {
  readonly doubt: string;
  readonly settles: boolean;
}

/** Alerts that say no in answer to a ClientHello: handshake_failure, illegal_parameter, protocol_version, insufficient_security, inappropriate_fallback. */
const refusals: ReadonlySet<number> = new Set([40, 47, 70, 71, 86]);
const closeNotify = 0;
const protocolVersion = 70;
/** OpenSSL's word for a version that its security level forbids, and others' word for too much to do. */
const internalError = 80;

function alerted(answer: Answer, description: number): Outcome | Doubt {
  if (refusals.has(description)) return { refused: alertText(answer) };
  return { doubt: alertText(answer), settles: description === internalError };
}

/** Reads one answer. A server that closes without a word (OpenSSL 1.0.1) may mean no, or be out of breath. */
export function read(answer: Answer): Outcome | Doubt {
  const { serverHello, alert, failure } = answer;
  if (serverHello?.offered === true) return { chosen: serverHello, answer };
  if (serverHello) {
    return { unknown: `the server chose ${versionName(serverHello.version)} ${suiteName(serverHello.suite)}, which was not offered` };
  }
  if (alert && alert.description !== closeNotify) return alerted(answer, alert.description);
  if (failure?.kind === 'closed' || failure?.kind === 'reset') return { doubt: instead(answer), settles: true };
  if (failure?.kind === 'timeout') return { doubt: instead(answer), settles: false };
  return { unknown: instead(answer) };
}

export const chosenIn = (answer: Answer): ServerHelloSeen | null => (answer.serverHello?.offered === true ? answer.serverHello : null);

interface Question {
  readonly attempt: Attempt;
  readonly again: Attempt; // to confirm a negative that may not be one
  readonly long?: boolean; // a list so long that only `protocol_version` is believed at once
}

/** Asks, and asks again where a negative is in doubt. */
export async function ask(dial: Dial, { attempt, again, long = false }: Question): Promise<Outcome> {
  const answer = await dial(attempt);
  const once = read(answer);
  const doubted: Outcome | Doubt =
    'refused' in once && long && answer.alert?.description !== protocolVersion ? { doubt: once.refused, settles: true } : once;
  if (!('doubt' in doubted)) return doubted;
  const twice = read(await dial(again));
  if (!('doubt' in twice)) return twice;
  return doubted.settles && twice.settles ? { refused: twice.doubt } : { unknown: twice.doubt };
}
