import type { Answer, Attempt, Dial, Failure } from '../model/attempt.ts';
import { couldNotLook, outOfMode, type Fact, type Unknown } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import type { ReasonCode } from '../model/reason.ts';
import { tlsVersions } from '../model/registry.ts';
import { clean } from '../model/text.ts';
import { provingLength } from './asked-suites.ts';
import { chunksUpTo, halvesOf } from './chunks.ts';
import { firstSuites, ssl3, ssl3Suites, suites13, suitesUpTo, tls10, tls12, tls13, usualLength } from './offers.ts';

/**
 * The attempts that several probes share, by name: a second ask of a name is answered from the first, so each probe reads from the
 * start what it needs and the target still sees one connection a name.
 */

const request = ({ paths }: Asked) => ({ path: paths[0] ?? '/' });
const from = (highest: number, lowest: number): number[] => tlsVersions.map(({ id }) => id).filter((id) => id <= highest && id >= lowest);

/** The real TLS 1.3 handshake that a server of TLS 1.2 or less answers with its plaintext flight. */
export const first = (asked: Asked, serverName: string): Attempt => ({
  name: serverName === asked.serverNames[0] ? 'first' : 'first-other-name',
  kind: 'tls13',
  hello: { versions: from(tls13, tls10), suites: firstSuites, serverName },
  request: request(asked),
});

export const plaintext = (asked: Asked): Attempt => ({ name: 'plaintext', kind: 'http', request: request(asked) });

/** The real handshake with a server that has no TLS 1.3, or none that this engine can speak. */
export const handshake12 = (asked: Asked, serverName: string): Attempt => ({
  name: 'handshake12',
  kind: 'tls12',
  serverName,
  request: request(asked),
});

/** TLS 1.3 alone: a HelloRetryRequest names the server's suite and group and costs it no signature. */
export const only13 = (serverName: string): Attempt => ({
  name: 'tls13',
  kind: 'hello',
  hello: { versions: [tls13], suites: suites13, serverName },
});

const versionNames: Readonly<Record<number, string>> = { 0x0303: 'tls12', 0x0302: 'tls11', 0x0301: 'tls10', 0x0300: 'ssl3' };

/** What everything up to `max` is asked with first: in full depth a list like those that follow, else as much as is asked about later. */
function firstChunk(max: number, asked: Asked): readonly number[] {
  if (asked.depth === 'full') return chunksUpTo(max)[0] ?? [];
  return max === ssl3 ? ssl3Suites(false) : suitesUpTo(max, max === tls12 ? provingLength(asked) : usualLength);
}

const nameUpTo = (max: number): string => versionNames[max] ?? `tls-${max}`;
const helloUpTo = (name: string, max: number, suites: readonly number[], serverName: string): Attempt => ({
  name,
  kind: 'hello',
  hello: { versions: from(max, ssl3), suites, serverName },
});

/** Everything from SSLv3 up to `max`: the answer names the server's highest version among them, a refusal refuses them all. */
export const upTo = (max: number, asked: Asked, serverName: string): Attempt =>
  helloUpTo(nameUpTo(max), max, firstChunk(max, asked), serverName);

/** … and with all other suites that there are up to `max`, where everything is asked. */
export const upToInFull = (max: number, asked: Asked, serverName: string): Attempt[] => [
  upTo(max, asked, serverName),
  ...chunksUpTo(max)
    .slice(1)
    .map((suites, index) => helloUpTo(`${nameUpTo(max)}-${index + 2}`, max, suites, serverName)),
];

/** The same question in another shape: a short list; for SSLv3, the suites with elliptic curves. */
export const upToAgain = (max: number, serverName: string): Attempt =>
  max === ssl3
    ? helloUpTo(`${nameUpTo(max)}-curves`, max, ssl3Suites(true), serverName)
    : helloUpTo(`${nameUpTo(max)}-again`, max, suitesUpTo(max, usualLength / 2), serverName);

/** The same question in two halves: the list may have been too long. */
export const inHalves = (attempt: Attempt): Attempt[] =>
  attempt.kind === 'hello'
    ? halvesOf(attempt.hello.suites).map((suites, index) => ({
        ...attempt,
        name: `${attempt.name}-again${index === 0 ? '' : `-${index + 1}`}`,
        hello: { ...attempt.hello, suites },
      }))
    : [];

export const again = (attempt: Attempt): Attempt => ({ ...attempt, name: `${attempt.name}-again` });

/** The name to try where the first one is not recognised: none where one was sent, and the reverse. */
export const otherName = ({ serverNames }: Asked): string | undefined => (serverNames[0] ? '' : serverNames.find((name) => name !== ''));

/** SSLv2, with its own hello: refusing TLS says nothing of it. */
export const onlySslv2: Attempt = { name: 'sslv2', kind: 'sslv2' };

const questions: readonly string[] = ['sslv2', 'tls13', 'tls12', 'tls11', 'tls10'];

/** Every attempt that learning how the port speaks, with which versions, may need. */
export const sharedAttempts = (asked: Asked): string[] => [
  'first',
  ...(otherName(asked) === undefined ? [] : ['first-other-name']),
  'plaintext',
  ...questions.flatMap((name) => [name, `${name}-again`]),
  'ssl3',
  'ssl3-curves',
  'handshake12',
  'first-again',
  'still-there',
];

/** Makes of one target's answers what several probes read, once. */
export function oncePerTarget<T>(make: (dial: Dial, asked: Asked) => Promise<T>): (dial: Dial, asked: Asked) => Promise<T> {
  const made = new WeakMap<Dial, WeakMap<Asked, Promise<T>>>();
  return (dial, asked) => {
    const ofTarget = made.get(dial) ?? new WeakMap<Asked, Promise<T>>();
    const value = ofTarget.get(asked) ?? make(dial, asked);
    made.set(dial, ofTarget.set(asked, value));
    return value;
  };
}

/**
 * What is known of a course of attempts: how many there were, each name once, and whether the last question about TLS met silence,
 * or internal_error, which tells as little.
 */
interface Count {
  readonly dial: Dial;
  readonly count: () => number;
  readonly silent: () => boolean;
}

/** A dial that keeps count. */
export function counting(dial: Dial): Count {
  const names = new Set<string>();
  let silent = false;
  return {
    async dial(attempt) {
      names.add(attempt.name);
      const answer = await dial(attempt);
      if (attempt.kind !== 'http') silent = answer.spoke === 'nothing' || answer.alert?.description === internalError;
      return answer;
    },
    count: () => names.size,
    silent: () => silent,
  };
}

/** OpenSSL's word for a version that its security level forbids, and others' word for too much to do. */
export const internalError = 80;

/** RFC 6066 section 3: the server does not know the name that was sent, or wants one. */
export const unrecognizedName = 112;

/** "alert 116 certificate_required" */
export const alertText = ({ alert }: Answer): string => (alert ? clean(`alert ${alert.description} ${alert.name}`) : '');

const closeNotify = 0;
/** close_notify, user_canceled, no_renegotiation: these end a connection, or not even that, without refusing anybody (RFC 8446 section 6.1). */
const courtesies: ReadonlySet<number> = new Set([closeNotify, 90, 100]);
export const refusedByAlert = ({ alert }: Answer): boolean => alert !== null && !courtesies.has(alert.description);

/** The server ended the connection, whatever came before. */
export const hungUp = ({ failure }: Answer): boolean => failure?.kind === 'closed' || failure?.kind === 'reset';

/** What came instead of an answer, for people. */
export function instead(answer: Answer): string {
  if (answer.alert && answer.alert.description !== closeNotify) return alertText(answer);
  if (answer.failure) return clean(answer.failure.text);
  return answer.spoke === 'http' ? 'an answer in HTTP' : 'no answer';
}

/** The codes of the ledger for what ended an attempt. */
const codes: Readonly<Partial<Record<Failure['kind'], ReasonCode>>> = {
  'connect-refused': 'unreachable',
  unreachable: 'unreachable',
  'connect-timeout': 'timed-out',
  timeout: 'timed-out',
  budget: 'over-budget',
  interrupted: 'interrupted',
};

/** That the attempt was not answered, and why. */
export const unanswered = (answer: Answer): Unknown =>
  couldNotLook(instead(answer), answer.failure ? (answer.failure.code ?? codes[answer.failure.kind]) : undefined);

export const observed = <T>(group: string, known: T): Fact<T> => ({ group, basis: 'observed', known });
export const notSeen = (group: string, reason: Unknown): Fact<never> => ({ group, basis: 'observed', ...reason });
export const noTls = (group: string): Fact<never> => ({ group, basis: 'observed', absent: 'the port does not speak TLS' });

export const spent = ({ most }: Asked): Unknown =>
  couldNotLook(`no connection is left for it within the bound of ${most} (--max-connections-per-endpoint)`, 'over-budget');

/** Of a group that a decision does not need. */
export const onlyInFull = outOfMode('looked at with --depth full only');
