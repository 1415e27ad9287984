import type { Dial } from '../../../src/model/attempt.ts';
import { knownOf, type Facts } from '../../../src/model/fact.ts';
import type { KeyExchange, Tls } from '../../../src/model/facts.ts';
import { unpack, type Row } from '../../../src/model/packed.ts';
import type { Asked } from '../../../src/model/probe.ts';
import { groupName, suiteName } from '../../../src/model/registry.ts';
import { probes } from '../../../src/probes/index.ts';
import { dialTo, type FakeServer } from './fake-server.ts';

type TlsRows = Omit<Tls, 'suites'> & { readonly suites: readonly Row[] };
type KeyExchangeRows = Omit<KeyExchange, 'groups'> & { readonly groups: readonly Row[] };

/** What everything else builds on: without sessions, server names, and what is looked at only where it is asked for. */
const core: ReadonlySet<string> = new Set(['transport', 'tls', 'key_exchange', 'certificate', 'client_auth', 'http']);

interface SeenInFull {
  readonly tls: TlsRows;
  readonly keyExchange: KeyExchangeRows;
}

/** All probes of the core, one after another. */
export async function observeCore(dial: Dial, asked: Asked): Promise<Facts> {
  const facts = [];
  for (const probe of probes) if (core.has(probe.group)) facts.push(await probe.observe(dial, asked));
  return facts;
}

/** The core of full depth on a server that speaks TLS. */
export async function observeInFull(dial: Dial, asked: Asked): Promise<SeenInFull> {
  const facts = await observeCore(dial, asked);
  const [tls, keyExchange] = [knownOf<Tls>(facts, 'tls'), knownOf<KeyExchange>(facts, 'key_exchange')];
  if (!tls || !keyExchange) throw new Error('nothing was seen of TLS');
  return {
    tls: { ...tls, suites: unpack(tls.suites, suiteName) },
    keyExchange: { ...keyExchange, groups: unpack(keyExchange.groups, groupName) },
  };
}

export async function fullAt(server: FakeServer, asked: Asked): Promise<SeenInFull & { readonly made: readonly string[] }> {
  const { dial, made } = dialTo(server, asked.most);
  return { ...(await observeInFull(dial, asked)), made };
}

const acceptedAt = (rows: readonly Row[], version: string): Row[] => rows.filter((row) => row.version === version && row.accepted === true);

/** Names, in alphabetical order. */
export const acceptedSuites = ({ suites }: TlsRows, version: string): string[] =>
  acceptedAt(suites, version)
    .map(({ name }) => name)
    .sort();

/** Code points, in ascending order. */
export const acceptedGroups = ({ groups }: KeyExchangeRows, version: string): number[] =>
  acceptedAt(groups, version)
    .map(({ id }) => id)
    .sort((one, other) => one - other);
