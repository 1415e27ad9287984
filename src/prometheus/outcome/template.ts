/** Texts with {placeholders}, as rules/scrape-errors.yaml has them. Matching them is linear: what is matched comes from outside. */

const placeholders = /\{(\w+)\}/g;

export type Values = Readonly<Record<string, string>>;

/** What stands in a text where the value is not known beforehand. */
export const anything = '…';

/** The text with its values. */
export const fill = (template: string, values: Values): string =>
  template.replace(placeholders, (_, name: string) => (Object.hasOwn(values, name) ? values[name] : undefined) ?? anything);

/** The text as people read it: without the URL before it, and with "…" for what varies. */
export const readable = (template: string): string => fill(template.replace(/^\{get\}/, ''), {});

/** What stands between the placeholders: one more than there are of them, the first and the last possibly ''. */
export const literalsOf = (template: string): string[] => template.split(/\{(\w+)\}/).filter((_, index) => index % 2 === 0);

const namesIn = (template: string): string[] => template.split(/\{(\w+)\}/).filter((_, index) => index % 2 === 1);

/** The values with which the template is the whole text, or undefined where it is not. Each takes as little as it can. */
export function capture(template: string, text: string): Values | undefined {
  const [first = '', ...rest] = literalsOf(template);
  const last = rest.pop();
  if (last === undefined) return text === first ? {} : undefined;
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const taken: string[] = [];
  let from = first.length;
  for (const literal of rest) {
    const at = text.indexOf(literal, from);
    if (at < 0) return undefined;
    taken.push(text.slice(from, at));
    from = at + literal.length;
  }
  if (from > text.length - last.length) return undefined;
  taken.push(text.slice(from, text.length - last.length));
  return Object.fromEntries(namesIn(template).map((name, index) => [name, taken[index] ?? '']));
}

/** Whether what stands between the placeholders is in the text, in this order. */
export function isIn(template: string, text: string): boolean {
  let from = 0;
  for (const literal of literalsOf(template)) {
    const at = text.indexOf(literal, from);
    if (at < 0) return false;
    from = at + literal.length;
  }
  return true;
}
