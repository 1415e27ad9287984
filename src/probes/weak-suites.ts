import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import type { CipherSuite } from '../model/registry.ts';
import { again, spent } from './common.ts';
import { askedSuites, leafSuites, tls12, tls13 } from './offers.ts';
import { ask } from './outcome.ts';
import { acceptedVersions, type Versions } from './versions.ts';

/** The suites asked at one version: what is settled, and what is still to ask. */
interface Round {
  readonly version: number;
  readonly settled: Map<number, Leaf<boolean>>;
  pending: CipherSuite[];
  leaves: CipherSuite[]; // good suites that would show a kind of certificate not seen yet; they ride along
  readonly kindsFound: Set<number>;
  readonly answers: Answer[];
  readonly silent: Set<number>;
  asks: number;
}

/**
 * How bad it is, coarsely: 0 protects nothing, 1 is broken, 2 is neither, 3 lacks forward secrecy alone. The worst are offered first, for
 * servers that follow the client's order; and after one find, the other kinds are asked before the rest of the same kind.
 */
function kind(suite: CipherSuite): number {
  if (suite.export || suite.enc === 'NULL' || suite.auth === 'anon') return 0;
  if (suite.bits < 128 || suite.enc.startsWith('RC4') || suite.mac === 'HMAC-MD5') return 1;
  return suite.forwardSecrecy ? 2 : 3;
}

const found = (round: Round, id: number): void => {
  const suite = round.pending.find((each) => each.id === id);
  if (!suite) return;
  round.settled.set(id, true);
  round.kindsFound.add(kind(suite));
  round.pending = round.pending.filter((each) => each.id !== id);
};

const settle = (round: Round, suites: readonly CipherSuite[], value: Leaf<boolean>): void => {
  const gone = new Set(suites);
  for (const suite of suites) round.settled.set(suite.id, value);
  round.pending = round.pending.filter((suite) => !gone.has(suite));
};

/**
 * A server with two certificates that follows its own order shows the other one only where the first is not offered. What the rules ask
 * about is offered anyway: suites of the kinds not seen yet cost no connection more, unless there is such a certificate.
 */
function unseenLeaves(version: number, pending: readonly CipherSuite[], { answers }: Versions): CipherSuite[] {
  const asked = new Set(pending);
  const chosen = new Set(answers.map(({ serverHello }) => serverHello?.suite));
  const suites = leafSuites(version);
  const seen = new Set(suites.filter(({ id }) => chosen.has(id)).map(({ auth }) => auth));
  return suites.filter((suite) => !seen.has(suite.auth) && !asked.has(suite));
}

/** Suites that the server has chosen in earlier answers are known at no cost. */
function begin(version: number, names: readonly string[], versions: Versions): Round {
  const pending = askedSuites(names, version).sort((one, other) => kind(one) - kind(other));
  const leaves = version === acceptedVersions(versions).find((each) => each <= tls12) ? unseenLeaves(version, pending, versions) : [];
  const round: Round = { version, settled: new Map(), pending, leaves, kindsFound: new Set(), answers: [], silent: new Set(), asks: 0 };
  for (const { serverHello } of versions.answers) if (serverHello?.version === version) found(round, serverHello.suite);
  return round;
}

const offer = ({ pending, kindsFound }: Round, length: number): CipherSuite[] => {
  const unseen = pending.filter((suite) => !kindsFound.has(kind(suite)));
  return (unseen.length > 0 ? unseen : pending).slice(0, length);
};

interface Course {
  readonly dial: Dial;
  readonly serverName: string;
  readonly length: number; // the most suites in one hello
}

/** One hello: a refusal settles all of it, a choice settles one suite, anything else ends the questions about this version. */
async function askOnce({ dial, serverName, length }: Course, round: Round): Promise<void> {
  const offered = offer(round, length);
  const leaves = round.leaves.slice(0, length - offered.length);
  round.asks += 1;
  const attempt = {
    name: `suites-${round.version.toString(16)}-${round.asks}`,
    kind: 'hello',
    hello: { versions: [round.version], suites: [...offered, ...leaves].map(({ id }) => id), serverName },
  } as const;
  const outcome = await ask(dial, { attempt, again: again(attempt) });
  if ('refused' in outcome && outcome.silent) for (const { id } of offered) round.silent.add(id);
  if ('chosen' in outcome) {
    round.answers.push(outcome.answer);
    found(round, outcome.chosen.suite);
    const shown = leaves.find(({ id }) => id === outcome.chosen.suite)?.auth;
    round.leaves = round.leaves.filter(({ auth }) => auth !== shown);
  } else if ('refused' in outcome) settle(round, offered, false);
  else settle(round, round.pending, couldNotLook(outcome.unknown));
}

export interface SuiteAnswers {
  readonly version: number;
  readonly settled: ReadonlyMap<number, Leaf<boolean>>;
  readonly answers: readonly Answer[]; // in which the server chose one of them
  readonly silent: ReadonlySet<number>; // suites that were refused without a reason
}

interface Means {
  readonly dial: Dial;
  readonly serverName: string;
  readonly left: () => number; // connections that these questions may still cost
}

/**
 * Which of the suites asked are accepted, at every accepted version: only these are offered, so one refusal proves them all absent, and
 * each find costs one hello more. The versions take turns; what the connections do not suffice for is unknown.
 */
export async function readSuites(asked: Asked, versions: Versions, { dial, serverName, left }: Means): Promise<SuiteAnswers[]> {
  const rounds = acceptedVersions(versions).map((version) => begin(version, asked.sets['tls.suites'] ?? [], versions));
  // What there is to find at TLS 1.3 are two suites that hardly exist: last.
  rounds.sort((one, other) => Number(one.version === tls13) - Number(other.version === tls13));
  const open = (): Round[] => rounds.filter(({ pending }) => pending.length > 0);
  while (open().length > 0 && left() > 0) {
    for (const round of open()) if (left() > 0) await askOnce({ dial, serverName, length: versions.longest }, round);
  }
  for (const round of open()) settle(round, round.pending, spent(asked));
  return rounds;
}
