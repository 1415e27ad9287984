import { compare } from '../model/text.ts';
import type { LabelSelector } from './label-selector.ts';

/** Label selectors as one text, "app=pgx,tier in (cache,db),!old": what kubectl's -l takes and a kubernetes_sd_config carries. */

const key = String.raw`[A-Za-z0-9][\w./-]*`;
const requirement = new RegExp(String.raw`^(?:(!)\s*(${key})|(${key})(?:\s*(==|=|!=)\s*([\w.-]*)|\s+(in|notin)\s*\(([^()]*)\))?)$`);
const mostLength = 4000;

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

/** Reads one as the API server does, '' as the one that selects all; `unreadable`: the part of it that is none. */
export function readLabelSelector(text: string): LabelSelector | { readonly unreadable: string } {
  if (text.trim() === '') return {};
  if (text.length > mostLength) return { unreadable: text };
  const parts = text.split(/,(?![^()]*\))/).map((part) => part.trim()); // a comma within parentheses separates the values of a set
  const read = parts.map((part) => expression(part));
  const wrong = read.indexOf(undefined);
  return wrong >= 0 ? { unreadable: parts[wrong] ?? '' } : { matchExpressions: read.filter((each) => each !== undefined) };
}

function expression(part: string): Expression | undefined {
  const match = requirement.exec(part);
  if (!match) return undefined;
  const [, not, absent = '', name = '', equals, value = '', set, members = ''] = match;
  if (not) return { key: absent, operator: 'DoesNotExist', values: [] };
  if (set) return { key: name, operator: set === 'in' ? 'In' : 'NotIn', values: members.split(',').map((each) => each.trim()) };
  if (equals) return { key: name, operator: equals === '!=' ? 'NotIn' : 'In', values: [value] };
  return { key: name, operator: 'Exists', values: [] };
}

/** Writes one, in the order of the keys (labels.Selector.String of k8s.io/apimachinery). */
export function labelSelectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  const equal = Object.entries(matchLabels ?? {}).map(([name, value]) => ({ name, text: `${name}=${value}` }));
  const others = (matchExpressions ?? []).map((each) => ({ name: each.key, text: expressionText(each) }));
  return [...equal, ...others]
    .sort((one, other) => compare(one.name, other.name))
    .map(({ text }) => text)
    .join(',');
}

function expressionText({ key: name, operator, values }: Expression): string {
  if (operator === 'Exists') return name;
  if (operator === 'DoesNotExist') return `!${name}`;
  return `${name} ${operator === 'In' ? 'in' : 'notin'} (${[...(values ?? [])].sort(compare).join(',')})`;
}
