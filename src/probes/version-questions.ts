import type { Answer, Attempt, Dial } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { provingLength } from './asked-suites.ts';
import { again, hungUp, inHalves, instead, internalError, onlySslv2, upTo, upToAgain, upToInFull } from './common.ts';
import { ssl3, tls12, usualLength } from './offers.ts';
import { ask, believedOfLongLists, believedOfOldVersions, protocolVersion, type Reply } from './outcome.ts';

/** What everything up to one version is asked with. */
interface Question {
  readonly max: number;
  readonly serverName: string;
}

/** What it came to, and the hello that was answered. */
export interface Replied {
  readonly reply: Reply;
  readonly attempt: Attempt;
}

/** So many suites the first hello about `max` offers. */
export const lengthUpTo = (asked: Asked, max: number): number =>
  max === tls12 && asked.depth === 'decision' ? provingLength(asked) : usualLength;

/** A long list may be what is refused, and so may the suites of SSLv3, which are asked in two parts. */
const believedAt = (max: number, length: number): readonly number[] | undefined => {
  if (length > usualLength || max === ssl3) return believedOfLongLists;
  return max < tls12 ? believedOfOldVersions : undefined;
};

/** One hello, and another where that is refused without a reason. */
async function askOnce(dial: Dial, asked: Asked, { max, serverName }: Question): Promise<Replied> {
  const attempt = upTo(max, asked, serverName);
  const believed = believedAt(max, lengthUpTo(asked, max));
  return { attempt, reply: await ask(dial, { attempt, again: upToAgain(max, serverName), believed }) };
}

/** Every suite there is up to the version, list by list, until one is answered or the version itself is refused. */
async function askEverything(dial: Dial, asked: Asked, { max, serverName }: Question): Promise<Replied> {
  const believed = max < tls12 ? believedOfOldVersions : undefined;
  const [first, ...others] = upToInFull(max, asked, serverName) as [Attempt, ...Attempt[]];
  let replied: Replied = { attempt: first, reply: await ask(dial, { attempt: first, again: inHalves(first), believed }) };
  let silent = false;
  for (const attempt of others) {
    if (!('refused' in replied.reply) || replied.reply.alert === protocolVersion) return replied;
    silent ||= replied.reply.silent;
    replied = { attempt, reply: await ask(dial, { attempt, again: inHalves(attempt), believed }) };
  }
  const { reply } = replied;
  return 'refused' in reply ? { ...replied, reply: { ...reply, silent: silent || reply.silent } } : replied;
}

/** One question about everything from SSLv3 up to `max`. */
export const askUpTo = (dial: Dial, asked: Asked, question: Question): Promise<Replied> =>
  (asked.depth === 'full' ? askEverything : askOnce)(dial, asked, question);

/** Whether SSLv2 is accepted, and whether it was refused without a word. */
interface Sslv2 {
  readonly accepted: Leaf<boolean>;
  readonly silent: boolean;
}

/** Null where the answer says nothing. */
function readSslv2(answer: Answer): Sslv2 | null {
  const { sslv2, failure } = answer;
  if (sslv2 && sslv2.cipherKinds.length > 0) return { accepted: true, silent: false };
  if (sslv2) return { accepted: couldNotLook('the server answers in SSLv2, and names no cipher that it accepts'), silent: false };
  if (failure?.kind === 'timeout') return null;
  const cutShort = answer.spoke === 'other' && hungUp(answer);
  if (!answer.connected || cutShort || failure?.kind === 'budget' || failure?.kind === 'interrupted')
    return { accepted: couldNotLook(instead(answer)), silent: false };
  return { accepted: false, silent: answer.spoke === 'nothing' || answer.alert?.description === internalError };
}

/** Asks for SSLv2. Whatever answers in something else refuses it; silence is asked again. */
export async function askSslv2(dial: Dial): Promise<Sslv2> {
  const once = readSslv2(await dial(onlySslv2));
  if (once) return once;
  const answer = await dial(again(onlySslv2));
  return readSslv2(answer) ?? { accepted: couldNotLook(instead(answer)), silent: false };
}
