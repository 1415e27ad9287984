import type { Dial } from '../model/attempt.ts';
import { connectionsFor } from '../model/beside.ts';
import { couldNotLook, type Fact, type Facts, type Unknown } from '../model/fact.ts';
import type { Present, Probe } from '../model/probe.ts';
import type { Address } from '../model/subject.ts';
import type { TargetPlan } from '../plan.ts';
import { presents } from '../probes/index.ts';

/** What was seen at one target. */
export interface Observed {
  readonly plan: TargetPlan;
  readonly facts: Facts;
  readonly connections: number;
  readonly milliseconds: number; // that these took, without what they waited for their turns
  readonly presented: readonly Presented[];
  readonly startedAt: number; // milliseconds since the epoch
  readonly broken: boolean; // a connection failed as all do to a pod that goes away
}

/** What came of a scrape's own client certificate. */
export interface Presented {
  readonly scrape: string; // its id
  readonly address: Address; // that Prometheus dials
  readonly fact: Fact;
}

/** What it takes to look at a target, wherever the answers come from. */
export interface LookOptions {
  readonly probes: readonly Probe[];
  readonly present: Present | null; // null: no client certificate is presented
  readonly now: () => number;
  readonly onObserved: (observed: Observed) => void;
}

/** Every group unknown for one reason. */
export const unseen = (plan: TargetPlan, { probes, now }: LookOptions, reason: Unknown): Observed => ({
  plan,
  facts: probes.map((probe) => ({ group: probe.group, basis: 'observed', ...reason })),
  connections: 0,
  milliseconds: 0,
  presented: [],
  startedAt: now(),
  broken: false,
});

/** Runs all probes on one target, one after another, and presents the certificates of its scrapes. */
export async function look(plan: TargetPlan, dial: Dial, { probes, present }: LookOptions): Promise<Pick<Observed, 'facts' | 'presented'>> {
  const facts = [];
  for (const probe of probes) facts.push(await probe.observe(dial, plan.asked));
  return { facts, presented: await presentAll(plan, { dial, facts }, present) };
}

/** Client certificates that are presented to one target, by whatever scrapes: each of those beyond is told to be. */
const mostPresented = connectionsFor.scrapes;
const beyond: Fact = {
  group: 'scrape_handshake',
  basis: 'observed',
  ...couldNotLook(`client certificates are presented to a target ${mostPresented} times, and no more`, 'over-budget'),
};

async function presentAll(
  { endpoint, target }: TargetPlan,
  seen: { dial: Dial; facts: Facts },
  present: Present | null,
): Promise<Presented[]> {
  if (!present) return [];
  const presented: Presented[] = [];
  for (const scrape of endpoint.scrapes.filter(presents))
    for (const { address } of (scrape.members ?? []).filter((member) => member.target === target.id)) {
      const within = presented.length < mostPresented;
      const fact = within ? await present(seen.dial, { endpoint, scrape, address, facts: seen.facts }) : beyond;
      presented.push({ scrape: scrape.id, address, fact });
    }
  return presented;
}
