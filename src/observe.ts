import { createBudgets, type Budgets, type NamespaceBudget } from './budget.ts';
import { runFairly } from './fair.ts';
import type { Connect, Dial } from './model/attempt.ts';
import { couldNotLook, type Fact, type Facts, type Unknown } from './model/fact.ts';
import { grouped } from './model/grouped.ts';
import type { Present, Probe } from './model/probe.ts';
import type { Vantage } from './model/report.ts';
import type { Address } from './model/subject.ts';
import { createDial } from './net/index.ts';
import type { TargetPlan } from './plan.ts';
import { presents } from './probes/index.ts';
import { loopbackVantage } from './vantage.ts';

/** What was seen at one target. */
export interface Observed {
  readonly plan: TargetPlan;
  readonly facts: Facts;
  readonly connections: number;
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

export interface ObserveOptions {
  readonly connect: Connect;
  readonly probes: readonly Probe[];
  readonly present: Present | null; // null: no client certificate is presented
  readonly concurrency: number; // targets in the air at once
  readonly timeoutMs: number; // per connection
  readonly namespaceBudget: NamespaceBudget;
  readonly userAgent: string;
  readonly now: () => number;
  readonly vantage: Vantage;
  readonly signal: AbortSignal; // the scan's own deadline, or an interruption
  readonly onObserved: (observed: Observed) => void;
}

const addressKey = ({ target }: TargetPlan): string => (target.address ? `${target.address.host}|${target.address.port}` : target.id);
const namespaceOf = ({ endpoint, target }: TargetPlan): string => target.pod?.namespace ?? endpoint.owner.namespace;

/** Every group unknown for one reason. */
const unseen = (plan: TargetPlan, { probes, now }: ObserveOptions, reason: Unknown): Observed => ({
  plan,
  facts: probes.map((probe) => ({ group: probe.group, basis: 'observed', ...reason })),
  connections: 0,
  presented: [],
  startedAt: now(),
  broken: false,
});

/** Why the target is not dialled; null where it is. */
function undialled({ target }: TargetPlan, { vantage, signal }: ObserveOptions): Unknown | null {
  const { proof, address } = target;
  if (!proof.proven) return couldNotLook(`not probed: ${proof.reason}`, proof.code);
  if (address === null) return couldNotLook('not probed: no address', 'no-endpoints');
  if (vantage.tainted !== '') return couldNotLook(vantage.tainted, 'meshed');
  const loopback = vantage.via === 'port-forward' ? loopbackVantage(target) : null;
  if (loopback) return loopback;
  return signal.aborted ? couldNotLook('interrupted', 'interrupted') : null;
}

async function observeTarget(plan: TargetPlan, options: ObserveOptions, budgets: Budgets): Promise<Observed> {
  const why = undialled(plan, options);
  if (why) return unseen(plan, options, why);
  const refused = budgets.refuse(namespaceOf(plan));
  if (refused) return unseen(plan, options, couldNotLook(refused, 'over-budget'));
  const startedAt = options.now();
  const { dial, connections, broken } = createDial({
    connect: options.connect,
    target: plan.target,
    timeoutMs: options.timeoutMs,
    most: plan.most,
    scanDeadline: options.signal,
    userAgent: options.userAgent,
    now: options.now,
  });
  const facts = [];
  for (const probe of options.probes) facts.push(await probe.observe(dial, plan.asked));
  const presented = await presentAll(plan, { dial, facts }, options.present);
  budgets.spend(namespaceOf(plan), options.now() - startedAt);
  return { plan, facts, connections: connections(), presented, startedAt, broken: broken() };
}

/** Client certificates that are presented to one target, by whatever scrapes: each of those beyond is told to be. */
const mostPresented = 20;
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

/**
 * Observes every target, `concurrency` at a time; targets that share an address are observed one after another, so that no address
 * ever sees two connections at once, and no namespace takes more than half of the places. Never rejects for what a target does.
 */
export async function observe(plans: readonly TargetPlan[], options: ObserveOptions): Promise<Observed[]> {
  const budgets = createBudgets(options.namespaceBudget);
  const seen = new Map<TargetPlan, Observed>();
  const work = [...grouped(plans, addressKey).values()].map((group) => ({
    owner: namespaceOf(group[0]),
    run: async () => {
      for (const plan of group) {
        const observed = await observeTarget(plan, options, budgets);
        options.onObserved(observed);
        seen.set(plan, observed);
      }
    },
  }));
  await runFairly(work, { concurrency: options.concurrency, perOwner: Math.ceil(options.concurrency / 2) });
  return plans.flatMap((plan) => seen.get(plan) ?? []);
}
