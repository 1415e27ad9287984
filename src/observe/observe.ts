import { createHash } from 'node:crypto';
import { createAlike } from '../alike.ts';
import { createBudgets, type Budgets, type NamespaceBudget } from './budget.ts';
import { runFairly } from './fair.ts';
import { createLanes, type Lanes, type Manners } from './lanes.ts';
import { look, unseen, type LookOptions, type Observed } from './look.ts';
import type { Connect, Dial } from '../model/attempt.ts';
import { couldNotLook, type Unknown } from '../model/fact.ts';
import { grouped } from '../model/grouped.ts';
import type { Vantage } from '../model/report.ts';
import { compare } from '../model/text.ts';
import { createDial, type AddressUse } from '../net/index.ts';
import { createPace, type Pace } from './pace.ts';
import type { TargetPlan } from '../plan.ts';
import { loopbackVantage } from './vantage.ts';

export type { Observed, Presented } from './look.ts';

/** Is told of one target while it is looked at, and what came of it. */
interface Listener {
  readonly listen: (dial: Dial) => Dial;
  readonly end: (observed: Observed, undialled: Unknown | null) => Promise<void>;
}

/** Who is told of a target. */
export type Listen = (plan: TargetPlan) => Listener;

/** How the network is used. */
export interface Network {
  readonly connect: Connect;
  readonly manners: Manners;
  readonly timeoutMs: number; // per connection
  readonly namespaceBudget: NamespaceBudget;
  readonly userAgent: string;
}

interface ObserveOptions extends LookOptions {
  readonly vantage: Vantage;
  readonly signal: AbortSignal; // the scan's own deadline, or an interruption
}

type Options = Network & ObserveOptions;

/** Looks at all targets. Never rejects for what a target does. */
export type Observe = (plans: readonly TargetPlan[], options: ObserveOptions) => Promise<Observed[]>;

const addressKey = ({ target }: TargetPlan): string => (target.address ? `${target.address.host}|${target.address.port}` : target.id);
const namespaceOf = ({ endpoint, target }: TargetPlan): string => target.pod?.namespace ?? endpoint.owner.namespace;

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

/** What all targets of a scan share. */
interface Common {
  readonly alike: ReturnType<typeof createAlike>; // a large fleet shows few different things
  readonly budgets: Budgets;
  readonly lanes: Lanes;
  readonly pace: Pace;
}

/** Waits for the target's turn, and then: why it is not looked at, null where it is. */
async function refusal(plan: TargetPlan, options: Options, { budgets, pace }: Common): Promise<Unknown | null> {
  const why = undialled(plan, options);
  if (why) return why;
  const spent = budgets.refuse(namespaceOf(plan));
  if (spent) return couldNotLook(spent, 'over-budget');
  await pace();
  return undialled(plan, options);
}

interface Place {
  readonly common: Common;
  readonly address: AddressUse | null;
  readonly listener: Listener | null;
}

async function observeTarget(plan: TargetPlan, options: Options, { common, address, listener }: Place): Promise<Observed> {
  const why = await refusal(plan, options, common);
  const observed = why ? unseen(plan, options, why) : await dialTarget(plan, options, { common, address, listener });
  await listener?.end(observed, why);
  return observed;
}

async function dialTarget(plan: TargetPlan, options: Options, { common, address, listener }: Place): Promise<Observed> {
  const { alike, budgets, lanes } = common;
  const startedAt = options.now();
  const { dial, ...counted } = createDial(
    { ...options, target: plan.target, most: plan.most, scanDeadline: options.signal },
    {
      address,
      inLane: (run) => lanes.narrow(namespaceOf(plan), run),
      random: options.manners.random,
      onExhausted: lanes.choke,
    },
  );
  const seen = await look(plan, listener ? listener.listen(dial) : dial, options);
  const milliseconds = counted.milliseconds();
  budgets.spend(namespaceOf(plan), milliseconds);
  const tally = { connections: counted.connections(), milliseconds: Math.round(milliseconds), startedAt, broken: counted.broken() };
  return { plan, ...seen, ...tally, facts: alike(seen.facts) };
}

const order = (key: string): string => createHash('sha256').update(key).digest('base64');

/**
 * The targets by address, in an order that has nothing to do with names and addresses: neighbours are not begun together. It is the same in every
 * scan. Of one address, targets with a pod come first: what others claim of it cannot spend its connections before.
 */
function shuffled(plans: readonly TargetPlan[]): TargetPlan[][] {
  return [...grouped(plans, addressKey)]
    .map(([key, group]) => ({ key: order(key), group }))
    .sort((one, other) => compare(one.key, other.key))
    .map(({ group }) => group.sort((one, other) => Number(one.target.pod === null) - Number(other.target.pod === null)));
}

const firstOf = (group: readonly TargetPlan[]): string => (group[0] ? namespaceOf(group[0]) : '');

/**
 * Observes every target over the network. Many are in progress at once, each of them waiting for its first answer; those that have answered take
 * turns in a narrower lane. Targets that share an address are observed one after another, with the connections of one, so that no address ever sees
 * two at once, nor more of them for being declared often. No namespace takes more than half of the places.
 */
export const observeOver =
  (network: Network, listen: Listen | null): Observe =>
  async (plans, given) => {
    const options = { ...network, ...given };
    const groups = shuffled(plans);
    const lanes = createLanes(network.manners, new Set(groups.map(firstOf)).size);
    const budgets = createBudgets(network.namespaceBudget);
    const common = { alike: createAlike(), budgets, lanes, pace: createPace({ ...network.manners, ...given }) };
    const seen = new Map<TargetPlan, Observed>();
    const observeGroup = async (group: readonly TargetPlan[]): Promise<void> => {
      const account = { made: 0, most: Math.max(...group.map(({ asked }) => asked.most)) };
      const address = group.length > 1 ? { account, answers: new Map() } : null;
      for (const plan of group) {
        const observed = await observeTarget(plan, options, { common, address, listener: listen?.(plan) ?? null });
        options.onObserved(observed);
        seen.set(plan, observed);
      }
    };
    await runFairly(groups, { ownerOf: firstOf, run: observeGroup, places: lanes.wide, perOwner: lanes.perOwner });
    return plans.flatMap((plan) => seen.get(plan) ?? []);
  };
