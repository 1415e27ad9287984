import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { tlsVersions } from '../model/registry.ts';
import { again, instead, only13, unrecognizedName, upTo, upToAgain } from './common.ts';
import type { Contact } from './contact.ts';
import { provingLength, ssl3, tls12, tls13, usualLength } from './offers.ts';
import { ask, believedOfLongLists, believedOfOldVersions, chosenIn, read, type Outcome, type Reply } from './outcome.ts';

/** Which versions are accepted, as far as was asked. */
export interface Versions {
  readonly accepted: ReadonlyMap<number, Leaf<boolean>>;
  readonly answers: readonly Answer[]; // in which the server chose a version and a suite that were offered
  readonly longest: number; // so many suites the server has read and answered in one hello
  readonly silent: ReadonlySet<number>; // versions that were refused without a reason
  readonly dropped: boolean; // the server closed a connection without a word, and answered the same question on the next
}

/** What is known so far, while it is being asked. */
interface Progress {
  readonly accepted: Map<number, Leaf<boolean>>;
  readonly answers: Answer[];
  longest: number;
  readonly silent: Set<number>;
  dropped: boolean;
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
    const { version, downgradeSentinel } = outcome.chosen;
    progress.answers.push(outcome.answer);
    progress.accepted.set(version, true);
    // RFC 8446 section 4.1.3: the server says that it speaks more, which it then did not choose.
    const unsure = downgradeSentinel && max === tls13;
    setBetween(
      progress,
      [version, max],
      unsure ? couldNotLook('the server says that it speaks a higher version, but did not choose it') : false,
    );
    return version - 1;
  }
  setBetween(progress, [0, max], 'refused' in outcome ? false : couldNotLook(outcome.unknown));
  return 0;
}

/** TLS 1.3 by itself, where the first hello left it open. */
async function askOnly13(dial: Dial, contact: Contact, progress: Progress): Promise<void> {
  const attempt = only13(contact.serverName);
  const outcome = await ask(dial, { attempt, again: again(attempt) });
  if ('chosen' in outcome) progress.answers.push(outcome.answer);
  if ('refused' in outcome && outcome.silent) progress.silent.add(tls13);
  progress.dropped ||= outcome.dropped;
  progress.accepted.set(tls13, 'chosen' in outcome ? true : 'refused' in outcome ? false : couldNotLook(outcome.unknown));
}

/** What the first hello says; gives the next version to ask. */
async function fromFirst(dial: Dial, contact: Contact, progress: Progress): Promise<number> {
  const chosen = chosenIn(contact.hello);
  if (!chosen || (chosen.version !== tls13 && chosen.downgradeSentinel)) await askOnly13(dial, contact, progress);
  return chosen ? note(progress, tls13, { chosen, answer: contact.hello }) : tls12;
}

const wanted = (asked: Asked, max: number): boolean =>
  (asked.sets['tls.suites'] ?? []).length > 0 ||
  tlsVersions.some(({ name, id }) => id <= max && (asked.sets['tls.versions'] ?? []).includes(name));

/** A long list may be what is refused, and so may the suites of SSLv3, which are asked in two parts. */
const believedAt = (max: number, length: number): readonly number[] | undefined => {
  if (length > usualLength || max === ssl3) return believedOfLongLists;
  return max < tls12 ? believedOfOldVersions : undefined;
};

/** One question about everything up to `max`. */
async function askUpTo(dial: Dial, asked: Asked, question: { contact: Contact; progress: Progress; max: number }): Promise<number> {
  const { contact, progress, max } = question;
  const length = max === tls12 ? provingLength(asked.sets['tls.suites'] ?? []) : usualLength;
  const attempt = upTo(max, asked, contact.serverName);
  const outcome: Reply = await ask(dial, { attempt, again: upToAgain(max, contact.serverName), believed: believedAt(max, length) });
  progress.dropped ||= outcome.dropped;
  if ('chosen' in outcome && outcome.answer.attempt === attempt.name) progress.longest = Math.max(progress.longest, length);
  return note(progress, max, outcome);
}

/** A server that refuses all is one whose words were not found: not one without versions. */
function unlessNone(progress: Progress, contact: Contact): Versions {
  const { accepted } = progress;
  if ([...accepted.values()].some((value) => value === true || isUnknown(value))) return progress;
  const reason = couldNotLook(`the server refused every ClientHello: ${instead(contact.hello)}`);
  return { ...progress, accepted: new Map([...accepted.keys()].map((id) => [id, reason])) };
}

/** Asks from the highest version down until one is refused. One refused hello covers all versions below it. */
export async function readVersions(dial: Dial, asked: Asked, contact: Contact): Promise<Versions> {
  const progress: Progress = { accepted: new Map(), answers: [], longest: usualLength, silent: new Set(), dropped: false };
  const { alert, serverHello } = contact.hello;
  // The server wants another name than those there are to try: it would say the same to every hello.
  if (alert?.description === unrecognizedName && !serverHello) {
    note(progress, tls13, { unknown: instead(contact.hello) });
    return progress;
  }
  let max = await fromFirst(dial, contact, progress);
  while (max >= ssl3 && wanted(asked, max)) max = await askUpTo(dial, asked, { contact, progress, max });
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
