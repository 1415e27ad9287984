import type { Rule, Severity } from '../model/rule.ts';
import type { Expression } from './cel.ts';
import type { Types } from './visible.ts';

/** A rule, ready to judge: every expression compiled and checked. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly groups: Types; // the fact groups it sees
  readonly uses: readonly string[]; // those that any of its expressions names
  readonly reads: readonly string[]; // those that its verdict depends on
  readonly binds: readonly string[]; // the names, of groups and bases, that its deciding expressions begin with
  readonly prints: readonly string[]; // the same of its message and evidence
  readonly match: Expression | null;
  readonly expect: Expression;
  readonly adjust: readonly { readonly when: Expression; readonly severity: Severity; readonly because: string }[];
  readonly message: Expression;
  readonly evidence: readonly Expression[];
}

/** All rules of a run. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly digest: string; // SHA-256 of the files' texts, 64 hex digits
  readonly sets: Readonly<Record<string, readonly string[]>>; // fact path → the members that some rule asks for
  readonly decisive: Readonly<Record<string, readonly (readonly string[])[]>>; // fact path → sets of which one accepted member each decides a rule
  readonly compiled: readonly CompiledRule[];
}
