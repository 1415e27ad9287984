import { originText } from '../model/origin.ts';
import type { Endpoint } from '../model/subject.ts';
import { compare } from '../model/text.ts';
import type { Draft, Drafts, DraftScrape, Member } from './drafts.ts';
import { namesOf, scrapesOf } from './draft-scrapes.ts';
import { exposedBy, servicesOf, type ServiceIndex } from './exposure.ts';
import type { NotProbedList } from './not-probed.ts';

export interface Rest {
  readonly index: ServiceIndex;
  readonly notProbed: NotProbedList;
  readonly unreadable: (namespace: string) => readonly string[]; // why scrapes of its endpoints may be missing
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

function endpointOf(draft: Draft, { index, notProbed, unreadable, serverName }: Rest): Endpoint {
  const services = servicesOf(draft, index);
  const { scrapes, more } = scrapesOf(draft);
  if (more.foreign > 0)
    notProbed.add(
      `${originText(draft.owner)} port ${draft.port}`,
      'over-budget',
      `${more.foreign} scrapes that other namespaces declare are beyond the bound`,
    );
  return {
    id: draft.id,
    owner: draft.owner,
    port: draft.port,
    exporter: draft.exporter,
    exposedBy: exposedBy(draft, index),
    services,
    targets: [...draft.members.values()].map((each) => each.target).sort((a, b) => compare(a.id, b.id)),
    scrapes,
    scrapesUnknown: [...new Set([...unreadable(draft.owner.namespace), ...more.own, ...draft.unknown])].join('; ').slice(0, 1000),
    serverNames: namesOf(scrapes, draft.owner, serverName),
  };
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
