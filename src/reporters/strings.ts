import { copyOf, type Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { clean } from '../model/text.ts';

/** The longest text that is shown whole. */
const mostText = 2000;

type Change = (text: string) => string;

/** Every string on one line and printable, at any depth; fixes keep their lines. */
function createPrintable(change: Change = (text) => text): <T>(value: T) => T {
  const line = (text: string): string => change(clean(text, mostText));
  return createMapping((text, key) => (key === 'text' || key === 'fix' ? text.trimEnd().split('\n').map(line).join('\n') : line(text)));
}

export function printableFindings(findings: readonly Finding[], change?: Change): Finding[] {
  const printed = createPrintable(change);
  return findings.map((finding) => printed(copyOf(finding)));
}

/** The report with the findings that are shown, and without observations, which have sections of their own. */
export const printable = (report: Report, shown: readonly Finding[], change?: Change): Report => ({
  ...createPrintable(change)({ ...report, observations: [], findings: [] }),
  findings: printableFindings(shown, change),
});

/** Copies in which every string went through `change`, at any depth, so that no reporter can forget one. What findings share, their copies do. */
function createMapping(change: (text: string, key: string) => string): <T>(value: T) => T {
  const made = new WeakMap<object, unknown>();
  const mapped = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return change(value, key);
    if (typeof value !== 'object' || value === null) return value;
    const before = made.get(value);
    if (before !== undefined) return before;
    const copy = Array.isArray(value)
      ? value.map((item) => mapped(item, key))
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, name)]));
    made.set(value, copy);
    return copy;
  };
  return <T>(value: T) => mapped(value, '') as T;
}

/** Text without anything that Markdown, or GitHub's comments, would turn into a mention, a link or a picture. */
export const withoutMarkup = (text: string): string => text.replace(/(?<![\w.])@(?=\w)/g, '@ ').replace(/\](?=[([])/g, '] ');

/** "a, b and 3 more": at most `most` of them. */
export function some(items: readonly string[], most: number): string {
  if (items.length <= most + 1) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}
