import type { Fact, Facts } from '../model/fact.ts';

/** The facts about one subject, and by group a short text that is the same wherever its facts say the same. */
export interface Seen {
  readonly facts: Facts;
  readonly keys: ReadonlyMap<string, string>;
}

/** Contents that are remembered: what differs at every target, as certificates of their own do, is not worth more. */
const mostContents = 2000;

/** Numbers facts: those that say the same have the same number, until too many were seen. */
function createNumbering(): (fact: Fact) => number {
  const byFact = new WeakMap<Fact, number>();
  const byContents = new Map<string, number>();
  let last = 0;
  return (fact) => {
    const known = byFact.get(fact);
    if (known !== undefined) return known;
    const contents = JSON.stringify(fact);
    const number = byContents.get(contents) ?? ++last;
    if (byContents.size >= mostContents) byContents.clear();
    byContents.set(contents, number);
    byFact.set(fact, number);
    return number;
  };
}

/** What a fleet shows is mostly the same at every endpoint: told by number, it is judged once. */
export function createSeeing(): (facts: Facts) => Seen {
  const numberOf = createNumbering();
  return (facts) => {
    const keys = new Map<string, string>();
    for (const fact of facts) {
      const others = keys.get(fact.group);
      const number = String(numberOf(fact));
      keys.set(fact.group, others === undefined ? number : `${others}.${number}`);
    }
    return { facts, keys };
  };
}
