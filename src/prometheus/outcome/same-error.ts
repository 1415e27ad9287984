import { anything, capture } from './template.ts';

/** What stands for the time of a scrape in a predicted text: it is another one in every scrape. */
export const nowText = '(now)';

/** What differs from scrape to scrape, or is not Go's to choose, by what stands for it. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/(https?:\/\/)[^/"\s]*/g, '$1(address)'],
  [/\b(dial|read|write) (tcp|udp)[46]? [^ ]+: /g, '$1 $2 (address): '],
  [/\blookup ([^ ]+) on [^ ]+: /g, 'lookup $1 on (address): '],
  [/(current time )\S+/g, '$1(now)'],
  [/(candidate authority certificate )".*"/g, '$1(name)'],
  [/readLoopPeekFailLocked: /g, ''], // net/http says where it met the error, or not
  [/(server returned HTTP status \d{3})\b.*/g, '$1'], // the words after the number are the server's
];

const mostText = 4000;

const masked = (text: string): string =>
  masks.reduce((whole, [pattern, mask]) => whole.replace(pattern, mask), text.slice(0, mostText).trim());

const isAn = (text: string, other: string): boolean => capture(text.replaceAll(anything, '{anything}'), other) !== undefined;

/**
 * Whether a text that was predicted is the one that Prometheus shows: the same but for addresses and ports that connections have, the time of the
 * scrape, the name of an authority that Go tried, the server's words for an HTTP status, and what the prediction leaves open ("…"). Names that
 * were verified must be the same. Which of the two is which does not matter.
 */
export function sameError(expected: string, actual: string): boolean {
  const [one, other] = [masked(expected), masked(actual)];
  return isAn(one, other) || isAn(other, one);
}
