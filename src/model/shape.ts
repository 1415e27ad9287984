import * as v from 'valibot';

/** A type whose every field and list is read-only, at any depth. */
export type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

/** A string; what it says becomes its description in the published JSON Schema. */
export const text = (says: string) => v.pipe(v.string(), v.description(says));

/** A point in time: ISO 8601, in UTC. */
export const utcTime = (says: string) => v.pipe(v.string(), v.isoTimestamp(), v.regex(/Z$/), v.description(says));
