import { couldNotLook } from '../model/fact.ts';
import type { Tls } from '../model/facts.ts';
import type { Asked } from '../model/probe.ts';
import { cipherSuites, versionName } from '../model/registry.ts';
import { spent } from './common.ts';
import type { Choice, Search } from './search.ts';
import { askSuites } from './suite-hello.ts';
import type { Means } from './weak-suites.ts';

type Preference = Tls['preference'][number];

const byId = new Map(cipherSuites.map((suite) => [suite.id, suite]));

/**
 * Whether the choice between two suites is one of order alone: the same key exchange and authentication, and not AES against ChaCha20, where Go
 * and others take the one that the client lists first, whatever order they have else.
 */
function comparable(one: number, other: number): boolean {
  const [a, b] = [byId.get(one), byId.get(other)];
  return a !== undefined && b !== undefined && a.kx === b.kx && a.auth === b.auth && (a.enc === 'CHACHA20') === (b.enc === 'CHACHA20');
}

/** A suite that was chosen, and one that is accepted too and was offered in the same hello: before it, or after. */
interface Pair {
  readonly chosen: number;
  readonly passedOver: number;
  readonly inOrder: boolean; // the chosen one was offered first
}

const pairsOf = ({ offered, chosen }: Choice, accepted: ReadonlySet<number>): Pair[] =>
  offered
    .filter((id) => id !== chosen && accepted.has(id) && comparable(id, chosen))
    .map((passedOver) => ({ chosen, passedOver, inOrder: offered.indexOf(chosen) < offered.indexOf(passedOver) }));

/**
 * Whose order decides: the server's where it passes over what the client listed before. Where it has followed the client's list so far, one hello
 * with two suites the other way round tells whether that was by chance.
 */
export async function readPreference(asked: Asked, search: Search, { dial, serverName, left }: Means): Promise<Preference[]> {
  const { version, settled, choices } = search;
  const accepted = new Set([...settled].filter(([, value]) => value === true).map(([id]) => id));
  if (accepted.size < 2) return [];
  const row = (by: Preference['by']): Preference[] => [{ version: versionName(version), by }];
  const pairs = choices.flatMap((choice) => pairsOf(choice, accepted));
  if (pairs.some(({ inOrder }) => !inOrder)) return row('server');
  const [pair] = pairs;
  if (!pair) return row(couldNotLook('no two of the accepted suites tell it'));
  if (left() <= 0) return row(spent(asked));
  const suites = [pair.passedOver, pair.chosen];
  const reply = await askSuites(dial, { name: `preference-${version.toString(16)}`, version, suites, serverName });
  if (!('chosen' in reply)) return row(couldNotLook('it was not answered again'));
  return row(reply.chosen.suite === pair.chosen ? 'server' : 'client');
}
