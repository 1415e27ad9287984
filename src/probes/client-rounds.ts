import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { certificates, show, type Certificate, type Shown } from './client-certificates.ts';
import { refusalOf } from './client-refusal.ts';
import { again, first, oncePerTarget } from './common.ts';
import { lower, mute, type Handshake } from './handshake.ts';
import { tls10, tls12, tls13 } from './offers.ts';
import { chosenIn } from './outcome.ts';
import { survey, tlsAnswers, type Survey } from './survey.ts';
import { acceptedVersions } from './versions.ts';

/** One version: whether the server asks for a certificate in it, and what came of showing none and each of those that there are. */
export interface Round {
  readonly version: number;
  readonly asksFor: Leaf<boolean>;
  readonly answer: Answer | null; // to a client without certificate
  readonly without: Leaf<string>; // how that was refused, '' where it was not
  readonly shown: Readonly<Partial<Record<Certificate, Shown>>>;
}

interface Course {
  readonly dial: Dial;
  readonly asked: Asked;
  readonly seen: Survey;
}

/** Whether a certificate is asked for, by the answers in which the server got to say so. */
export function asksIn(answers: readonly Answer[], reason: string): Leaf<boolean> {
  if (answers.some(({ certificateRequest }) => certificateRequest !== null)) return true;
  if (answers.some(({ flightComplete }) => flightComplete)) return false;
  return couldNotLook(reason || 'the handshake ended before the server could ask for a certificate');
}

const inVersion = (answers: readonly Answer[], version: number): Answer[] =>
  answers.filter(({ serverHello }) => serverHello?.version === version);

/** TLS 1.3, and the highest version below it that this engine can speak. */
function spokenVersions({ versions }: Survey): number[] {
  const accepted = acceptedVersions(versions);
  const below = accepted.find((version) => version <= tls12);
  return [...accepted.filter((version) => version === tls13), ...(below !== undefined && below >= tls10 ? [below] : [])];
}

const madeIn = ({ seen: { handshake } }: Course, version: number): boolean =>
  handshake.answer !== null && handshake.tls13 === (version === tls13);

/** The handshake of TLS 1.3 where another one was made in its place; closed without a word, it is made once more. */
async function handshake13({ dial, asked, seen: { contact } }: Course): Promise<Handshake> {
  const { hello } = contact;
  if (chosenIn(hello)?.version !== tls13 || hello.failure?.kind === 'unsupported')
    return { answer: null, tls13: true, reason: 'TLSv1.3 was not spoken to its end' };
  return { answer: mute(hello) ? await dial(again(first(asked, contact.serverName))) : hello, tls13: true, reason: '' };
}

async function handshakeIn(course: Course, version: number): Promise<Handshake> {
  if (madeIn(course, version)) return course.seen.handshake;
  return version === tls13 ? handshake13(course) : lower(course.dial, course.asked, course.seen);
}

async function readRound(course: Course, version: number): Promise<Round> {
  const { dial, asked, seen } = course;
  const handshake = await handshakeIn(course, version);
  const { answer } = handshake;
  const asksFor = asksIn([...inVersion(tlsAnswers(seen), version), ...(answer ? [answer] : [])], handshake.reason);
  const shown: Partial<Record<Certificate, Shown>> = {};
  if (asksFor === true)
    for (const certificate of certificates) {
      const became = await show(dial, { asked, serverName: seen.contact.serverName, version }, certificate);
      if (became) shown[certificate] = became;
    }
  return { version, asksFor, answer, without: refusalOf(handshake), shown };
}

/** What the flight alone tells: nothing is asked for. */
const unasked = (version: number): Round => ({ version, asksFor: false, answer: null, without: '', shown: {} });

const closed = 'connection closed';
const refused = (refusal: Leaf<string> | undefined): boolean => typeof refusal === 'string' && refusal !== '';
const served = ({ without, shown }: Round): boolean => without === '' || Object.values(shown).some(({ refusal }) => refusal === '');

/**
 * Who closes on one client without a word refuses it where another is served in the same version, or where the same client is refused in
 * TLS 1.2 before the server's Finished: somebody is there.
 */
function settle(round: Round, others: readonly Round[]): Round {
  const there = served(round);
  const elsewhere = (refusal: (other: Round) => Leaf<string> | undefined): boolean => others.some((other) => refused(refusal(other)));
  const shown = certificates.flatMap((name): [Certificate, Shown][] => {
    const each = round.shown[name];
    if (!each) return [];
    return [[name, each.mute && (there || elsewhere((other) => other.shown[name]?.refusal)) ? { ...each, refusal: closed } : each]];
  });
  const silent = isUnknown(round.without) && round.answer !== null && mute(round.answer);
  const without = silent && (there || elsewhere((other) => other.without)) ? closed : round.without;
  return { ...round, without, shown: Object.fromEntries(shown) };
}

const open = (round: Round): boolean =>
  Object.values(settle(round, []).shown).some(({ mute: silent, refusal }) => silent && isUnknown(refusal));

async function look(dial: Dial, asked: Asked): Promise<Round[]> {
  const seen = await survey(dial, asked);
  const course = { dial, asked, seen };
  const answers = tlsAnswers(seen);
  const asks = asksIn(answers, '') !== false;
  const rounds: Round[] = [];
  for (const version of spokenVersions(seen)) {
    const free = asksIn(inVersion(answers, version), '') === false && !madeIn(course, version);
    const wanted = asked.depth === 'full' ? asks : madeIn(course, version) || rounds.some(open);
    if (wanted || madeIn(course, version)) rounds.push(await readRound(course, version));
    else if (free) rounds.push(unasked(version));
  }
  return rounds.map((round) =>
    settle(
      round,
      rounds.filter((other) => other !== round),
    ),
  );
}

/**
 * What is known of client certificates, by version, the highest first. A decision asks in the version that is spoken, and in the one below it where
 * TLS 1.3 leaves it open; what a flight shows for nothing is told of the other version too. Made once.
 */
export const readRounds = oncePerTarget(look);
