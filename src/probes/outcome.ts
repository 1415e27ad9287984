import type { Answer, Attempt, Dial, ServerHelloSeen } from '../model/attempt.ts';
import { suiteName, versionName } from '../model/registry.ts';
import { clean } from '../model/text.ts';
import { alertText, hungUp, instead, internalError } from './common.ts';

/** What a ClientHello came to, on a port that is known to speak TLS. */
export type Outcome =
  | { readonly chosen: ServerHelloSeen; readonly answer: Answer }
  | { readonly refused: string; readonly silent: boolean; readonly alert: number | null } // nothing of what was offered is accepted; silent: said without a reason
  | { readonly unknown: string };

/** A negative that is asked once more before it is believed. `settles`: twice is a refusal; else twice is unknown. */
interface Doubt {
  readonly doubt: string;
  readonly settles: boolean;
  readonly silent: boolean; // the connection was closed without a word, or with internal_error
  readonly closed: boolean;
}

/** Alerts that say no in answer to a ClientHello: handshake_failure, illegal_parameter, protocol_version, insufficient_security, inappropriate_fallback. */
const refusals: ReadonlySet<number> = new Set([40, 47, 70, 71, 86]);
const closeNotify = 0;
export const protocolVersion = 70;

function alerted(answer: Answer, description: number): Outcome | Doubt {
  if (refusals.has(description)) return { refused: alertText(answer), silent: false, alert: description };
  const silent = description === internalError;
  return { doubt: alertText(answer), settles: silent, silent, closed: false };
}

/** The failure tells what it was that was not offered: version, suite or group. */
const liar = ({ version, suite }: ServerHelloSeen, failure: Answer['failure']): string =>
  failure?.kind === 'garbage' ? clean(failure.text) : `the server chose ${versionName(version)} ${suiteName(suite)}, which was not offered`;

/** Reads one answer. A server that closes without a word (OpenSSL 1.0.1) may mean no, or be out of breath. */
export function read(answer: Answer): Outcome | Doubt {
  const { serverHello, alert, failure } = answer;
  if (serverHello?.offered === true) return { chosen: serverHello, answer };
  if (serverHello) return { unknown: liar(serverHello, failure) };
  if (alert && alert.description !== closeNotify) return alerted(answer, alert.description);
  if (hungUp(answer)) return { doubt: instead(answer), settles: true, silent: true, closed: true };
  if (failure?.kind === 'timeout') return { doubt: instead(answer), settles: false, silent: false, closed: false };
  return { unknown: instead(answer) };
}

export const chosenIn = (answer: Answer): ServerHelloSeen | null => (answer.serverHello?.offered === true ? answer.serverHello : null);

interface Question {
  readonly attempt: Attempt;
  readonly again: Attempt | readonly Attempt[]; // to confirm a negative that may not be one: the same question, or all parts of it
  readonly believed?: readonly number[] | undefined; // alerts that are believed at once; unless told otherwise, all that say no
}

/** Alerts that are believed at once where the list is long: the version is refused, not the length. */
export const believedOfLongLists: readonly number[] = [protocolVersion];
/** Alerts that are believed at once where nothing but old versions is offered. */
export const believedOfOldVersions: readonly number[] = [...refusals, internalError];

function judge(answer: Answer, believed: readonly number[]): Outcome | Doubt {
  const once = read(answer);
  if ('chosen' in once || 'unknown' in once) return once;
  const { alert } = answer;
  if (alert && believed.includes(alert.description))
    return { refused: alertText(answer), silent: alert.description === internalError, alert: alert.description };
  return 'refused' in once ? { doubt: once.refused, settles: true, silent: false, closed: false } : once;
}

/** An outcome, and whether the server closed without a word one time and answered the other: one that drops connections at random. */
export type Reply = Outcome & { readonly dropped: boolean };

/** What the second answer makes of a doubt. */
function confirmed(once: Doubt, twice: Outcome | Doubt): Reply {
  if (!('doubt' in twice)) return { ...twice, dropped: once.closed };
  const dropped = once.closed !== twice.closed;
  if (!once.settles || !twice.settles) return { unknown: twice.doubt, dropped };
  return { refused: twice.doubt, silent: once.silent || twice.silent, alert: null, dropped };
}

/** Asks, and asks again where a negative is in doubt: it is one where every part of the question is refused once more. */
export async function ask(dial: Dial, { attempt, again, believed = [...refusals] }: Question): Promise<Reply> {
  const once = judge(await dial(attempt), believed);
  if (!('doubt' in once)) return { ...once, dropped: false };
  let reply = confirmed(once, once);
  let silent = false;
  for (const part of [again].flat()) {
    reply = confirmed(once, read(await dial(part)));
    if (!('refused' in reply)) return reply;
    silent ||= reply.silent;
  }
  return 'refused' in reply ? { ...reply, silent } : reply;
}
