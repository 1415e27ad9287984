import type { Answer } from '../model/attempt.ts';
import { couldNotLook, type Leaf, type Unknown } from '../model/fact.ts';
import { curvesOfTls12, groupsOfTls13, usualFirst } from '../model/groups.ts';
import { cipherSuites, groupId, groupName } from '../model/registry.ts';
import { parseCertificate } from '../x509/index.ts';
import { everySuiteAt } from './chunks.ts';
import { ssl3, tls12, tls13 } from './offers.ts';
import type { SuiteAnswers } from './suite-answers.ts';
import type { Versions } from './versions.ts';

/** What was offered, and what the server chose of it. */
export interface Choice {
  readonly offered: readonly number[];
  readonly chosen: number;
}

/**
 * The search for all suites of one version, and for all groups beside them. `both`: every hello offers the suites and the groups that are
 * still to find, so that each answer may find one of each. `groups`: suites that are known to be accepted, with the groups still to find.
 * `suites`: groups are found, or not asked at this version.
 */
export interface Search {
  readonly version: number;
  phase: 'both' | 'groups' | 'suites';
  chunks: number[][]; // suites still to find; the first list is being asked
  readonly settled: Map<number, Leaf<boolean>>;
  restGroups: number[]; // still to find, the likeliest first
  readonly groups: Map<number, Leaf<boolean>>;
  keep: number | null; // a group that is found and offered all the same, last: the curve of the server's ECDSA certificate
  doubtful: readonly number[] | null; // the groups with which the first list of suites was refused, where they may be why
  readonly answers: Answer[];
  readonly choices: Choice[];
  readonly silent: Set<number>;
  readonly silentGroups: Set<number>;
  asks: number;
  honest: boolean; // the server was offered what does not exist, and refused it
}

/** The usual curves, and what of a hybrid is likely to be met. */
const groups13 = usualFirst(groupsOfTls13, [29, 0x11ec, 23, 24, 25, 30]);

/** Groups are asked of TLS 1.3 and of the highest version below it; SSLv3 has no extension to ask in. */
function groupsAt(version: number, highestBelow: number | undefined): readonly number[] {
  if (version === tls13) return groups13;
  return version === highestBelow && version > ssl3 ? curvesOfTls12 : [];
}

export function beginSearch(version: number, versions: Versions, accepted: readonly number[]): Search {
  const restGroups = [
    ...groupsAt(
      version,
      accepted.find((each) => each <= tls12),
    ),
  ];
  const search: Search = {
    version,
    phase: restGroups.length > 0 ? 'both' : 'suites',
    chunks: everySuiteAt(version),
    settled: new Map(),
    restGroups,
    groups: new Map(),
    keep: null,
    doubtful: null,
    answers: [],
    choices: [],
    silent: new Set(),
    silentGroups: new Set(),
    asks: 0,
    honest: false,
  };
  for (const answer of versions.answers) if (answer.serverHello?.version === version) noteAnswer(search, answer);
  return search;
}

const withCurve: ReadonlySet<number> = new Set(cipherSuites.filter(({ kx }) => kx === 'ECDHE').map(({ id }) => id));
/** Whether the key exchange of the suite is made in a named group. */
export const usesGroup = (version: number, suite: number): boolean => version === tls13 || withCurve.has(suite);

/** A suite, and the group with it, that the server has chosen. */
export function noteAnswer(search: Search, answer: Answer): void {
  const { suite, group } = answer.serverHello ?? {};
  if (suite === undefined) return;
  search.answers.push(answer);
  search.settled.set(suite, true);
  search.chunks = search.chunks.map((chunk) => chunk.filter((id) => id !== suite)).filter((chunk) => chunk.length > 0);
  if (typeof group !== 'number') return;
  if (search.restGroups.includes(group)) foundGroup(search, group);
  else if (search.groups.has(group)) search.groups.set(group, true);
}

function foundGroup(search: Search, group: number): void {
  search.groups.set(group, true);
  search.restGroups = search.restGroups.filter((id) => id !== group);
  // With this group the list of suites was refused: that was about the suites.
  if (search.doubtful?.includes(group) === true) settleChunk(search, false);
  if (search.restGroups.length === 0) search.phase = 'suites';
}

/** Answers every suite of the first list. */
export function settleChunk(search: Search, value: Leaf<boolean>): void {
  for (const id of search.chunks.shift() ?? []) search.settled.set(id, value);
  search.doubtful = null;
}

/** Answers every group that was not found; what is left is to find suites. */
export function settleGroups(search: Search, value: Leaf<boolean>): void {
  for (const id of search.restGroups) search.groups.set(id, value);
  search.restGroups = [];
  search.phase = 'suites';
}

/** Nothing more can be learned. */
export function abandon(search: Search, reason: Unknown): void {
  while (search.chunks.length > 0) settleChunk(search, reason);
  settleGroups(search, reason);
}

export const isOpen = ({ chunks, restGroups }: Search): boolean => chunks.length > 0 || restGroups.length > 0;

/** Suites that are known to be accepted and use a group. */
export const knownWithGroup = ({ version, settled }: Search): number[] =>
  [...settled].filter(([id, value]) => value === true && usesGroup(version, id)).map(([id]) => id);

const ecdsa: ReadonlySet<number> = new Set(cipherSuites.filter(({ auth }) => auth === 'ECDSA').map(({ id }) => id));
const nist: Readonly<Record<string, string>> = { 'P-256': 'secp256r1', 'P-384': 'secp384r1', 'P-521': 'secp521r1', 'P-224': 'secp224r1' };

function curveIn({ certificates: [leaf], serverHello }: Answer): number | undefined {
  if (!leaf || !serverHello || !ecdsa.has(serverHello.suite)) return undefined;
  try {
    const { curve } = parseCertificate(leaf);
    return groupId(nist[curve] ?? curve);
  } catch {
    return undefined;
  }
}

/**
 * The curve of the server's ECDSA certificate where it is found and no longer offered: below TLS 1.3, some servers use such a certificate only
 * for clients that list its curve (RFC 8422 section 5.1).
 */
export function curveToKeep({ version, answers, groups, keep }: Search): number | null {
  if (version === tls13 || keep !== null) return null;
  return answers.map(curveIn).find((curve) => curve !== undefined && groups.get(curve) === true) ?? null;
}

/** What a server came to that takes whatever it is offered. */
const lying = (answers: ReadonlyMap<number, Leaf<boolean>>, lied: string) =>
  new Map([...answers.keys()].map((id) => [id, couldNotLook(lied)]));

export const answersOf = (search: Search, lied: string): SuiteAnswers => ({
  version: search.version,
  settled: lied === '' ? search.settled : lying(search.settled, lied),
  groups: lied === '' ? search.groups : lying(search.groups, lied),
  answers: search.answers,
  silent: search.silent,
  silentGroups: search.silentGroups,
});

export const notOffered = (group: number) => couldNotLook(`the server chose the group ${groupName(group)}, which was not offered`);
