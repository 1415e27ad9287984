import { hash } from 'node:crypto';
import type { Fact, Facts } from './model/fact.ts';

/** Facts that are remembered. */
const mostRemembered = 10_000;

/**
 * Gives in place of each fact the first one that says the same: what a fleet shows is mostly the same everywhere, and is held, judged and compared
 * once. Pure but for what it remembers.
 */
export function createAlike(): (facts: Facts) => Facts {
  const first = new Map<string, Fact>();
  const alike = (fact: Fact): Fact => {
    const key = hash('sha256', JSON.stringify(fact), 'base64');
    const before = first.get(key);
    if (before) return before;
    if (first.size >= mostRemembered) first.clear();
    first.set(key, fact);
    return fact;
  };
  return (facts) => facts.map(alike);
}
