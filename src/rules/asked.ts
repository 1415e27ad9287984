import { couldNotLook, isUnknown } from '../model/fact.ts';
import type { CompiledRule } from './compiled.ts';
import type { Type } from './types.ts';

/**
 * The group's value as this rule may judge it: members that the rule asks for and that nobody asked the server are added, their
 * answers unknown, so that nothing can be concluded from their silence.
 */
export function withAskedMembers(group: string, value: unknown, { rule, groups }: CompiledRule): unknown {
  let result = value;
  for (const [path, parameter] of Object.entries(rule.asks)) {
    const [owner = '', field = ''] = path.split('.');
    if (owner !== group || typeof result !== 'object' || result === null) continue;
    const list = (result as Record<string, unknown>)[field];
    const missing = membersMissing(list, rule.params[parameter] as readonly string[]);
    if (missing.length === 0) continue;
    const item = itemType(groups[group], field);
    result = {
      ...result,
      [field]: [...(Array.isArray(list) ? (list as unknown[]) : []), ...missing.map((name) => unanswered(name, item))],
    };
  }
  return result;
}

/** A list that is unknown as a whole stays so. */
function membersMissing(list: unknown, asked: readonly string[]): string[] {
  if (isUnknown(list)) return [];
  const names = new Set((Array.isArray(list) ? list : []).map((item: { name?: unknown }) => item.name));
  return asked.filter((name) => !names.has(name));
}

function itemType(group: Type | undefined, field: string): Type | undefined {
  const list = group?.is === 'object' ? group.fields[field] : undefined;
  return list?.is === 'list' ? list.of : undefined;
}

function unanswered(name: string, item: Type | undefined): object {
  const fields = item?.is === 'object' ? Object.keys(item.fields) : [];
  const notAsked = couldNotLook(`${name} was not asked`);
  return Object.fromEntries(fields.map((field) => [field, field === 'name' ? name : notAsked]));
}
