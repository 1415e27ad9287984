import type { Answer, Attempt, Dial } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { sslv2, tlsVersions } from '../model/registry.ts';
import { askedSuites } from './asked-suites.ts';
import { again, instead, only13, unrecognizedName } from './common.ts';
import type { Contact } from './contact.ts';
import { ssl3, tls12, tls13, usualLength } from './offers.ts';
import { ask, chosenIn, read, type Outcome } from './outcome.ts';
import { askSslv2, askUpTo, lengthUpTo } from './version-questions.ts';

/** Which versions are accepted, as far as was asked. */
export interface Versions {
  readonly accepted: ReadonlyMap<number, Leaf<boolean>>;
  readonly answers: readonly Answer[]; // in which the server chose a version and a suite that were offered
  readonly longest: number; // so many suites the server has read and answered in one hello
  readonly silent: ReadonlySet<number>; // versions that were refused without a reason
  readonly dropped: boolean; // the server closed a connection without a word, and answered the same question on the next
  readonly answered: Attempt | null; // the first hello, beside the one of contact, in which the server chose something
}

/** Of a port that does not speak TLS. */
export const noVersions: Versions = { accepted: new Map(), answers: [], longest: 0, silent: new Set(), dropped: false, answered: null };

/** What is known so far, while it is being asked. */
interface Progress {
  readonly accepted: Map<number, Leaf<boolean>>;
  readonly answers: Answer[];
  longest: number;
  readonly silent: Set<number>;
  dropped: boolean;
  answered: Attempt | null;
}

const unsettled = ({ accepted }: Progress, above: number, highest: number): number[] =>
  tlsVersions.map(({ id }) => id).filter((id) => id > above && id <= highest && !accepted.has(id));

const setBetween = (progress: Progress, [above, highest]: readonly [number, number], value: Leaf<boolean>): void => {
  for (const id of unsettled(progress, above, highest)) progress.accepted.set(id, value);
};

/**
 * A server answers with its highest version that is not above the one offered, with holes too: what lies between is refused, and a
 * refusal refuses everything below. Gives the next version to ask, or 0.
 */
function note(progress: Progress, max: number, outcome: Outcome): number {
  if ('refused' in outcome && outcome.silent) for (const id of unsettled(progress, 0, max)) progress.silent.add(id);
  if ('chosen' in outcome) {
    const { version } = outcome.chosen;
    progress.answers.push(outcome.answer);
    progress.accepted.set(version, true);
    setBetween(progress, [version, max], false);
    return version - 1;
  }
  setBetween(progress, [0, max], 'refused' in outcome ? false : couldNotLook(outcome.unknown));
  return 0;
}

/** TLS 1.3 by itself, where the first hello left it open. */
async function askOnly13(dial: Dial, contact: Contact, progress: Progress): Promise<void> {
  const attempt = only13(contact.serverName);
  const outcome = await ask(dial, { attempt, again: again(attempt) });
  if ('chosen' in outcome) {
    progress.answers.push(outcome.answer);
    progress.answered ??= attempt;
  }
  if ('refused' in outcome && outcome.silent) progress.silent.add(tls13);
  progress.dropped ||= outcome.dropped;
  progress.accepted.set(tls13, 'chosen' in outcome ? true : 'refused' in outcome ? false : couldNotLook(outcome.unknown));
}

/** What the first hello says; gives the next version to ask. */
async function fromFirst(dial: Dial, asked: Asked, { contact, progress }: { contact: Contact; progress: Progress }): Promise<number> {
  const chosen = chosenIn(contact.hello);
  const open = !chosen || (chosen.version !== tls13 && (chosen.downgradeSentinel || asked.depth === 'full'));
  if (open) await askOnly13(dial, contact, progress);
  return chosen ? note(progress, tls13, { chosen, answer: contact.hello }) : tls12;
}

const isAsked = ({ sets }: Asked, version: string): boolean => (sets['tls.versions'] ?? []).includes(version);

const wanted = (asked: Asked, max: number): boolean =>
  askedSuites(asked).length > 0 || tlsVersions.some(({ name, id }) => id <= max && isAsked(asked, name));

/** One question about everything up to `max`; gives the next version to ask, or 0. */
async function askNext(dial: Dial, asked: Asked, question: { contact: Contact; progress: Progress; max: number }): Promise<number> {
  const { contact, progress, max } = question;
  const { attempt, reply } = await askUpTo(dial, asked, { max, serverName: contact.serverName });
  progress.dropped ||= reply.dropped;
  if ('chosen' in reply) {
    progress.answered ??= attempt;
    if (reply.answer.attempt === attempt.name) progress.longest = Math.max(progress.longest, lengthUpTo(asked, max));
  }
  return note(progress, max, reply);
}

/**
 * RFC 8446 section 4.1.3: a server that says in its random that it speaks a higher version, and has refused each of them, contradicts itself:
 * which of the two is true is not known.
 */
function crossCheck({ accepted, answers }: Progress): void {
  const claims = answers.flatMap(({ serverHello }) => (serverHello?.downgradeSentinel === true ? [serverHello.version] : []));
  for (const version of claims) {
    const higher = [...accepted].filter(([id]) => id > version && id >= tls12);
    if (higher.some(([, value]) => value !== false)) continue;
    const reason = couldNotLook('the server says that it speaks a higher version, but did not choose it');
    for (const [id] of higher) accepted.set(id, reason);
  }
}

/** A server that refuses all is one whose words were not found: not one without versions. */
function unlessNone(progress: Progress, contact: Contact): Versions {
  const { accepted } = progress;
  if ([...accepted].some(([id, value]) => value === true || (id !== sslv2.id && isUnknown(value)))) return progress;
  const reason = couldNotLook(`the server refused every ClientHello: ${instead(contact.hello)}`);
  return { ...progress, accepted: new Map([...accepted].map(([id, value]) => [id, id === sslv2.id ? value : reason])) };
}

/** First of all, so that an answer to what follows tells silence from a refusal. */
async function noteSslv2(dial: Dial, progress: Progress): Promise<void> {
  const { accepted, silent } = await askSslv2(dial);
  progress.accepted.set(sslv2.id, accepted);
  if (silent) progress.silent.add(sslv2.id);
}

/** Asks from the highest version down until one is refused. One refused hello covers all versions of TLS and SSLv3 below it. */
export async function readVersions(dial: Dial, asked: Asked, contact: Contact): Promise<Versions> {
  const progress: Progress = {
    accepted: new Map(),
    answers: [],
    longest: usualLength,
    silent: new Set(),
    dropped: false,
    answered: null,
  };
  if (isAsked(asked, sslv2.name)) await noteSslv2(dial, progress);
  const { alert, serverHello } = contact.hello;
  // The server wants another name than those there are to try: it would say the same to every hello.
  if (alert?.description === unrecognizedName && !serverHello) {
    note(progress, tls13, { unknown: instead(contact.hello) });
    return progress;
  }
  let max = await fromFirst(dial, asked, { contact, progress });
  while (max >= ssl3 && wanted(asked, max)) max = await askNext(dial, asked, { contact, progress, max });
  crossCheck(progress);
  return unlessNone(progress, contact);
}

/** The versions that are accepted, the highest first. */
export const acceptedVersions = ({ accepted }: Versions): number[] =>
  tlsVersions.map(({ id }) => id).filter((id) => accepted.get(id) === true);

/** What a server's hello came to that chose nothing. */
export const firstRefusal = (contact: Contact): string => {
  const once = read(contact.hello);
  return 'unknown' in once ? once.unknown : instead(contact.hello);
};
