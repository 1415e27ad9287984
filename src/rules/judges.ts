import type { Rule, Scope } from '../model/rule.ts';
import { compare } from '../model/text.ts';
import { createBinder, type Binder } from './bindings.ts';
import type { CompiledRule } from './compiled.ts';
import { contextOf } from './context.ts';
import { judgeRule, type Judgement } from './judgement.ts';
import type { Seen } from './seen.ts';

/** One rule, and how it judges facts. */
export interface RuleJudge {
  readonly rule: Rule;
  readonly judge: (seen: Seen) => Judgement;
  /** What stands where there are no facts to judge. */
  readonly undecided: (verdict: Undecided, reason: string) => Judgement;
}

type Undecided = 'unknown' | 'not-applicable';

/** The judges of the rules of each scope, in the order of the rules' ids. */
export type Judges = Readonly<Record<Scope, readonly RuleJudge[]>>;

/** Judgements that one rule remembers. */
const mostRemembered = 1000;

/** Gives the judgement of before where there was one under this key. */
function createMemory(): (key: string, make: () => Judgement) => Judgement {
  const made = new Map<string, Judgement>();
  return (key, make) => {
    const before = made.get(key);
    if (before) return before;
    const judgement = make();
    if (made.size >= mostRemembered) made.clear();
    made.set(key, judgement);
    return judgement;
  };
}

/** Facts that say the same are judged once. */
function createRuleJudge(compiled: CompiledRule, binder: Binder): RuleJudge {
  const { rule, uses } = compiled;
  const [judged, stated] = [createMemory(), createMemory()];
  return {
    rule,
    judge: ({ facts, keys }) =>
      judged(uses.map((group) => keys.get(group) ?? '').join(' '), () => judgeRule(compiled, contextOf(compiled, facts, binder), binder)),
    undecided: (verdict, reason) => stated(`${verdict} ${reason}`, () => undecided(rule, verdict, reason)),
  };
}

const undecided = ({ severity }: Rule, verdict: Undecided, reason: string): Judgement => ({
  verdict,
  reason,
  cause: verdict === 'unknown' ? 'could-not-look' : null,
  severity,
  severityReason: '',
  basis: 'declared',
  message: '',
  evidence: [],
});

export function createJudges(compiled: readonly CompiledRule[]): Judges {
  const binder = createBinder();
  const judges = compiled.map((each) => createRuleJudge(each, binder)).sort((one, other) => compare(one.rule.id, other.rule.id));
  const of = (scope: Scope): RuleJudge[] => judges.filter(({ rule }) => rule.scope === scope);
  return { target: of('target'), scrape: of('scrape'), endpoint: of('endpoint'), object: of('object') };
}
