import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { LabelSelector } from '../prometheus/index.ts';

const key = String.raw`[A-Za-z0-9][\w./-]*`;
const requirement = new RegExp(String.raw`^(?:(!)\s*(${key})|(${key})(?:\s*(==|=|!=)\s*([\w.-]*)|\s+(in|notin)\s*\(([^()]*)\))?)$`);

/**
 * Reads a selector as kubectl's -l takes it: "app=pgx,tier!=test,env in (a,b),!legacy"; '' selects all. Throws a usage error.
 */
export function parseSelector(text: string): LabelSelector {
  const parts = text.trim() === '' ? [] : split(text);
  return { matchExpressions: parts.map((part) => expression(part.trim(), text)) };
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

function expression(part: string, whole: string): Expression {
  const match = part.length <= 1000 ? requirement.exec(part) : null;
  if (!match)
    throw usageError(`--selector ${clean(whole, 200)}: cannot read "${clean(part, 100)}"`, "for example: -l 'app=shop,tier in (db,cache)'");
  const [, not, absent, name = '', equals, value = '', set, members = ''] = match;
  if (not && absent) return { key: absent, operator: 'DoesNotExist', values: [] };
  if (set) return { key: name, operator: set === 'in' ? 'In' : 'NotIn', values: members.split(',').map((each) => each.trim()) };
  if (equals) return { key: name, operator: equals === '!=' ? 'NotIn' : 'In', values: [value] };
  return { key: name, operator: 'Exists', values: [] };
}

/** Commas separate requirements, but not within the parentheses of a set. */
function split(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
