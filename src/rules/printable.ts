import { isAbsent, isUnknown } from '../model/fact.ts';
import { clean } from '../model/text.ts';
import type { Type } from './types.ts';

const mostItems = 1000;

/**
 * A value as messages and evidence see it: text is made safe to print, and what is unknown prints as "?". An item of a list whose own
 * boolean or number is unknown is left out: nothing can be said of it, and a `filter` over it would fail.
 */
export function printable(value: unknown, type: Type): unknown {
  if (isUnknown(value) || isAbsent(value) || value === undefined) return placeholder(type);
  if (typeof value === 'string') return clean(value, 200);
  if (Array.isArray(value))
    return value
      .slice(0, mostItems)
      .filter((item) => !isSilent(item, type))
      .map((item) => printable(item, itemType(type)));
  if (typeof value !== 'object' || value === null || type.is !== 'object') return value;
  const owner = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, printable(owner[name], field)]));
}

const itemType = (type: Type): Type => (type.is === 'list' ? type.of : type);

function isSilent(item: unknown, list: Type): boolean {
  const type = itemType(list);
  if (isUnknown(item)) return true;
  if (type.is !== 'object' || typeof item !== 'object' || item === null) return false;
  return Object.entries(type.fields).some(
    ([name, field]) => field.is === 'scalar' && field.of !== 'string' && isUnknown((item as Record<string, unknown>)[name]),
  );
}

function placeholder(type: Type): unknown {
  if (type.is === 'list') return [];
  if (type.is === 'scalar') return '?';
  return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, placeholder(field)]));
}
