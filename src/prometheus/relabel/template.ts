import type { Match } from './pattern.ts';

/** A replacement as Go's regexp.Expand reads it: text, and the groups that stand in it. A group that does not exist is empty. */
export type Template = readonly (string | number)[];

const reference = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u;

/** Reads "$1", "${1}", "$name", "${name}" and "$$"; any other "$" stands for itself. `groups`: the numbers of the named ones. */
export function readTemplate(text: string, groups: ReadonlyMap<string, number>): Template {
  const parts: (string | number)[] = [];
  let rest = text;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
    const found = reference.exec(rest);
    if (found) parts.push(groupNumber(found[1] ?? found[2] ?? '', groups));
    else parts.push('$');
    rest = rest.slice(found ? found[0].length : rest.startsWith('$') ? 1 : 0);
  }
  return [...parts, rest].filter((part) => part !== '');
}

/** -1 where there is none. Numbers have no leading zeros and at most nine digits. */
function groupNumber(name: string, groups: ReadonlyMap<string, number>): number {
  const number = /^(?:0|[1-9]\d{0,8})$/.test(name);
  return number ? Number(name) : (groups.get(name) ?? -1);
}

export const expand = (template: Template, match: Match): string =>
  template.map((part) => (typeof part === 'string' ? part : (match.groups[part] ?? ''))).join('');
