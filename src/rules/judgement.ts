import { factOf, type Basis, type Cause, type Facts } from '../model/fact.ts';
import { severities, type Severity, type Verdict } from '../model/rule.ts';
import { clean } from '../model/text.ts';
import { Missing, type Binder, type Trace } from './bindings.ts';
import { oneLine, type Expression } from './cel.ts';
import type { CompiledRule } from './compiled.ts';
import type { RuleContext } from './context.ts';
import { evidenceOf, messageOf } from './texts.ts';

/** What one rule says of one subject. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string; // of unknown and not-applicable, else ''
  readonly cause: Cause | null; // of unknown
  readonly severity: Severity;
  readonly severityReason: string;
  readonly basis: Basis;
  readonly message: string; // of fail: what is wrong
  readonly evidence: readonly string[];
}

type Outcome = boolean | { readonly verdict: 'unknown' | 'not-applicable'; readonly reason: string; readonly cause: Cause | null };

/**
 * Decides by `match` and `expect` alone. An error that reaches here is unknown, with the reason of the leaf that caused it, or not
 * applicable where nothing but absent groups were met; any other error of an evaluation is unknown too, never a pass.
 */
export function judgeRule(compiled: CompiledRule, context: RuleContext, binder: Binder): Judgement {
  const base = {
    severity: compiled.rule.severity,
    severityReason: '',
    basis: basisOf(compiled.reads, context.facts),
    message: '',
    evidence: [],
  };
  const undecided = (outcome: Exclude<Outcome, boolean>): Judgement => ({ ...base, ...outcome });
  const applies = compiled.match ? decide(compiled.match, context.deciding, binder) : true;
  if (typeof applies !== 'boolean') return undecided(applies);
  if (!applies) return undecided({ verdict: 'not-applicable', reason: `applies only to ${compiled.rule.appliesTo}`, cause: null });
  const passes = decide(compiled.expect, context.deciding, binder);
  if (typeof passes !== 'boolean') return undecided(passes);
  if (passes) return { ...base, verdict: 'pass', reason: '', cause: null };
  const printing = context.printing();
  return {
    ...base,
    ...adjusted(compiled, context.deciding),
    verdict: 'fail',
    reason: '',
    cause: null,
    message: messageOf(compiled, printing),
    evidence: evidenceOf(compiled, printing),
  };
}

function decide(expression: Expression, bindings: object, binder: Binder): Outcome {
  binder.reset();
  try {
    const value = expression.evaluate(bindings);
    if (typeof value === 'boolean') return value;
    return { verdict: 'unknown', reason: 'the rule did not give true or false', cause: 'could-not-look' };
  } catch (error) {
    return outcomeOf(binder.trace, error);
  }
}

function outcomeOf({ unknown, absent }: Trace, error: unknown): Outcome {
  const decisive = unknown.find((each) => each.cause === 'could-not-look') ?? unknown[0];
  if (decisive) return { verdict: 'unknown', reason: clean(decisive.unknown), cause: decisive.cause };
  const [missing] = absent;
  if (missing !== undefined && error instanceof Missing) return { verdict: 'not-applicable', reason: clean(missing), cause: null };
  return { verdict: 'unknown', reason: clean(`the rule could not be evaluated: ${oneLine(error)}`), cause: 'could-not-look' };
}

/** The most severe of the adjustments that are known to hold; one that cannot be evaluated changes nothing. */
function adjusted({ rule, adjust }: CompiledRule, bindings: object): { severity: Severity; severityReason: string } {
  const holding = adjust.filter(({ when }) => {
    try {
      return when.evaluate(bindings) === true;
    } catch {
      return false;
    }
  });
  const [worst] = [...holding].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  if (!worst || worst.severity === rule.severity) return { severity: rule.severity, severityReason: '' };
  const because = holding.filter((each) => each.severity === worst.severity).map((each) => each.because);
  return { severity: worst.severity, severityReason: because.join('; ') };
}

const strongest: readonly Basis[] = ['observed', 'predicted', 'loaded', 'declared'];

/** What the verdict rests on: an observation, if any of the facts read is one. */
function basisOf(groups: readonly string[], facts: Facts): Basis {
  const found = new Set(groups.map((group) => factOf(facts, group)?.basis));
  return strongest.find((basis) => found.has(basis)) ?? 'declared';
}
