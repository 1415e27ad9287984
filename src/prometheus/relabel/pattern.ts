import { RE2JS } from 're2js';
import { clean } from '../../model/text.ts';

/** Where a pattern matched, in UTF-16 units, and what its groups hold: group 0 is the match, undefined what took no part. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A compiled regular expression. Matching takes time linear in `size` × the length of the text. */
export interface Pattern {
  readonly size: number; // instructions
  readonly names: ReadonlyMap<string, number>; // of named groups
  test(text: string): boolean;
  find(text: string, from: number): Match | null;
}

const longest = 4000;
const mostInstructions = 100_000;

/**
 * Compiles as Prometheus does, anchored and with "." matching line breaks (model/relabel/relabel.go, NewRegexp), on a linear-time engine: the
 * pattern is a tenant's. `unsupported` says why not: no valid RE2, or too large.
 */
export function compilePattern(regex: string): Pattern | { readonly unsupported: string } {
  const shown = clean(regex, 60);
  if (regex.length > longest) return { unsupported: `the pattern "${shown}" is longer than ${longest} characters` };
  if (instructions(regex) > mostInstructions) return { unsupported: `the pattern "${shown}" is too large to be evaluated` };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(`^(?s:${regex})$`);
  } catch {
    return { unsupported: `"${shown}" is no regular expression that is evaluated (RE2)` };
  }
  return {
    size: compiled.programSize(),
    names: new Map(Object.entries(compiled.namedGroups())),
    test: (text) => compiled.test(text),
    find: (text, from) => findIn(compiled, text, from),
  };
}

/**
 * More instructions than the pattern can have: every character as often as all repetitions together, which RE2 allows up to 1000 when nested.
 * Compiling takes time that grows with it.
 */
export function instructions(regex: string): number {
  let times = 1;
  for (const [, from = '', to = ''] of regex.matchAll(/\{(\d{1,4})(?:,(\d{0,4}))?\}/g))
    times = Math.min(1000, times * Math.max(1, Number(from) + 1, Number(to)));
  return regex.length * times;
}

function findIn(compiled: RE2JS, text: string, from: number): Match | null {
  const matcher = compiled.matcher(text);
  if (!matcher.find(from)) return null;
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
  return { start: matcher.start(), end: matcher.end(), groups };
}
