import type { Answer, Attempt, Dial, HelloSpec } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { tlsVersions } from '../model/registry.ts';
import { again, first } from './common.ts';
import { ssl3, suitesUpTo, tls12, tls13, usualLength } from './offers.ts';
import { ask, type Outcome } from './outcome.ts';
import type { Survey } from './survey.ts';
import { acceptedVersions } from './versions.ts';

/** What only a question of its own shows of a session. */
export interface Questioned {
  readonly compression: Leaf<boolean | null>;
  readonly h2: Leaf<boolean>;
  readonly withoutTickets: Answer | null; // to a hello of TLS 1.2 or less that takes none, where one was answered
  readonly fallback: Leaf<boolean | null>;
}

/** What the questions are made of. */
interface Means {
  readonly dial: Dial;
  readonly asked: Asked;
  readonly seen: Survey;
  readonly answers: readonly Answer[]; // in which the server chose what it was offered
}

const http2 = 'h2';
const noApplicationProtocol = 120; // RFC 7301 section 3.2
const inappropriateFallback = 86;
const fallbackScsv = 0x5600;
const compressed = { compression: true, tickets: false } as const;

/** The questions that `questioned` may ask, for the plan. */
export const sessionQuestions: readonly string[] = ['compression-h2', 'compression', 'h2', 'h2-tls13', 'fallback'].flatMap((name) => [
  name,
  `${name}-again`,
]);

/** The suites that the server has chosen at this version, else the usual ones: what is asked beside them is what decides. */
function suitesAt(version: number, answers: readonly Answer[]): number[] {
  const chosen = answers.flatMap(({ serverHello }) => (serverHello?.version === version ? [serverHello.suite] : []));
  return chosen.length > 0 ? [...new Set(chosen)].slice(0, usualLength / 2) : suitesUpTo(version, usualLength / 2);
}

/** One hello at this version, with what is asked of it. */
function attemptAt(name: string, version: number, { seen, answers }: Means, given: Partial<HelloSpec>): Attempt {
  const hello = { versions: [version], suites: suitesAt(version, answers), serverName: seen.contact.serverName, ...given };
  return { name, kind: 'hello', hello };
}

/** The answer where it is one to a hello that only the question can have been refused for; else the outcome. */
async function put(dial: Dial, attempt: Attempt, telling: number): Promise<{ readonly told: true } | Outcome> {
  const answer = await dial(attempt);
  if (answer.alert?.description === telling && !answer.serverHello) return { told: true };
  return ask(dial, { attempt, again: again(attempt) });
}

const unknownOf = (outcome: { refused: string } | { unknown: string }): Leaf<never> =>
  couldNotLook('refused' in outcome ? `refused: ${outcome.refused}` : outcome.unknown);

/** RFC 7301: h2 alone is offered; the server chooses it, chooses none, or refuses by no_application_protocol. */
async function askH2(dial: Dial, attempt: Attempt): Promise<Leaf<boolean>> {
  const outcome = await put(dial, attempt, noApplicationProtocol);
  if ('told' in outcome) return false;
  return 'chosen' in outcome ? outcome.chosen.alpn === http2 : unknownOf(outcome);
}

async function askCompression(dial: Dial, attempt: Attempt): Promise<Pick<Questioned, 'compression' | 'withoutTickets'>> {
  const outcome = await ask(dial, { attempt, again: again(attempt) });
  if (!('chosen' in outcome)) return { compression: unknownOf(outcome), withoutTickets: null };
  return { compression: outcome.chosen.compression !== 0, withoutTickets: outcome.answer };
}

/** Both in one hello; apart, where that is refused. */
async function compressionAndH2(version: number, means: Means): Promise<Omit<Questioned, 'fallback'>> {
  const { dial } = means;
  const alpn = [http2];
  const both = await put(dial, attemptAt('compression-h2', version, means, { alpn, ...compressed }), noApplicationProtocol);
  if ('chosen' in both) return { compression: both.chosen.compression !== 0, h2: both.chosen.alpn === http2, withoutTickets: both.answer };
  const compression = await askCompression(dial, attemptAt('compression', version, means, compressed));
  return { ...compression, h2: 'told' in both ? false : await askH2(dial, attemptAt('h2', version, means, { alpn })) };
}

/** Only TLS 1.3, whose choice is encrypted: a handshake, with a request that a server of HTTP/2 does not take for one. */
function onlyTls13({ dial, asked, seen }: Means): Promise<Leaf<boolean>> {
  const attempt = first({ ...asked, paths: ['/'] }, seen.contact.serverName);
  if (attempt.kind !== 'tls13') throw new TypeError('the first attempt is a handshake of TLS 1.3');
  return askH2(dial, { ...attempt, name: 'h2-tls13', hello: { ...attempt.hello, versions: [tls13], alpn: [http2] } });
}

/** RFC 7507: a hello below the server's highest version that says it falls back is refused by inappropriate_fallback. */
async function askFallback(means: Means): Promise<Leaf<boolean | null>> {
  const { versions } = means.seen;
  const [, second] = acceptedVersions(versions);
  const open = tlsVersions.map(({ id }) => versions.accepted.get(id)).find(isUnknown);
  if (second === undefined) return open ?? null;
  const attempt = attemptAt('fallback', second, means, { suites: [...suitesAt(second, means.answers), fallbackScsv] });
  const outcome = await put(means.dial, attempt, inappropriateFallback);
  if ('told' in outcome) return true;
  return 'chosen' in outcome ? false : unknownOf(outcome);
}

/** Three connections at the most on a server in order, two where it has only TLS 1.3. */
export async function questioned(means: Means): Promise<Questioned> {
  const accepted = acceptedVersions(means.seen.versions);
  const highest = accepted.find((version) => version <= tls12);
  const fallback = await askFallback(means);
  if (highest !== undefined && highest > ssl3) return { ...(await compressionAndH2(highest, means)), fallback };
  if (highest === undefined) return { compression: null, h2: await onlyTls13(means), withoutTickets: null, fallback };
  const compression = await askCompression(means.dial, attemptAt('compression', highest, means, compressed));
  return { ...compression, h2: accepted.includes(tls13) ? await onlyTls13(means) : false, fallback };
}
