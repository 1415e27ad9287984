import type { Asked } from '../model/probe.ts';
import { cipherSuites, suiteId, tlsVersions, type CipherSuite } from '../model/registry.ts';
import { grease } from './chunks.ts';
import { existsAt, leafSuites, tls12, usualLength } from './offers.ts';

/** The longest list that is ever sent. */
const mostSuites = 256;

interface AskedSuite {
  readonly suite: CipherSuite;
  readonly versions: readonly number[]; // that it is registered for, the highest first
}

interface AskedSuites {
  readonly at: ReadonlyMap<number, readonly CipherSuite[]>; // by version that they are registered for
  readonly all: readonly AskedSuite[];
}

/**
 * How bad it is, coarsely: 0 protects nothing, 1 is broken, 2 is neither, 3 lacks forward secrecy alone. The worst are offered first, for
 * servers that follow the client's order.
 */
function badness(suite: CipherSuite): number {
  if (suite.export || suite.enc === 'NULL' || suite.auth === 'anon') return 0;
  if (suite.bits < 128 || suite.enc.startsWith('RC4') || suite.mac === 'HMAC-MD5') return 1;
  return suite.forwardSecrecy ? 2 : 3;
}

function workOut(names: readonly string[]): AskedSuites {
  const asked = new Set(names);
  const suites = cipherSuites.filter(({ name }) => asked.has(name)).sort((one, other) => badness(one) - badness(other));
  const versions = tlsVersions.map(({ id }) => id);
  return {
    at: new Map(versions.map((version) => [version, suites.filter((suite) => existsAt(suite, version))])),
    all: suites.map((suite) => ({ suite, versions: versions.filter((version) => existsAt(suite, version)) })),
  };
}

const idsOf = (names: readonly string[]): ReadonlySet<number> => new Set(names.flatMap((name) => suiteId(name) ?? []));

/** Worked out once for all targets that are asked the same: by the list itself, which they share. */
function once<K extends object, T>(work: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, T>();
  return (key) => {
    const value = made.get(key) ?? work(key);
    made.set(key, value);
    return value;
  };
}

const workedOut = once(workOut);
const setsOf = once((lists: readonly (readonly string[])[]) => lists.map(idsOf));

const path = 'tls.suites';
const nothing: readonly string[] = [];
const namesIn = ({ sets }: Pick<Asked, 'sets'>): readonly string[] => sets[path] ?? nothing;

/** Every suite that is asked about and registered for the version, the worst first. */
export const askedAt = (asked: Asked, version: number): readonly CipherSuite[] => workedOut(namesIn(asked)).at.get(version) ?? [];

/** Every suite that is asked about, the worst first. */
export const askedSuites = (asked: Asked): readonly AskedSuite[] => workedOut(namesIn(asked)).all;

/** The sets of suites of which one accepted member each is enough; none where every answer is wanted. */
export const decisiveSuites = ({ decisive }: Asked): readonly ReadonlySet<number>[] => (decisive[path] ? setsOf(decisive[path]) : []);

/**
 * How many suites to offer when TLS 1.2 is asked for: as many as are asked about later, and with them. A server that answers it has proven that it
 * can read a list of that length, so that what is asked about fits in one hello.
 */
export const provingLength = (asked: Asked): number =>
  Math.min(mostSuites, Math.max(usualLength, askedAt(asked, tls12).length + leafSuites(tls12).length + grease.length));
