import type { Answer, Attempt, Dial } from '../model/attempt.ts';
import type { Asked } from '../model/probe.ts';
import { again, first, hungUp, instead, upTo } from './common.ts';
import { tls12 } from './offers.ts';
import { chosenIn } from './outcome.ts';
import type { Survey } from './survey.ts';
import { acceptedVersions } from './versions.ts';

/** A name that no server has: RFC 6761 section 6.4 keeps it so. */
export const nobodysName = 'no-such-server.invalid';

/** What a server name other than the first was answered with. */
export interface NameAnswer {
  readonly name: string; // '' for none
  readonly configured: boolean; // asked for by a scrape or by the user
  readonly answer: Answer;
}

/** The connection was ended without a ServerHello. */
export const closedOnHello = (answer: Answer): boolean => answer.serverHello === null && hungUp(answer);

const attemptName = (name: string): string => `server-name ${name}`;

/** The names beyond the first: those that were asked for, and in full depth none at all and one that nobody has. */
function namesBeside(asked: Asked, taken: readonly (string | undefined)[]): string[] {
  const more = asked.depth === 'full' ? ['', nobodysName] : [];
  return [...new Set([...asked.serverNames, ...more])].filter((name) => !taken.includes(name));
}

/** The attempts that these names may cost, for the plan. */
export const nameAttempts = (asked: Asked): string[] =>
  namesBeside(asked, []).flatMap((name) => [attemptName(name), `${attemptName(name)}-again`]);

/** The cheapest way to see a certificate: a plaintext flight where TLS 1.2 is accepted, else a handshake of TLS 1.3. */
function helloFor(seen: Survey, asked: Asked, name: string): Attempt {
  const highest = acceptedVersions(seen.versions).find((version) => version <= tls12);
  return highest === undefined ? first(asked, name) : upTo(highest, asked, name);
}

/**
 * How the first name fares in the same hello: '' where it is served, else what came instead. Only where it is served is what another name meets
 * about that name. Mostly it was asked before, and costs nothing.
 */
export async function firstInTheSameHello(dial: Dial, asked: Asked, seen: Survey): Promise<string> {
  const attempt = helloFor(seen, asked, seen.contact.serverName);
  const answer = await dial(attempt);
  const { handshake } = seen;
  const repeated = attempt.kind === 'tls13' && handshake.tls13 ? handshake.answer : null;
  return chosenIn(answer) || (repeated && chosenIn(repeated)) ? '' : instead(answer);
}

/** Asks under every name beyond the first, once more where the connection was closed without a word. Asking it again costs nothing. */
export async function nameAnswers(dial: Dial, asked: Asked, seen: Survey): Promise<NameAnswer[]> {
  const { serverName, refusedName } = seen.contact;
  const answers: NameAnswer[] = [];
  for (const name of namesBeside(asked, [serverName, refusedName?.name])) {
    const attempt = { ...helloFor(seen, asked, name), name: attemptName(name) };
    const once = await dial(attempt);
    const answer = closedOnHello(once) ? await dial(again(attempt)) : once;
    answers.push({ name, configured: asked.serverNames.includes(name), answer });
  }
  return answers;
}
