import pLimit from 'p-limit';
import type { Connect } from './model/attempt.ts';
import { couldNotLook, type Facts, type Unknown } from './model/fact.ts';
import type { Probe } from './model/probe.ts';
import type { Vantage } from './model/report.ts';
import { createDial } from './net/index.ts';
import type { TargetPlan } from './plan.ts';

/** What was seen at one target. */
export interface Observed {
  readonly plan: TargetPlan;
  readonly facts: Facts;
  readonly connections: number;
}

export interface ObserveOptions {
  readonly connect: Connect;
  readonly probes: readonly Probe[];
  readonly concurrency: number; // targets in the air at once
  readonly timeoutMs: number; // per connection
  readonly userAgent: string;
  readonly now: () => number;
  readonly vantage: Vantage;
  readonly signal: AbortSignal; // the scan's own deadline, or an interruption
  readonly onObserved: (observed: Observed) => void;
}

const addressKey = ({ target }: TargetPlan): string => (target.address ? `${target.address.host}|${target.address.port}` : target.id);

/** Every group unknown for one reason. */
const unseen = (probes: readonly Probe[], reason: Unknown): Facts =>
  probes.map((probe) => ({ group: probe.group, basis: 'observed', ...reason }));

async function observeTarget(plan: TargetPlan, options: ObserveOptions): Promise<Observed> {
  const { proof } = plan.target;
  if (!proof.proven)
    return { plan, facts: unseen(options.probes, couldNotLook(`not probed: ${proof.reason}`, proof.code)), connections: 0 };
  if (plan.target.address === null) return { plan, facts: unseen(options.probes, couldNotLook('not probed: no address')), connections: 0 };
  if (options.signal.aborted) return { plan, facts: unseen(options.probes, couldNotLook('interrupted', 'interrupted')), connections: 0 };
  const { dial, connections } = createDial({
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
  return { plan, facts, connections: connections() };
}

/**
 * Observes every target, `concurrency` at a time; targets that share an address are observed one after another, so that no address
 * ever sees two connections at once. Never rejects for what a target does.
 */
export async function observe(plans: readonly TargetPlan[], options: ObserveOptions): Promise<Observed[]> {
  const limit = pLimit(options.concurrency);
  const byAddress = new Map<string, TargetPlan[]>();
  for (const plan of plans) byAddress.set(addressKey(plan), [...(byAddress.get(addressKey(plan)) ?? []), plan]);
  const groups = [...byAddress.values()].map((group) =>
    limit(async () => {
      const seen: Observed[] = [];
      for (const plan of group) {
        const observed = await observeTarget(plan, options);
        options.onObserved(observed);
        seen.push(observed);
      }
      return seen;
    }),
  );
  return (await Promise.all(groups)).flat();
}
