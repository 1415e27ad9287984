import { createHash } from 'node:crypto';

/**
 * What recurs, certificates and lists of suites before all, is written once, on a line of its own, and named by its number wherever it is meant:
 * { "$": 12 }.
 */
export interface SharedValues {
  /** The value with references in it, and what must be written before it. */
  deflate(value: unknown): { readonly value: unknown; readonly before: readonly Shared[] };
}
export type SharedValue = string | readonly number[];
interface Shared {
  readonly id: number;
  readonly value: SharedValue;
}

const longText = 200;
const longList = 16;
const mostKept = 100_000; // what comes later is written out

const isLong = (value: unknown): value is SharedValue =>
  (typeof value === 'string' && value.length > longText) ||
  (Array.isArray(value) && value.length > longList && value.every((each) => typeof each === 'number'));

export function createSharedValues(): SharedValues {
  const ids = new Map<string, number>();
  const reference = (value: SharedValue, before: Shared[]): unknown => {
    const key = createHash('sha256').update(JSON.stringify(value)).digest('base64');
    const known = ids.get(key);
    if (known !== undefined) return { $: known };
    if (ids.size >= mostKept) return value;
    before.push({ id: ids.size, value });
    ids.set(key, ids.size);
    return { $: ids.size - 1 };
  };
  const walk = (value: unknown, before: Shared[]): unknown => {
    if (isLong(value)) return reference(value, before);
    if (value instanceof Uint8Array) return walk(Buffer.from(value).toString('base64'), before);
    if (Array.isArray(value)) return value.map((each) => walk(each, before));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, before)]));
  };
  return {
    deflate(value) {
      const before: Shared[] = [];
      return { value: walk(value, before), before };
    },
  };
}

const deepest = 32;
const mostInflated = 64 * 2 ** 20; // characters and numbers that one line may come to

/**
 * The value with what its references name. Throws where one names nothing, and where it is nested deeper, or comes to more, than a recording ever
 * does.
 */
export function inflate(whole: unknown, shared: ReadonlyMap<number, SharedValue>): unknown {
  let left = mostInflated;
  const named = (id: unknown): SharedValue => {
    const known = shared.get(Number(id));
    if (known === undefined) throw new Error('it refers to a value that is not there');
    left -= known.length;
    if (left < 0) throw new Error('it comes to more than a recording ever does');
    return known;
  };
  const walk = (value: unknown, depth: number): unknown => {
    if (depth > deepest) throw new Error('it is nested too deep');
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => walk(each, depth + 1));
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first?.[0] === '$') return named(first[1]);
    return Object.fromEntries(entries.map(([name, each]) => [name, walk(each, depth + 1)]));
  };
  return walk(whole, 0);
}
