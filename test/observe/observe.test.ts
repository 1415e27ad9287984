import { PassThrough, type Duplex } from 'node:stream';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Manners } from '../../src/observe/lanes.ts';
import type { Connect } from '../../src/model/attempt.ts';
import type { Probe } from '../../src/model/probe.ts';
import type { Vantage } from '../../src/model/report.ts';
import type { Target } from '../../src/model/subject.ts';
import { observeOver } from '../../src/observe/observe.ts';
import { planTargets, type TargetPlan } from '../../src/plan.ts';
import { planning } from '../support/asked.ts';
import { someEndpoint, someTarget } from '../support/endpoint.ts';

const probe: Probe = {
  group: 'transport',
  shape: v.unknown(),
  uses: () => ['plaintext'],
  extra: () => 0,
  observe: async (dial) => {
    const { failure } = await dial({ name: 'plaintext', kind: 'http', request: { path: '/' } });
    return { group: 'transport', basis: 'observed', known: failure?.text ?? '' };
  },
};

/** A transport that refuses every connection after a moment and counts those that are open at once, by address. */
function countingConnect() {
  const open = new Map<string, number>();
  const seen = { most: 0, calls: 0 };
  const connect: Connect = async ({ address }: Target) => {
    const key = `${address?.host}:${address?.port}`;
    open.set(key, (open.get(key) ?? 0) + 1);
    seen.calls += 1;
    seen.most = Math.max(seen.most, open.get(key) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    open.set(key, (open.get(key) ?? 0) - 1);
    return { refused: { kind: 'connect-refused', text: 'connection refused' } };
  };
  return { connect, seen };
}

const usual = { wide: 8, narrow: 8, rate: null, random: Math.random };

const runPlans = (plans: readonly TargetPlan[], probes: readonly Probe[], connect: Connect, manners: Manners = usual) =>
  observeOver({ connect, manners, timeoutMs: 1000, namespaceBudget: { targets: 100, milliseconds: 60_000 }, userAgent: 'test' }, null)(
    plans,
    {
      present: null,
      probes,
      now: Date.now,
      vantage: { via: 'direct', from: 'outside', tainted: '', notes: [] },
      signal: new AbortController().signal,
      onObserved: () => undefined,
    },
  );

/** Asks one question for each letter, and another one where the server name is another. */
const askingForEach = (letters: string): Probe => ({
  group: 'transport',
  shape: v.unknown(),
  uses: () => letters.split(''),
  extra: () => 0,
  observe: async (dial, { serverNames }) => {
    const failures: string[] = [];
    for (const name of letters.split('')) {
      const { failure } = await dial({ name, kind: 'http', request: { path: `/${name}${serverNames.join('')}` } });
      failures.push(failure?.text ?? '');
    }
    return { group: 'transport', basis: 'observed', known: failures };
  },
});

/** A connection on which a response comes at once. */
const answering = (): Duplex => {
  const duplex = new PassThrough();
  duplex.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  return duplex;
};

const run = (
  targets: readonly Target[],
  connect: Connect,
  signal = new AbortController().signal,
  namespaceBudget = { targets: 100, milliseconds: 60_000 },
  vantage: Partial<Vantage> = {},
) =>
  observeOver({ connect, manners: usual, timeoutMs: 1000, namespaceBudget, userAgent: 'test' }, null)(
    planTargets([someEndpoint({ targets })], planning([probe])),
    {
      present: null,
      probes: [probe],
      now: Date.now,
      vantage: { via: 'direct', from: 'outside', tainted: '', notes: [], ...vantage },
      signal,
      onObserved: () => undefined,
    },
  );

const targetIn = (namespace: string, index: number) =>
  someTarget({
    id: `${namespace}${index}`,
    address: { host: `127.0.${namespace.length}.${index}`, port: 9187 },
    pod: { namespace, name: `p${index}`, uid: `${namespace}${index}`, node: 'n' },
  });

describe('observing', () => {
  it('sees every target once', async () => {
    const { connect, seen } = countingConnect();
    const targets = [1, 2, 3].map((port) => someTarget({ id: `t${port}`, address: { host: '127.0.0.1', port } }));
    const observed = await run(targets, connect);
    expect(observed.map((each) => [each.plan.target.id, each.connections])).toEqual([
      ['t1', 1],
      ['t2', 1],
      ['t3', 1],
    ]);
    expect(seen.calls).toBe(3);
  });
  it('never opens two connections to one address at once, however many endpoints share it, and asks it once what is the same', async () => {
    const { connect, seen } = countingConnect();
    const observed = await run(
      ['a', 'b', 'c'].map((id) => someTarget({ id })),
      connect,
    );
    expect(seen).toEqual({ most: 1, calls: 1 });
    expect(observed.map(({ facts }) => facts[0])).toEqual(Array(3).fill(expect.objectContaining({ known: 'connection refused' })));
    expect(observed.map(({ broken }) => broken)).toEqual([true, true, true]);
  });
  it('gives one address the connections of one target, those first that have a pod', async () => {
    const { connect, seen } = countingConnect();
    const asking = askingForEach('abcdefgh');
    const targets = ['claimed', 'own'].map((id) => someTarget({ id, ...(id === 'claimed' && { pod: null }) }));
    const endpoints = targets.map((target, index) => someEndpoint({ targets: [target], serverNames: [`name${index}`] }));
    const observed = await runPlans(planTargets(endpoints, planning([asking])), [asking], connect);
    expect(observed.map((each) => [each.plan.target.id, each.connections])).toEqual([
      ['claimed', 4],
      ['own', 8],
    ]);
    expect(JSON.stringify(observed[0]?.facts)).toContain('the 12 connections to this address are spent');
    expect(seen).toEqual({ most: 1, calls: 12 });
  });
  it('has many silent targets in progress, and few of those that have answered', async () => {
    const seen = { silent: 0, mostSilent: 0, working: 0, mostWorking: 0 };
    const talking = askingForEach('abcd');
    const dialled = new Set<string>();
    const connect: Connect = async ({ id }) => {
      const silent = id.startsWith('silent') || !dialled.has(id);
      dialled.add(id);
      const lane = silent ? 'silent' : 'working';
      seen[lane] += 1;
      seen.mostSilent = Math.max(seen.mostSilent, seen.silent);
      seen.mostWorking = Math.max(seen.mostWorking, seen.working);
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen[lane] -= 1;
      return id.startsWith('silent') ? { refused: { kind: 'timeout', text: 'no answer within 5 s' } } : answering();
    };
    const targets = Array.from({ length: 40 }, (_, index) =>
      someTarget({ id: `${index % 2 ? 'silent' : 'live'}${index}`, address: { host: `127.0.1.${index}`, port: 9187 } }),
    );
    const manners = { wide: 32, narrow: 3, rate: null, random: Math.random };
    await runPlans(planTargets([someEndpoint({ targets })], planning([talking])), [talking], connect, manners);
    expect(seen.mostSilent).toBeGreaterThan(20);
    expect(seen.mostSilent).toBeLessThanOrEqual(32);
    expect(seen.mostWorking).toBe(3);
  });
  it('does not dial what is not proven, and says so', async () => {
    const { connect, seen } = countingConnect();
    const [observed] = await run([someTarget({ proof: { proven: false, code: 'not-proven', reason: 'hand-written slice' } })], connect);
    expect(observed?.facts).toEqual([
      { group: 'transport', basis: 'observed', unknown: 'not probed: hand-written slice', cause: 'could-not-look', code: 'not-proven' },
    ]);
    expect(seen.calls).toBe(0);
  });
  it('leaves the rest unknown once interrupted', async () => {
    const { connect, seen } = countingConnect();
    const controller = new AbortController();
    controller.abort();
    const [observed] = await run([someTarget()], connect, controller.signal);
    expect(observed?.facts[0]).toMatchObject({ unknown: 'interrupted' });
    expect(seen.calls).toBe(0);
  });
  it('gives every namespace its turn, and the one whose targets never answer no more than its budget', async () => {
    const order: string[] = [];
    const tarpits = Array.from({ length: 40 }, (_, index) => targetIn('tarpit', index));
    const others = Array.from({ length: 10 }, (_, index) => targetIn('db', index));
    const connect: Connect = async (dialled) => {
      order.push(dialled.pod?.namespace ?? '');
      await new Promise((resolve) => setTimeout(resolve, dialled.pod?.namespace === 'tarpit' ? 40 : 1));
      return { refused: { kind: 'timeout', text: 'no answer within 5 s' } };
    };
    const observed = await run([...tarpits, ...others], connect, undefined, { targets: 100, milliseconds: 200 });
    expect(order.slice(0, 16).filter((namespace) => namespace === 'db').length).toBeGreaterThanOrEqual(4);
    const refused = observed.filter(({ facts }) =>
      JSON.stringify(facts).includes('over budget: the targets of namespace tarpit took 0.2 s'),
    );
    expect(refused.length).toBeGreaterThan(20);
    expect(order.filter((namespace) => namespace === 'db')).toHaveLength(10);
    const few = await run(tarpits.slice(0, 5), connect, undefined, { targets: 2, milliseconds: 60_000 });
    expect(few.map(({ connections }) => connections).toSorted((one, other) => one - other)).toEqual([0, 0, 0, 1, 1]);
  });
  it('dials nothing from behind a mesh, and nothing through port-forward that may be another listener', async () => {
    const { connect, seen } = countingConnect();
    const targets = [someTarget({ id: 'plain' }), someTarget({ id: 'everywhere', listensEverywhere: 'its arguments name :9187' })];
    const tainted = await run(targets, connect, undefined, undefined, {
      from: 'in-cluster',
      tainted: 'the scanner itself is behind a mesh',
    });
    expect(tainted.map(({ facts }) => facts)).toMatchObject([[{ code: 'meshed' }], [{ code: 'meshed' }]]);
    expect(seen.calls).toBe(0);
    const forwarded = await run(targets, connect, undefined, undefined, { via: 'port-forward' });
    expect(forwarded.map(({ facts, connections }) => [connections, facts[0]])).toMatchObject([
      [0, { unknown: expect.stringMatching(/^loopback vantage/), code: 'loopback-vantage' }],
      [1, {}],
    ]);
  });
});
