import { couldNotLook } from '../model/fact.ts';
import { cipherSuites } from '../model/registry.ts';
import { chosenIn } from './outcome.ts';
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
import { askNonsense, askSuitesInHalves, type SuiteReply } from './suite-hello.ts';
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

function noteChoice(search: Search, { suites, groups }: { suites: readonly number[]; groups: Offer }, reply: SuiteReply): void {
  const chosen = 'chosen' in reply ? chosenIn(reply.answer) : null;
  if (!chosen || !('chosen' in reply)) return;
  search.choices.push({ offered: suites, chosen: chosen.suite });
  noteAnswer(search, reply.answer);
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
  if ('chosen' in reply) noteChoice(search, offer, reply);
  else if ('refused' in reply) noteRefusal(search, reply.silent);
  else abandon(search, couldNotLook(reply.unknown));
  return suspicious(search) ? unmask({ dial, serverName }, search) : '';
}

const nullSuite = 0x0000; // TLS_NULL_WITH_NULL_NULL, which is never negotiated (RFC 5246 section A.5)
const mostReal = 100; // JSSE with nothing disabled has 61 at one version
/** Each needs a credential or an agreement of its own: hardly a server has three of them. */
const rareKinds: ReadonlySet<string> = new Set(['PSK', 'KRB5', 'SRP', 'ECCPWD', 'GOST', 'DSS']);
const kinds: ReadonlyMap<number, string> = new Map(cipherSuites.map(({ id, auth, kx }) => [id, rareKinds.has(kx) ? kx : auth]));
const fewKinds = 2;

/** So much is accepted that the server may be one that accepts anything. */
function suspicious({ honest, settled }: Search): boolean {
  if (honest) return false;
  const found = [...settled].filter(([, value]) => value === true).map(([id]) => id);
  const rare = new Set(found.map((id) => kinds.get(id) ?? '').filter((kind) => rareKinds.has(kind)));
  return found.length > mostReal || found.includes(nullSuite) || rare.size > fewKinds;
}

/** A server that refuses what does not exist is taken at its word. */
async function unmask(means: Pick<Means, 'dial' | 'serverName'>, search: Search): Promise<string> {
  const reply = await askNonsense(means.dial, { ...means, version: search.version });
  search.honest = true;
  return 'lied' in reply ? reply.lied : '';
}
