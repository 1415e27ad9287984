import type { Rule, Scope } from '../model/rule.ts';
import { oneLine, parse, type Expression } from './cel.ts';
import { checkAsks, checkExamples } from './check-file.ts';
import type { CompiledRule } from './compiled.ts';
import { Complaint } from './complaint.ts';
import { namesUsed, typeOfExpression } from './fields.ts';
import type { Params } from './params.ts';
import type { RuleFile } from './schema.ts';
import type { Path, Source } from './source.ts';
import { bases, vocabularyOf, type Types } from './visible.ts';

/** Compiles the expressions of a rule and checks all they name against the shapes. Throws a usage error with file and line. */
export function compileRule(file: RuleFile, source: Source, context: { params: Params; groupsOf: (scope: Scope) => Types }): CompiledRule {
  const groups = context.groupsOf(file.scope);
  const names = vocabularyOf(groups, context.params);
  const expression = (text: string, at: Path, decides = false): Expression => {
    try {
      const parsed = parse(text);
      typeOfExpression(parsed.ast, { names, asks: file.asks, decides });
      parsed.check();
      return parsed;
    } catch (error) {
      throw refusal(error, source, at);
    }
  };
  checkAsks(file, source, { params: context.params, groups });
  checkExamples(file, source, { ...context, groups });
  if ((file.match === undefined) !== (file.appliesTo === undefined))
    throw source.error(['id'], '"match" and "appliesTo" come together', 'appliesTo says in words what match selects');
  const match = file.match === undefined ? null : expression(file.match, ['match'], true);
  const expect = expression(file.expect, ['expect'], true);
  const message = expression(file.message, ['message']);
  const evidence = file.evidence.map((text, index) => expression(text, ['evidence', index]));
  const adjust = file.adjust.map((each, index) => ({ ...each, when: expression(each.when, ['adjust', index, 'when']) }));
  const used = (expressions: readonly (Expression | null)[]): string[] => {
    const all = new Set([...Object.keys(groups), ...bases]);
    return [...new Set(expressions.flatMap((each) => (each ? [...namesUsed(each.ast, all)] : [])))];
  };
  return {
    rule: ruleOf(file, context.params),
    groups,
    uses: used([match, expect, ...adjust.map(({ when }) => when), message, ...evidence]).filter((name) => Object.hasOwn(groups, name)),
    reads: used([match, expect]).filter((name) => Object.hasOwn(groups, name)),
    binds: used([match, expect, ...adjust.map(({ when }) => when)]),
    match,
    expect,
    adjust,
    prints: used([message, ...evidence]),
    message,
    evidence,
  };
}

function refusal(error: unknown, source: Source, at: Path): Error {
  if (error instanceof Complaint) return source.error(at, `${at[0]}: ${error.message}`, error.hint, error.word);
  return source.error(at, `${at[0]}: ${oneLine(error)}`);
}

const ruleOf = (file: RuleFile, params: Params): Rule => ({
  ...file,
  match: file.match ?? '',
  appliesTo: file.appliesTo ?? '',
  fix: withoutUndefined(file.fix),
  examples: file.examples.map(withoutUndefined),
  params,
});

type WithoutUndefined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };
const withoutUndefined = <T extends object>(value: T): WithoutUndefined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as WithoutUndefined<T>;
