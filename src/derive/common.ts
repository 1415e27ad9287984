import { type Absent, type Fact, type Facts, type Known, type Unknown, couldNotLook, factOf, isKnown } from '../model/fact.ts';

/** A group that another needs: its value, or what stands in its place and is passed on. */
export function needed<T>(facts: Facts, group: string): Known<T> | Unknown | Absent {
  const fact = factOf<T>(facts, group);
  if (!fact) return couldNotLook(`no ${group} facts were gathered`);
  if (isKnown(fact)) return { known: fact.known };
  return 'unknown' in fact ? { unknown: fact.unknown, cause: fact.cause } : { absent: fact.absent };
}

/** Derived facts stand on what was observed. */
export const derived = <T>(group: string, value: Known<T> | Unknown | Absent): Fact<T> => ({ ...value, group, basis: 'observed' });
