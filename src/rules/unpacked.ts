import { unpack, type Packed } from '../model/packed.ts';
import { groupName, suiteName } from '../model/registry.ts';

/** The lists that reports hold packed, by group: field and registry. */
const packedFields: Readonly<Record<string, readonly [field: string, nameOf: (id: number) => string]>> = {
  tls: ['suites', suiteName],
  key_exchange: ['groups', groupName],
};

/** The group's value with one row for each code point, as rules see it. */
export function unpacked(group: string, known: unknown): unknown {
  const [field, nameOf] = packedFields[group] ?? [];
  if (field === undefined || nameOf === undefined || typeof known !== 'object' || known === null) return known;
  const list = (known as Record<string, unknown>)[field];
  return isPacked(list) ? { ...known, [field]: unpack(list, nameOf) } : known;
}

/** The examples of rules have rows. */
const isPacked = (list: unknown): list is readonly Packed[] =>
  Array.isArray(list) && list.every((each: unknown) => typeof each === 'object' && each !== null && 'codePoints' in each);
