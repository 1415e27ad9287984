import { isUnknown, type Leaf, type Unknown } from '../../model/fact.ts';
import { grouped } from '../../model/grouped.ts';

/** One line: what it is about, and what was seen of it. Texts from outside are as found: whoever prints them cleans them. */
export type Line = readonly [label: string, text: string];

export const listed = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));

/** "? (reason)" of what could not be determined. */
export const shown = <V>(value: V, text: (known: Exclude<V, Unknown>) => string): string =>
  isUnknown(value) ? `? (${value.unknown})` : text(value as Exclude<V, Unknown>);

/** A line only where there is something to list. */
export const lineOf = (label: string, items: readonly string[]): Line[] => (items.length === 0 ? [] : [[label, items.join('; ')]]);

type YesNo = Leaf<boolean | null>;

const answer = (value: YesNo): string => shown(value, (known) => (known === null ? 'not in these versions' : known ? 'yes' : 'no'));

/** "yes: a, b; no: c; ? (reason): d": questions by their answer, each reason once. */
export function byAnswer(questions: readonly (readonly [name: string, value: YesNo])[]): string {
  const groups = grouped(questions, ([, value]) => answer(value));
  const order = ['yes', 'no', 'not in these versions'];
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...groups]
    .toSorted(([one], [other]) => place(one) - place(other))
    .map(([key, members]) => `${key}: ${members.map(([name]) => name).join(', ')}`)
    .join('; ');
}
