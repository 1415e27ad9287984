import { originText } from '../model/origin.ts';
import { addressText, type Endpoint, type Scrape, type ScrapeMember } from '../model/subject.ts';
import { compare } from '../model/text.ts';
import type { Draft, Drafts, DraftScrape, Member } from './drafts.ts';
import { parseIp } from './ip.ts';
import { exposedBy, servicesOf, type ServiceIndex } from './exposure.ts';
import type { NotProbedList } from './not-probed.ts';

export interface Rest {
  readonly index: ServiceIndex;
  readonly notProbed: NotProbedList;
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

function endpointOf(draft: Draft, { index, unreadable, serverName }: Rest): Endpoint {
  const services = servicesOf(draft, index);
  const { scrapes, more } = scrapesOf(draft);
  return {
    id: draft.id,
    owner: draft.owner,
    port: draft.port,
    exporter: draft.exporter,
    exposedBy: exposedBy(draft, index),
    services,
    targets: [...draft.members.values()].map((each) => each.target).sort((a, b) => compare(a.id, b.id)),
    scrapes,
    scrapesUnknown: [...new Set([...unreadable, ...more, ...draft.unknown])].join('; ').slice(0, 1000),
    serverNames: namesOf(scrapes, serverName),
  };
}

/** The names that the scrapes send, none among them where one sends none; else --server-name. */
function namesOf(scrapes: readonly Scrape[], serverName: string): string[] {
  const sent = scrapes.filter(({ scheme }) => scheme === 'https').flatMap(sentBy);
  const given = [...new Set(sent.filter((name) => name !== ''))].slice(0, 5);
  return [...new Set([...(given.length > 0 ? given : [serverName]), ...(sent.includes('') ? [''] : [])])];
}

/** As Go sends it: tlsConfig.serverName, else the name that is dialled, and nothing for an address. */
function sentBy({ tls, members }: Scrape): string[] {
  if (tls.serverName !== '' || !members) return [tls.serverName];
  return [...new Set(members.map(({ address: { host } }) => (parseIp(host) ? '' : host.replace(/\.$/, ''))))];
}

/**
 * Those of the endpoint's own namespace come first, then by id: neither the bound, nor the names and paths that are asked first, can be used up by
 * monitors of another namespace.
 */
function scrapesOf({ owner, scrapes, members }: Draft): { readonly scrapes: readonly Scrape[]; readonly more: readonly string[] } {
  const isForeign = ({ source }: Scrape): number => Number(source.namespace !== owner.namespace);
  const all = distinct(
    [...scrapes.values()]
      .map((each) => finished(each, members))
      .sort((a, b) => isForeign(a) - isForeign(b) || compare(settingsText(a), settingsText(b))),
  );
  const more = all.length > mostScrapes ? [`${all.length - mostScrapes} of its ${all.length} scrapes are beyond the bound`] : [];
  return { scrapes: all.slice(0, mostScrapes), more };
}

const settingsText = ({ id, scheme, path, prometheus = [] }: Scrape): string =>
  [id, scheme, path, ...prometheus.map(originText)].join('\0');

function finished({ scrape, prometheuses, members }: DraftScrape, targets: Draft['members']): Scrape {
  const prometheus = [...prometheuses.values()].sort((a, b) => compare(originText(a), originText(b)));
  const kept = [...members.values()].filter(({ target }) => targets.has(target)).sort((a, b) => compare(memberText(a), memberText(b)));
  return { ...scrape, prometheus, ...(members.size > 0 && { members: kept }) };
}

const memberText = ({ target, address, params }: ScrapeMember): string => [target, addressText(address), params].join('\0');

/** Scrapes of one job that differ have ids of their own: the second and further ones say wherein. */
function distinct(scrapes: readonly Scrape[]): Scrape[] {
  const seen = new Map<string, number>();
  return scrapes.map((scrape) => {
    const before = seen.get(scrape.id) ?? 0;
    seen.set(scrape.id, before + 1);
    if (before === 0) return scrape;
    const by = (scrape.prometheus ?? []).map(originText).join(', ');
    return { ...scrape, id: `${scrape.id} (${before + 1}: ${scrape.scheme} ${scrape.path}${by && ` by ${by}`})`, job: scrape.id };
  });
}

/**
 * Pods on the host's network share its address: of two endpoints that claim one address and port, the one whose pod declares the port
 * keeps it, with the scrapes of both. No address is dialled for two endpoints.
 */
function dropRepeated(drafts: Drafts, notProbed: NotProbedList): void {
  const holders = new Map<string, Held>();
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

interface Held {
  readonly draft: Draft;
  readonly member: Member;
}

const declares = ({ draft, member }: Held): boolean =>
  member.pod?.spec.containers.some((each) => each.ports.some((one) => one.number === draft.port)) ?? false;

function drop(loser: Held, winner: Held, notProbed: NotProbedList): void {
  loser.draft.members.delete(loser.member.target.id);
  if (winner.draft === loser.draft) return;
  for (const [key, scrape] of loser.draft.scrapes) merge(winner.draft, key, movedTo(winner, loser, scrape));
  for (const reason of loser.draft.unknown) winner.draft.unknown.add(reason);
  notProbed.add(
    `${originText(loser.draft.owner)} port ${loser.draft.port}`,
    'duplicate',
    `the same address and port as ${originText(winner.draft.owner)}`,
  );
}

/** What scrapes the address of the loser scrapes that of the winner: it is the same. */
function movedTo(winner: Held, loser: Held, { scrape, prometheuses, members }: DraftScrape): DraftScrape {
  const moved = [...members].map(([key, member]) =>
    member.target === loser.member.target.id ? ([key, { ...member, target: winner.member.target.id }] as const) : ([key, member] as const),
  );
  return { scrape, prometheuses, members: new Map(moved) };
}

function merge(draft: Draft, key: string, more: DraftScrape): void {
  const known = draft.scrapes.get(key);
  if (!known) {
    draft.scrapes.set(key, more);
    return;
  }
  for (const [name, origin] of more.prometheuses) known.prometheuses.set(name, origin);
  for (const [name, member] of more.members) known.members.set(name, member);
}
