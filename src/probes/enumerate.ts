import type { Answer, ServerHelloSeen } from '../model/attempt.ts';
import { couldNotLook } from '../model/fact.ts';
import { cipherSuites, type CipherSuite } from '../model/registry.ts';
import {
  abandon,
  curveToKeep,
  knownWithGroup,
  noteAnswer,
  notOffered,
  settleChunk,
  settleGroups,
  usesGroup,
  type Search,
} from './search.ts';
import { askNonsense, askSuitesInHalves } from './suite-hello.ts';
import type { Means } from './weak-suites.ts';

/** The groups of the next hello; undefined: all that the version knows. */
const offeredGroups = ({ phase, restGroups, keep }: Search): number[] | undefined =>
  phase === 'suites' ? undefined : [...restGroups, ...(keep === null ? [] : [keep])];

const offeredSuites = (search: Search): readonly number[] =>
  search.phase === 'groups' ? knownWithGroup(search) : (search.chunks[0] ?? []);

type Offer = ReturnType<typeof offeredGroups>;

/** What the choice says of the groups that are still to find. */
function noteGroup(search: Search, groups: Offer, chosen: { readonly suite: number; readonly group: number | null }): void {
  if (!groups || search.restGroups.length === 0) return;
  const { suite, group } = chosen;
  if (!usesGroup(search.version, suite)) {
    // It has fallen back to a key exchange without groups: for want of a group, or because it likes it better.
    if (knownWithGroup(search).length > 0) search.phase = 'groups';
  } else if (group === null) settleGroups(search, couldNotLook('the key exchange was not seen'));
  else if (!groups.includes(group)) settleGroups(search, notOffered(group));
  // It has come to the one that it knows already: it takes none of those before it.
  else if (group === search.keep) settleGroups(search, false);
}

interface Chosen {
  readonly chosen: ServerHelloSeen;
  readonly answer: Answer;
}

function noteChoice(search: Search, { suites, groups }: { suites: readonly number[]; groups: Offer }, { chosen, answer }: Chosen): void {
  search.choices.push({ offered: suites, chosen: chosen.suite });
  noteAnswer(search, answer);
  noteGroup(search, groups, chosen);
}

/** Groups that are found are not offered any more: without them nothing may be left in common, and which of the two is refused is not told. */
function noteRefusal(search: Search, silent: boolean): void {
  const { phase } = search;
  const narrowed = phase !== 'suites' && search.groups.size > 0 && search.keep === null;
  const curve = narrowed ? curveToKeep(search) : null;
  if (silent) noteSilence(search);
  if (curve !== null) search.keep = curve;
  else if (phase === 'groups') settleGroups(search, false);
  else if (narrowed) {
    search.doubtful = search.restGroups;
    search.phase = 'groups';
  } else settleChunk(search, false);
}

function noteSilence({ phase, restGroups, chunks, silent, silentGroups }: Search): void {
  if (phase === 'groups') for (const id of restGroups) silentGroups.add(id);
  else for (const id of chunks[0] ?? []) silent.add(id);
}

/** Suites are all found; of groups nothing more can be found without a suite that uses one. */
function turnToGroups(search: Search): void {
  if (knownWithGroup(search).length > 0) search.phase = 'groups';
  else settleGroups(search, false);
}

/** One question. Gives why nothing that the server chooses means anything, '' where that is not so. */
export async function step({ dial, serverName }: Means, search: Search): Promise<string> {
  if (search.chunks.length === 0 && search.phase === 'both') turnToGroups(search);
  if (search.phase === 'suites' && search.chunks.length === 0) return '';
  const { version } = search;
  const offer = { suites: offeredSuites(search), groups: offeredGroups(search) };
  search.asks += 1;
  const name = `${search.phase === 'groups' ? 'groups' : 'suites'}-${version.toString(16)}-${search.asks}`;
  const { groups, suites } = offer;
  const reply = await askSuitesInHalves(dial, { name, version, suites, serverName, ...(groups && { groups }) });
  if ('lied' in reply) return reply.lied;
  if ('refused' in reply) noteRefusal(search, reply.silent);
  else if ('unknown' in reply) abandon(search, couldNotLook(reply.unknown));
  else {
    noteChoice(search, offer, reply);
    if (suspicious(search)) return unmask({ dial, serverName }, search);
  }
  return '';
}

const nullSuite = 0x0000; // TLS_NULL_WITH_NULL_NULL, which is never negotiated (RFC 5246 section A.5)
const mostReal = 100; // JSSE with nothing disabled has 61 at one version
/**
 * What hardly a server has two of: credentials of a kind of its own, or suites that one library dropped before the next came to have the others
 * (EXPORT, ARIA).
 */
const rareKinds: ReadonlySet<string> = new Set(['PSK', 'KRB5', 'SRP', 'ECCPWD', 'GOST', 'DSS', 'EXPORT', 'ARIA']);
const kindOf = ({ auth, kx, enc, export: weak }: CipherSuite): string =>
  [kx, auth, weak ? 'EXPORT' : '', enc.split('-')[0] ?? ''].find((kind) => rareKinds.has(kind)) ?? '';
const kinds: ReadonlyMap<number, string> = new Map(cipherSuites.map((suite) => [suite.id, kindOf(suite)]));

/** So much is accepted that the server may be one that accepts anything. */
function suspicious({ honest, settled }: Search): boolean {
  if (honest) return false;
  const found = [...settled].filter(([, value]) => value === true).map(([id]) => id);
  const rare = new Set(found.map((id) => kinds.get(id) ?? '').filter((kind) => kind !== ''));
  return found.length > mostReal || found.includes(nullSuite) || rare.size > 1;
}

/** A server that refuses what does not exist is taken at its word. */
async function unmask(means: Pick<Means, 'dial' | 'serverName'>, search: Search): Promise<string> {
  const reply = await askNonsense(means.dial, { ...means, version: search.version });
  search.honest = true;
  return 'lied' in reply ? reply.lied : '';
}
