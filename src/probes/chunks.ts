import { everySuite, ssl3, suites13, suitesUpTo, tls13, usualLength } from './offers.ts';

/**
 * Code points that no suite has (RFC 8701): first and last in a hello that asks for suites one by one, so that a server which takes whatever
 * comes first, or last, gives itself away.
 */
export const grease: readonly [number, number] = [0x0a0a, 0xfafa];
export const isGrease = (suite: number): boolean => grease.includes(suite);
export const withGrease = (suites: readonly number[]): number[] => [grease[0], ...suites, grease[1]];

const cut = (suites: readonly number[], length: number): number[][] =>
  Array.from({ length: Math.ceil(suites.length / length) }, (_, index) => suites.slice(index * length, (index + 1) * length));

/** The two halves of a list that may have been too long; a short list is asked again as it is. */
export const halvesOf = (suites: readonly number[]): number[][] =>
  suites.length > usualLength / 2 ? cut(suites, Math.ceil(suites.length / 2)) : [[...suites]];

/** Suites that SSLv3 was made with come first there: some servers of it read one octet of two. */
const oldFirst = [...everySuite.filter((id) => id < 0x100), ...everySuite.filter((id) => id >= 0x100)];
/** The stronger of the two usual suites first: a server with an order of its own that prefers the other shows it. */
const strongestFirst = [0x1302, ...suites13.filter((id) => id !== 0x1302)];

/** Every registered suite of TLS 1.3, or every one below it whatever version it is registered for, in lists that leave room for grease. */
export function everySuiteAt(version: number): number[][] {
  if (version === tls13) return [strongestFirst];
  return cut(version === ssl3 ? oldFirst : everySuite, usualLength - grease.length);
}

/** Everything that may be in use up to `max` (TLS 1.2 or less), in lists of which the first is the likeliest. */
export const chunksUpTo = (max: number): number[][] => cut(max === ssl3 ? oldFirst : suitesUpTo(max, everySuite.length), usualLength);
