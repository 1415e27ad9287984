import type { Report } from '../model/report.ts';
import { clean } from '../model/text.ts';

/** The longest text that is shown whole. */
const mostText = 2000;

/** The report with every string on one line and printable, and without observed facts, which only JSON carries. Fixes keep their lines. */
export function printable(report: Report, change = (text: string): string => text): Report {
  const line = (text: string): string => change(clean(text, mostText));
  const observations = report.observations.map((observation) => ({ ...observation, facts: [] }));
  return mapStrings({ ...report, observations }, (text, key) =>
    key === 'text' || key === 'fix' ? text.trimEnd().split('\n').map(line).join('\n') : line(text),
  );
}

/** A copy of the value in which every string went through `change`, at any depth; so no reporter can forget one. */
function mapStrings<T>(value: T, change: (text: string, key: string) => string, key = ''): T {
  return mapped(value, change, key) as T;
}

function mapped(value: unknown, change: (text: string, key: string) => string, key: string): unknown {
  if (typeof value === 'string') return change(value, key);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, change, name)]));
}

/** Text without anything that Markdown, or GitHub's comments, would turn into a mention, a link or a picture. */
export const withoutMarkup = (text: string): string => text.replace(/(?<![\w.])@(?=\w)/g, '@ ').replace(/\](?=[([])/g, '] ');

/** "a, b and 3 more": at most `most` of them. */
export function some(items: readonly string[], most: number): string {
  if (items.length <= most + 1) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}
