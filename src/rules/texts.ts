import { clean } from '../model/text.ts';
import type { Expression } from './cel.ts';
import type { CompiledRule } from './compiled.ts';

const mostEvidence = 20;

/** The rule's message, or its title where the message cannot be made: texts never change a verdict. */
export function messageOf({ rule, message }: CompiledRule, printing: object): string {
  const text = evaluated(message, printing);
  return typeof text === 'string' && text.trim() !== '' ? clean(text, 800) : rule.title;
}

/** What was seen that decided: strings, and lists of strings, as far as they can be made. */
export function evidenceOf({ evidence }: CompiledRule, printing: object): string[] {
  const all = evidence.flatMap((each) => evaluated(each, printing));
  const texts = all.filter((each): each is string => typeof each === 'string' && each !== '').map((each) => clean(each, 300));
  const unique = [...new Set(texts)];
  return unique.length <= mostEvidence ? unique : [...unique.slice(0, mostEvidence), `and ${unique.length - mostEvidence} more`];
}

function evaluated(expression: Expression, printing: object): unknown {
  try {
    return expression.evaluate(printing);
  } catch {
    return undefined;
  }
}
