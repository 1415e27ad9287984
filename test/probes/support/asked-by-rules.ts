import { loadBuiltInRules } from '../../../src/commands/ruleset.ts';
import { mostConnections, type Asked, type Depth } from '../../../src/model/probe.ts';
import { planTargets } from '../../../src/plan.ts';
import { planning, someAsked } from '../../support/asked.ts';
import { someEndpoint } from '../../support/endpoint.ts';

/** What the rules that come with the package ask of a target, at this depth. */
export async function askedByRules(depth: Depth, given: Partial<Asked> = {}): Promise<Asked> {
  const { sets, decisive } = await loadBuiltInRules();
  const [plan] = planTargets([someEndpoint()], planning([], { depth, most: mostConnections[depth], sets, decisive }));
  if (!plan) throw new Error('an endpoint has a target');
  return someAsked({ depth, sets: plan.asked.sets, decisive: plan.asked.decisive, ...given });
}
