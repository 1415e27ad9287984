import { couldNotLook, factOf, isKnown, type Facts } from '../model/fact.ts';
import { withAskedMembers } from './asked.ts';
import { createBinder, type Binder } from './bindings.ts';
import type { CompiledRule } from './compiled.ts';
import { unpacked } from './unpacked.ts';
import { printable } from './printable.ts';
import { scalar } from './types.ts';
import { bases } from './visible.ts';

/** What one rule sees of one subject. */
export interface RuleContext {
  readonly facts: Facts;
  readonly deciding: object; // bindings for match, expect and adjust
  readonly printing: () => object; // bindings for message and evidence
}

type Basis = (typeof bases)[number];

/** The known value of the group, or why there is none. */
function groupValue(facts: Facts, group: string, basis?: Basis): unknown {
  const fact = factOf(facts, group, basis);
  if (fact === undefined) return couldNotLook(basis ? `nothing ${basis} about ${group}` : `nothing is known about ${group}`);
  return isKnown(fact) ? unpacked(group, fact.known) : fact;
}

/** Binds the facts for a rule: every group it names, by its own name and by basis, and the rule's parameters. */
export function contextOf(compiled: CompiledRule, facts: Facts, binder: Binder): RuleContext {
  const bound = (into: Binder, names: readonly string[], shown: (group: string, value: unknown) => unknown): object => {
    const owner: Record<string, unknown> = Object.create(null);
    for (const group of compiled.uses.filter((each) => names.includes(each)))
      into.bind(owner, group, shown(group, groupValue(facts, group)));
    for (const basis of bases.filter((each) => names.includes(each))) {
      const byBasis: object = Object.create(null);
      for (const group of compiled.uses) into.bind(byBasis, group, shown(group, groupValue(facts, group, basis)));
      owner[basis] = byBasis;
    }
    into.bind(owner, 'params', compiled.rule.params);
    return owner;
  };
  const print = (group: string, value: unknown): unknown => printable(value, compiled.groups[group] ?? scalar);
  return {
    facts,
    deciding: bound(binder, compiled.binds, (group, value) => withAskedMembers(group, value, compiled)),
    printing: () => bound(createBinder(), compiled.prints, print),
  };
}
