import type { Step } from './compile.ts';
import type { Match, Pattern } from './pattern.ts';

/** Thrown and caught within the engine: what is beyond its bounds, or depends on what is not known. */
export class Unsupported extends Error {}

/** The longest value that is read or written, in UTF-16 units. */
const longest = 20_000;
/** What matching may still cost: instructions × characters. The engine does some ten million a second at its worst. */
export interface Budget {
  left: number;
}
const mostOfOne = 2_000_000; // of one match
export const createBudget = (left = 100_000_000): Budget => ({ left });
const mostRemembered = 2000;

/** Matches patterns against the values of many targets: bounded in time, and each text once, since most of them are the same. */
export class Matching {
  readonly #tested = new Map<Step, Map<string, boolean>>();
  readonly #made = new Map<Step, Map<string, string>>();
  #budgets: readonly Budget[] = [createBudget()];

  /** From here on, matching is at the cost of these. */
  charge(budgets: readonly Budget[]): void {
    this.#budgets = budgets;
  }

  /** What a step makes of a text, once. */
  remembered(step: Step, text: string, make: () => string): string {
    const made = this.#made.get(step) ?? new Map<string, string>();
    this.#made.set(step, made);
    const before = made.get(text);
    if (before !== undefined) return before;
    const now = make();
    if (made.size < mostRemembered && text.length < 500 && now.length < 500) made.set(text, now);
    return now;
  }

  test(step: Step, text: string): boolean {
    if (step.config.regex === '(.*)') return true;
    const tested = this.#tested.get(step) ?? new Map<string, boolean>();
    this.#tested.set(step, tested);
    const before = tested.get(text);
    if (before !== undefined) return before;
    this.#spend(step.pattern, text);
    const matches = step.pattern.test(text);
    if (tested.size < mostRemembered && text.length < 500) tested.set(text, matches);
    return matches;
  }

  find(step: Step, text: string, from = 0): Match | null {
    if (step.config.regex === '(.*)') return { start: 0, end: text.length, groups: [text, text] };
    this.#spend(step.pattern, text);
    return step.pattern.find(text, from);
  }

  #spend({ size }: Pattern, text: string): void {
    const cost = size * (bounded(text).length + 1);
    for (const budget of this.#budgets) budget.left -= cost;
    if (cost > mostOfOne || this.#budgets.some(({ left }) => left < 0))
      throw new Unsupported('matching its relabelings takes more time than is given to them');
  }
}

export function bounded(text: string): string {
  if (text.length > longest) throw new Unsupported(`relabelings make a text of more than ${longest} characters`);
  return text;
}
