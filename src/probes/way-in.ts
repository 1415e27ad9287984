import type { Answer, Dial, KeyPair } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Unknown } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import type { Shown } from './client-certificates.ts';
import { refusalOf } from './client-refusal.ts';
import { readRounds } from './client-rounds.ts';
import type { Handshake } from './handshake.ts';
import { noAnswer } from './http.ts';
import { tls13 } from './offers.ts';
import type { Survey } from './survey.ts';

/** As whom a client is answered over TLS. */
export interface WayIn {
  readonly tls13: boolean;
  readonly answer: Answer; // to the request of the first path
  readonly client: KeyPair | null; // the user's own pair, where a client without is turned away and this one was taken
}

/** Why nobody is answered, and what would help. */
function whyNot(handshake: Handshake, own: Shown | undefined, { clients }: Asked): string {
  const silence = noAnswer(handshake);
  if (typeof refusalOf(handshake) !== 'string' || !handshake.answer?.certificateRequest) return silence;
  if (!clients.own) return `${silence} (--client-cert shows one)`;
  if (!own) return silence;
  return `${silence}; with that of --client-cert: ${isUnknown(own.refusal) ? own.refusal.unknown : own.refusal}`;
}

/**
 * The handshake in which requests are answered: without a client certificate, or else with the user's own where that was taken. What was made of it
 * is known from what `client_auth` asks: it costs nothing more.
 */
export async function wayIn(dial: Dial, asked: Asked, { handshake }: Survey): Promise<WayIn | Unknown> {
  const { answer } = handshake;
  const { own } = asked.clients;
  if (answer && refusalOf(handshake) === '') return { answer, tls13: handshake.tls13, client: null };
  const rounds = own ? await readRounds(dial, asked) : [];
  const taken = rounds.find(({ shown }) => shown.own?.refusal === '');
  if (taken?.shown.own) return { answer: taken.shown.own.answer, tls13: taken.version === tls13, client: own };
  if (answer?.http) return { answer, tls13: handshake.tls13, client: null };
  return couldNotLook(whyNot(handshake, rounds.find(({ shown }) => shown.own)?.shown.own, asked));
}
