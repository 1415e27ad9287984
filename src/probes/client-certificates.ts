import type { Answer, Attempt, Dial, KeyPair } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { refusalOf } from './client-refusal.ts';
import { again, first, handshake12, refusedByAlert } from './common.ts';
import { mute } from './handshake.ts';
import { tls13 } from './offers.ts';

/** The certificates that there are to show. */
export const certificates = ['throwaway', 'own', 'wrong'] as const;
export type Certificate = (typeof certificates)[number];

/** What became of showing one. */
export interface Shown {
  readonly refusal: Leaf<string>; // '' where it was taken
  readonly mute: boolean; // closed after a handshake of TLS 1.3 without a word, every time: a refusal only where somebody is known to be there
  readonly answer: Answer;
}

export interface Question {
  readonly asked: Asked;
  readonly serverName: string;
  readonly version: number;
}

function attemptWith({ asked, serverName, version }: Question, certificate: Certificate, client: KeyPair): Attempt {
  const named = { name: `${certificate}-${version === tls13 ? 'tls13' : 'tls12'}`, client };
  return version === tls13 ? { ...first(asked, serverName), ...named } : { ...handshake12(asked, serverName), ...named };
}

/** The server says what it thinks: in HTTP, or by an alert. */
const spoke = ({ answer }: Shown): boolean => answer.http !== null || refusedByAlert(answer);

async function showOnce(dial: Dial, attempt: Attempt, version: number): Promise<Shown> {
  const answer = await dial(attempt);
  const refusal = refusalOf({ answer, reason: '', tls13: version === tls13 });
  const unasked = refusal === '' && answer.certificateRequest === null;
  return { refusal: unasked ? couldNotLook('this time no certificate was requested') : refusal, mute: mute(answer), answer };
}

/** Shows a certificate, and where the connection ends without a word, once more: that may be bad luck, and a reset may swallow an alert. */
export async function show(dial: Dial, question: Question, certificate: Certificate): Promise<Shown | null> {
  const client = question.asked.clients[certificate];
  if (!client) return null;
  const attempt = attemptWith(question, certificate, client);
  const once = await showOnce(dial, attempt, question.version);
  if (spoke(once)) return once;
  const twice = await showOnce(dial, again(attempt), question.version);
  if (spoke(twice)) return twice;
  return { ...twice, refusal: isUnknown(once.refusal) ? once.refusal : twice.refusal, mute: once.mute && twice.mute };
}
