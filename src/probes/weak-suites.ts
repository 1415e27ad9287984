import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import type { CipherSuite } from '../model/registry.ts';
import { askedAt, decisiveSuites } from './asked-suites.ts';
import { grease } from './chunks.ts';
import { spent } from './common.ts';
import { leafSuites, tls12, tls13 } from './offers.ts';
import type { SuiteAnswers, Suites } from './suite-answers.ts';
import { askSuites } from './suite-hello.ts';
import { acceptedVersions, type Versions } from './versions.ts';

/** The suites asked at one version: what is settled, and what is still to ask. */
interface Round {
  readonly version: number;
  readonly settled: Map<number, Leaf<boolean>>;
  pending: readonly CipherSuite[];
  leaves: readonly CipherSuite[]; // good suites that would show a kind of certificate not seen yet; they ride along
  readonly answers: Answer[];
  readonly silent: Set<number>;
  asks: number;
}

/** All versions together: a set of suites that a rule asks for is decided by one find, at whatever version. */
interface Search {
  readonly rounds: readonly Round[];
  undecided: readonly ReadonlySet<number>[] | null; // null: every answer is wanted
  exhaustive: boolean; // nothing was left out because a find had decided
  lied: string; // the server takes whatever it is offered: how that is known, else ''
}

/** What is known of the server already, and what these questions may still cost. */
export interface Means {
  readonly dial: Dial;
  readonly serverName: string;
  readonly left: () => number; // connections
}

/** A find settles one suite, and leaves out all those that only sets which it decides ask for. */
function found(search: Search, round: Round, id: number): void {
  if (!round.pending.some((suite) => suite.id === id)) return;
  round.settled.set(id, true);
  round.pending = round.pending.filter((suite) => suite.id !== id);
  const { undecided } = search;
  const open = undecided?.filter((set) => !set.has(id));
  if (!open || open.length === undecided?.length) return;
  search.undecided = open;
  for (const each of search.rounds) {
    const wanted = each.pending.filter((suite) => open.some((set) => set.has(suite.id)));
    if (wanted.length < each.pending.length) search.exhaustive = false;
    each.pending = wanted;
  }
}

function settle(round: Round, suites: readonly CipherSuite[], value: Leaf<boolean>): void {
  const gone = new Set(suites);
  for (const suite of suites) round.settled.set(suite.id, value);
  round.pending = round.pending.filter((suite) => !gone.has(suite));
}

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

function begin(asked: Asked, version: number, versions: Versions): Round {
  const pending = askedAt(asked, version);
  const leaves = version === acceptedVersions(versions).find((each) => each <= tls12) ? unseenLeaves(version, pending, versions) : [];
  return { version, settled: new Map(), pending, leaves, answers: [], silent: new Set(), asks: 0 };
}

/** Suites that the server has chosen in earlier answers are known at no cost. What there is to find at TLS 1.3 are two suites that hardly exist: last. */
function beginAll(asked: Asked, versions: Versions): Search {
  const accepted = acceptedVersions(versions);
  const rounds = [...accepted.filter((version) => version !== tls13), ...accepted.filter((version) => version === tls13)].map((version) =>
    begin(asked, version, versions),
  );
  const sets = decisiveSuites(asked);
  const search: Search = { rounds, undecided: sets.length > 0 ? sets : null, exhaustive: true, lied: '' };
  for (const { serverHello } of versions.answers)
    for (const round of rounds) if (serverHello?.version === round.version) found(search, round, serverHello.suite);
  return search;
}

/** One hello: a refusal settles all of it, a choice settles one suite, anything else ends the questions about this version. */
async function askOnce({ dial, serverName }: Means, length: number, { search, round }: { search: Search; round: Round }): Promise<void> {
  const offered = round.pending.slice(0, length);
  const leaves = round.leaves.slice(0, length - offered.length);
  round.asks += 1;
  const { version } = round;
  const suites = [...offered, ...leaves].map(({ id }) => id);
  const reply = await askSuites(dial, { name: `suites-${version.toString(16)}-${round.asks}`, version, suites, serverName });
  if ('lied' in reply) search.lied = reply.lied;
  else if ('chosen' in reply) {
    const { suite } = reply.chosen;
    round.answers.push(reply.answer);
    found(search, round, suite);
    const shown = leaves.find(({ id }) => id === suite)?.auth;
    round.leaves = round.leaves.filter(({ auth }) => auth !== shown);
  } else if ('refused' in reply) {
    if (reply.silent) for (const { id } of offered) round.silent.add(id);
    settle(round, offered, false);
  } else settle(round, round.pending, couldNotLook(reply.unknown));
}

/** Of a server that takes whatever it is offered nothing is known. */
const answersOf = ({ lied }: Search, round: Round): SuiteAnswers => {
  const settled = lied === '' ? round.settled : new Map([...round.settled.keys()].map((id) => [id, couldNotLook(lied)]));
  return { ...round, settled, groups: new Map(), silentGroups: new Set() };
};

/**
 * Which of the suites asked are accepted, at every accepted version, as far as it takes to decide: only these are offered, so one refusal proves
 * them all absent, and each find costs one hello more. The versions take turns; what the connections do not suffice for is unknown.
 */
export async function readSuites(asked: Asked, versions: Versions, means: Means): Promise<Suites> {
  const search = beginAll(asked, versions);
  const { rounds } = search;
  const length = versions.longest - grease.length;
  const open = (): Round[] => rounds.filter(({ pending }) => pending.length > 0);
  while (open().length > 0 && means.left() > 0 && search.lied === '') {
    for (const round of open())
      if (round.pending.length > 0 && means.left() > 0 && search.lied === '') await askOnce(means, length, { search, round });
  }
  for (const round of open()) settle(round, round.pending, spent(asked));
  return { answers: rounds.map((round) => answersOf(search, round)), exhaustive: search.exhaustive, preference: [] };
}
