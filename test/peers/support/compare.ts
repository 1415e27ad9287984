import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exceptions, isMistaken, mayBeUnknown, type Exception } from '../exceptions.ts';
import { isUnknown } from '../../../src/model/fact.ts';
import { judges, type Judge, type Judged } from '../judges/index.ts';
import { chainsByOpenssl, sessionByOpenssl } from '../judges/openssl.ts';
import { debianDefault } from '../servers/index.ts';
import { groupsOf, look, suitesOf, undetermined, versionsOf, type Seen } from './engine.ts';
import { quick } from './installed.ts';
import { startServer, type RunningServer, type ServerSpec } from './server.ts';
import { groupBelow, groupWith, shakesHands } from './witness.ts';

/** Everything the judges say of one server, and what the engine says. */
interface Court {
  readonly server: RunningServer;
  readonly seen: Seen;
  readonly judged: ReadonlyMap<string, Judged>;
}

const judgesOf = (spec: ServerSpec): readonly Judge[] =>
  judges.filter(({ slow }) => !slow || (quick ? spec === debianDefault : spec.testssl));
const chosen = (specs: readonly ServerSpec[]): readonly ServerSpec[] => (quick ? specs.filter((spec) => spec.quick) : specs);

const knownOf = (spec: ServerSpec, judge: string): Exception[] =>
  exceptions.filter((exception) => exception.judge === judge && (exception.servers?.(spec) ?? true));

/** What the judge says; nothing, where it is known to give up. */
async function verdict(judge: Judge, spec: ServerSpec, port: number): Promise<Judged> {
  if (!knownOf(spec, judge.name).some(({ givesUp }) => givesUp)) return judge.judge(port);
  await expect(judge.judge(port)).rejects.toThrow(judge.name);
  return { versions: [], suites: [] };
}

async function convene(spec: ServerSpec): Promise<Court> {
  const server = await startServer(spec);
  try {
    const seen = await look(server.port, { depth: 'full', most: 400 });
    const judged = new Map<string, Judged>();
    // One after another: some servers answer one client at a time, and a judge takes their silence for a refusal.
    for (const judge of judgesOf(spec)) judged.set(judge.name, await verdict(judge, spec, server.port));
    return { server, seen, judged };
  } catch (error) {
    server.stop();
    throw error;
  }
}

const without = (rows: readonly string[], others: readonly string[]): string[] => rows.filter((row) => !others.includes(row));

/** Whether somebody else than the engine saw that the server speaks it. */
async function proven(row: string, spec: ServerSpec, { server, judged }: Court): Promise<boolean> {
  if ([...judged.values()].some(({ suites }) => suites.includes(row))) return true;
  if (spec.speaks?.suites?.includes(row)) return true;
  return shakesHands(server.port, row, inject('pki'));
}

/** Fails on what the judge does not see, unless the table says why and somebody else does. */
async function excused(rows: readonly string[], { spec, judge, court }: { spec: ServerSpec; judge: string; court: Court }): Promise<void> {
  const known = knownOf(spec, judge);
  expect(
    rows.filter((row) => !known.some(({ misses }) => misses.test(row))),
    `${judge} does not see`,
  ).toEqual([]);
  const unproven = [];
  for (const row of rows) if (!(await proven(row, spec, court))) unproven.push(row);
  expect(unproven, 'nobody but the engine sees').toEqual([]);
}

/**
 * Whether the prime is one of RFC 7919 only to clients that offer such groups, as nmap does: to others JSSE gives 512 bits with suites of EXPORT, to
 * nmap too where it offers no groups, which SSLv3 cannot.
 */
const isNegotiated = (row: string, judged: Judged, primes: ReadonlyMap<string, number>): boolean =>
  row.includes('EXPORT') && judged.primes?.get(`SSLv3 ${row.split(' ')[1]}`) === primes.get(row);

/** The facts of `session` in the words of the judges. */
function sessionOf({ session }: Seen): Readonly<Record<string, unknown>> {
  const { alpn = [], early_data: early, ...rest } = session ?? {};
  return {
    ...rest,
    early_data: typeof early === 'number' ? early > 0 : early,
    ...Object.fromEntries(alpn.map(({ protocol, accepted }) => [protocol, accepted])),
  };
}

/** Whether there is nothing to tell: extensions of TLS 1.2 and less, early data of 1.3, a lower version to fall back to. Some judges say no, or yes, all the same. */
function notThere(fact: string, ours: unknown, versions: readonly string[]): boolean {
  if (ours !== null) return false;
  if (fact === 'early_data') return !versions.includes('TLSv1.3');
  if (fact === 'fallback_scsv') return versions.length === 1;
  return versions.every((version) => version === 'TLSv1.3');
}

const pick = (all: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, all[name]]));

/** One suite of tests for each server: the engine's answers beside those of every judge. */
export function compare(specs: readonly ServerSpec[]): void {
  describe.each(chosen(specs))('$name', (spec) => {
    let court: Court;
    beforeAll(async () => {
      court = await convene(spec);
    });
    afterAll(() => court?.server.stop());

    it('nothing is left undetermined', () => {
      expect(undetermined(court.seen)).toEqual([]);
    });
    it('groups of TLS 1.3 and below', async () => {
      const [above, below] = [groupsOf(court.seen, '1.3'), groupsOf(court.seen, 'below')];
      const { groups13 = [], groups12 = [] } = court.judged.get('sslscan') ?? {};
      expect(without(groups13, above), 'sslscan alone sees in TLS 1.3').toEqual([]);
      for (const group of without(above, groups13)) expect(await groupWith(court.server.port, group), 'in a handshake').toBe(group);
      expect(above, 'configured').toEqual([...(spec.speaks?.groups13 ?? above)].sort());
      expect(without(groups12, below), 'sslscan alone sees below TLS 1.3').toEqual([]);
      for (const group of without(below, groups12)) expect(await groupBelow(court.server.port, group), 'in a handshake').toBe(group);
      for (const { curves = [] } of court.judged.values()) expect([...above, ...below]).toEqual(expect.arrayContaining([...curves]));
    });
    it('primes of finite-field Diffie-Hellman', () => {
      const fields = court.seen.keyExchange?.finite_field ?? [];
      const primes = new Map(fields.map(({ version, suite, bits }) => [`${version} ${suite}`, bits]));
      for (const [name, judged] of court.judged) {
        const below = [...(judged.primes ?? [])].filter(([row]) => !row.startsWith('TLSv1.3 ')); // there they are groups
        const theirs = below.filter(([row]) => !isNegotiated(row, judged, primes));
        expect(
          theirs.map(([row]) => [row, primes.get(row)]),
          name,
        ).toEqual(theirs);
      }
    });
    it('certificates', async () => {
      const served = court.seen.certificate?.served.map(({ chain }) => chain.map(({ sha256 }) => sha256).join(' ')) ?? [];
      expect([...new Set(served)].sort()).toEqual(await chainsByOpenssl(court.server.port));
    });
    it('session', async () => {
      const ours = sessionOf(court.seen);
      const left = Object.entries(ours).filter(([, value]) => isUnknown(value));
      expect(
        left.filter(([fact]) => !mayBeUnknown(fact, spec)),
        'left undetermined',
      ).toEqual([]);
      const told = new Map([...court.judged].map(([name, { session = {} }]) => [name, session]));
      const openssl = await sessionByOpenssl(court.server.port, inject('pki'), versionsOf(court.seen));
      told.set('openssl', openssl);
      for (const [name, theirs] of told) {
        const mistaken = (fact: string): boolean => isMistaken(fact, name, spec) && openssl[fact] === ours[fact];
        const facts = Object.keys(theirs).filter(
          (fact) => !isUnknown(ours[fact]) && !notThere(fact, ours[fact], versionsOf(court.seen)) && !mistaken(fact),
        );
        expect(pick(ours, facts), name).toEqual(pick(theirs, facts));
      }
    });
    it.each(judgesOf(spec))('versions and suites as $name sees them', async ({ name }) => {
      const judged = court.judged.get(name);
      const [ours, theirs] = [suitesOf(court.seen), judged?.suites ?? []];
      expect(without(theirs, ours), `${name} alone sees`).toEqual([]);
      await excused(without(ours, theirs), { spec, judge: name, court });
      const excusedVersions = versionsOf(court.seen).filter((version) =>
        knownOf(spec, name).some(({ misses }) => misses.test(`${version} `)),
      );
      expect(without(versionsOf(court.seen), excusedVersions), 'versions').toEqual(without(judged?.versions ?? [], excusedVersions));
    });
  });
}
