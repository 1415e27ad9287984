import { originText } from '../model/origin.ts';
import type { Endpoint, Scrape } from '../model/subject.ts';
import { compare } from '../model/text.ts';
import type { Draft, Drafts, Member } from './drafts.ts';
import { exposedBy, servicesOf, type ServiceIndex } from './exposure.ts';
import type { NotProbedList } from './not-probed.ts';

export interface Rest {
  readonly index: ServiceIndex;
  readonly notProbed: NotProbedList;
  readonly serviceUnknown: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unreadable: readonly string[]; // why scrapes may be missing everywhere
  readonly serverName: string; // --server-name
}

/** The endpoints, in the order of their ids, each address only once. */
export function assemble(drafts: Drafts, rest: Rest): Endpoint[] {
  dropRepeated(drafts, rest.notProbed);
  return [...drafts.all.values()]
    .filter((draft) => draft.members.size > 0)
    .map((draft) => endpointOf(draft, rest))
    .sort((a, b) => compare(a.id, b.id));
}

/** Scrapes of one endpoint that are judged: whoever may write monitors could make as many of everybody's endpoints. */
const mostScrapes = 50;

function endpointOf(draft: Draft, { index, serviceUnknown, unreadable, serverName }: Rest): Endpoint {
  const services = servicesOf(draft, index);
  const { scrapes, more } = scrapesOf(draft);
  const unknown = services.flatMap((each) => [...(serviceUnknown.get(`${each.namespace}/${each.name}`) ?? [])]);
  return {
    id: draft.id,
    owner: draft.owner,
    port: draft.port,
    exporter: draft.exporter,
    exposedBy: exposedBy(draft, index),
    services,
    targets: [...draft.members.values()].map((each) => each.target).sort((a, b) => compare(a.id, b.id)),
    scrapes,
    scrapesUnknown: [...new Set([...unreadable, ...more, ...draft.unknown, ...unknown])].join('; ').slice(0, 1000),
    serverNames: namesOf(scrapes, serverName),
  };
}

/** The names that the scrapes send, none among them where one sends none; else --server-name. */
function namesOf(scrapes: readonly Scrape[], serverName: string): string[] {
  const sent = scrapes.filter(({ scheme }) => scheme === 'https').map(({ tls }) => tls.serverName);
  const given = [...new Set(sent.filter((name) => name !== ''))].slice(0, 5);
  return [...new Set([...(given.length > 0 ? given : [serverName]), ...(sent.includes('') ? [''] : [])])];
}

/**
 * Those of the endpoint's own namespace come first, then by id: neither the bound, nor the names and paths that are asked first, can be used up by
 * monitors of another namespace.
 */
function scrapesOf({ owner, scrapes }: Draft): { readonly scrapes: readonly Scrape[]; readonly more: readonly string[] } {
  const isForeign = ({ source }: Scrape): number => Number(source.namespace !== owner.namespace);
  const all = [...scrapes.values()].sort((a, b) => isForeign(a) - isForeign(b) || compare(a.id, b.id));
  const more = all.length > mostScrapes ? [`${all.length - mostScrapes} of its ${all.length} scrapes are beyond the bound`] : [];
  return { scrapes: all.slice(0, mostScrapes), more };
}

/**
 * Pods on the host's network share its address: of two endpoints that claim one address and port, the one whose pod declares the port
 * keeps it, with the scrapes of both. No address is dialled for two endpoints.
 */
function dropRepeated(drafts: Drafts, notProbed: NotProbedList): void {
  const holders = new Map<string, { draft: Draft; member: Member }>();
  for (const draft of drafts.all.values())
    for (const member of draft.members.values()) {
      const { address, proof } = member.target;
      if (!address || !proof.proven) continue;
      const key = `${address.host} ${address.port}`;
      const holder = holders.get(key);
      const [winner, loser] =
        holder && (declares(holder) || !declares({ draft, member })) ? [holder, { draft, member }] : [{ draft, member }, holder];
      holders.set(key, winner);
      if (loser) drop(loser, winner, notProbed);
    }
}

const declares = ({ draft, member }: { draft: Draft; member: Member }): boolean =>
  member.pod?.spec.containers.some((each) => each.ports.some((one) => one.number === draft.port)) ?? false;

function drop(loser: { draft: Draft; member: Member }, winner: { draft: Draft; member: Member }, notProbed: NotProbedList): void {
  loser.draft.members.delete(loser.member.target.id);
  if (winner.draft === loser.draft) return;
  for (const [id, scrape] of loser.draft.scrapes) winner.draft.scrapes.set(id, scrape);
  for (const reason of loser.draft.unknown) winner.draft.unknown.add(reason);
  notProbed.add(
    `${originText(loser.draft.owner)} port ${loser.draft.port}`,
    'duplicate',
    `the same address and port as ${originText(winner.draft.owner)}`,
  );
}
