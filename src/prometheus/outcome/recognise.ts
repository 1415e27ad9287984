import type { ScrapeError, ScrapeErrors } from './table.ts';
import { capture, isIn, literalsOf, readable } from './template.ts';

/** One cause that a text may have. */
export interface Recognised {
  readonly entry: ScrapeError;
  readonly text: string; // the entry's text that it is
}

const mostText = 8000;
const leastPart = 5; // characters; fewer are in too many texts
const leastWords = 3;

/** As people paste it: quotes escaped by a log, lines broken by a terminal. */
const normal = (text: string): string =>
  text
    .slice(0, mostText)
    .replaceAll(String.raw`\"`, '"')
    .replace(/\s+/g, ' ')
    .trim();

const unquoted = (text: string): string => /^(["'`])(.*)\1$/.exec(text)?.[2] ?? text;

/** A text by itself, without the URL that may stand before it. */
const core = (template: string): string => normal(template).replace(/^\{get\}/, '');

const lengthOf = (template: string): number => literalsOf(template).join('').length;

/** How much of the template's end it is, which is what is left when a log's or an event's beginning was not pasted; 0: it is no end. */
function lengthOfEnd(template: string, text: string): number {
  const literals = literalsOf(template);
  if (text.length >= leastPart && literals.at(-1)?.endsWith(text)) return text.length;
  const ends = literals.map((_, from) => literals.slice(from)).filter((end, from) => from > 0 && end.join('').length > leastPart);
  return ends.find((end) => isTail(end, text))?.join('').length ?? 0;
}

const isTail = (literals: readonly string[], text: string): boolean => capture(literals.join('{part}'), text) !== undefined;

/** How many words of the text stand in the template one after the other. */
function commonWords(template: string, text: string): number {
  const words = text.toLowerCase().split(' ');
  const known = literalsOf(template).map((literal) => ` ${literal.toLowerCase()} `);
  let most = 0;
  for (let from = 0; from < words.length; from++)
    while (from + most < words.length && known.some((literal) => literal.includes(words.slice(from, from + most + 1).join(' ')))) most++;
  return most;
}

type Score = (template: string, text: string) => number;

const whole: Score = (template, text) => (isIn(template, text) ? Math.min(lengthOf(template), text.length) : lengthOfEnd(template, text));
const part: Score = (template, text) =>
  text.length >= leastPart && literalsOf(template).some((each) => each.includes(text)) ? text.length : 0;
const words: Score = (template, text) => {
  const common = commonWords(template, text.split(' ').slice(0, 60).join(' '));
  return common >= leastWords ? common : 0;
};

/** The causes whose texts score highest; the documented text of one before another of the next, else in the table's order. */
function best(errors: ScrapeErrors, text: string, score: Score): Recognised[] {
  const scored = errors.flatMap((entry) => {
    const texts = [...entry.texts, ...entry.texts2x];
    const scores = texts.map((each) => score(core(each), text));
    const most = Math.max(...scores);
    const at = scores.indexOf(most);
    return most > 0 ? [{ entry, text: texts[at] ?? '', most, documented: at % entry.texts.length === 0 }] : [];
  });
  const highest = Math.max(0, ...scored.map(({ most }) => most));
  return scored.filter(({ most }) => most === highest).sort((one, other) => Number(other.documented) - Number(one.documented));
}

/**
 * The causes that a pasted text may have, the likeliest first: a whole line with its address and time, or its end; else a part of a text; else what
 * has most words of it. Empty where it is nothing of this.
 */
export function recognise(errors: ScrapeErrors, pasted: string): readonly Recognised[] {
  const text = unquoted(normal(pasted));
  for (const score of [whole, part, words]) {
    const found = best(errors, text, score);
    if (found.length > 0) return found;
  }
  return [];
}

/** The documented text that has most words in common with this one, or undefined where none has any. */
export function nearestError(errors: ScrapeErrors, pasted: string): string | undefined {
  const text = normal(pasted).split(' ').slice(0, 60).join(' ');
  const [first] = errors
    .map(({ texts: [documented = ''] }) => ({ documented: core(documented), common: commonWords(core(documented), text) }))
    .sort((one, other) => other.common - one.common);
  return first && first.common > 0 ? readable(first.documented) : undefined;
}
