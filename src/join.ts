import { createAlike } from './alike.ts';
import type { Fact, Facts } from './model/fact.ts';
import type { Judged, JudgedEndpoint } from './model/judged.ts';
import type { Deriver, ObjectReader, Reader } from './model/probe.ts';
import type { Endpoint, MonitorObject, Scrape, ScrapeMember, Target } from './model/subject.ts';
import { compare } from './model/text.ts';
import type { Observed, Presented } from './observe/observe.ts';

interface Member {
  readonly target: Target;
  readonly facts: Facts;
  readonly presented: readonly Presented[];
}

export interface JoinOptions {
  readonly endpoints: readonly Endpoint[];
  readonly objects: readonly MonitorObject[];
  readonly readers: readonly Reader[];
  readonly objectReaders: readonly ObjectReader[];
  readonly derivers: readonly Deriver[];
  readonly now: Date;
}

/**
 * Adds declared and derived facts to the observed ones, for every subject that a rule can be about. Endpoints are joined as they are asked for, in the
 * order of their ids, so that those of a large fleet need not be there at once. Pure.
 */
export function join(observed: readonly Observed[], options: JoinOptions): Judged {
  const members = new Map<Endpoint, Member[]>(options.endpoints.map((endpoint) => [endpoint, []]));
  for (const { plan, facts, presented } of observed) members.get(plan.endpoint)?.push({ target: plan.target, facts, presented });
  return {
    endpoints: joinAll(members, { ...options, alike: createAlike() }),
    objects: options.objects.map((object) => ({
      id: object.id,
      origin: object.origin,
      facts: options.objectReaders.map((each) => each.read(object)),
    })),
  };
}

type Joining = JoinOptions & { readonly alike: (facts: Facts) => Facts };

function* joinAll(members: ReadonlyMap<Endpoint, readonly Member[]>, options: Joining): Generator<JudgedEndpoint> {
  for (const [endpoint, seen] of [...members].sort(([one], [other]) => compare(one.id, other.id)))
    yield joinEndpoint(endpoint, seen, options);
}

function joinEndpoint(endpoint: Endpoint, seen: readonly Member[], options: Joining): JudgedEndpoint {
  const derive = (scope: Deriver['scope'], input: Omit<Parameters<Deriver['derive']>[0], 'now' | 'endpoint'>): Facts => {
    const derived: Fact[] = [];
    for (const deriver of options.derivers.filter((each) => each.scope === scope))
      derived.push(deriver.derive({ ...input, endpoint, facts: [...input.facts, ...derived], now: options.now }));
    return options.alike(derived);
  };
  const read = (scope: Reader['scope'], scrape: Scrape | null): Facts =>
    options.alike(options.readers.filter((each) => each.scope === scope).map((each) => each.read({ endpoint, scrape })));

  const declared = read('endpoint', null);
  const members = seen.map(({ target, facts, presented }) => ({
    target,
    presented,
    facts: [...facts, ...derive('target', { target, scrape: null, facts: [...facts, ...declared], members: [] })],
  }));
  const facts = [...declared, ...derive('endpoint', { target: null, scrape: null, facts: declared, members })];
  const scrapes = endpoint.scrapes.map((scrape) => {
    const own = read('scrape', scrape);
    const joined = membersOf(scrape, members).map(({ target, facts: about, member, presented }) => {
      const shown = presented.filter((each) => each.scrape === scrape.id && each.address === member?.address).map(({ fact }) => fact);
      const derived = derive('scrape', {
        target,
        scrape,
        ...(member && { member }),
        facts: [...about, ...facts, ...own, ...shown],
        members: [],
      });
      return { target, ...(member && { member }), facts: [...shown, ...derived] };
    });
    return { scrape, facts: own, members: joined };
  });
  return { endpoint, facts, members, scrapes };
}

/** The targets that the scrape is made of, each with what Prometheus dials for it; all, at their own addresses, where it does not say. */
function membersOf(scrape: Scrape, members: readonly Member[]): readonly (Member & { readonly member?: ScrapeMember })[] {
  if (!scrape.members) return members;
  const byId = new Map(members.map((each) => [each.target.id, each]));
  return scrape.members.flatMap((member) => {
    const known = byId.get(member.target);
    return known ? [{ ...known, member }] : [];
  });
}
