import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Connect } from '../src/model/attempt.ts';
import type { Probe } from '../src/model/probe.ts';
import type { Vantage } from '../src/model/report.ts';
import type { Target } from '../src/model/subject.ts';
import { observeOver } from '../src/observe.ts';
import { planTargets } from '../src/plan.ts';
import { planning } from './support/asked.ts';
import { someEndpoint, someTarget } from './support/endpoint.ts';

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

const run = (
  targets: readonly Target[],
  connect: Connect,
  signal = new AbortController().signal,
  namespaceBudget = { targets: 100, milliseconds: 60_000 },
  vantage: Partial<Vantage> = {},
) =>
  observeOver(
    { connect, manners: { wide: 8, narrow: 8, rate: null, random: Math.random }, timeoutMs: 1000, namespaceBudget, userAgent: 'test' },
    null,
  )(planTargets([someEndpoint({ targets })], planning([probe])), {
    present: null,
    probes: [probe],
    now: Date.now,
    vantage: { via: 'direct', from: 'outside', tainted: '', notes: [], ...vantage },
    signal,
    onObserved: () => undefined,
  });

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
  it('never opens two connections to one address at once, however many endpoints share it', async () => {
    const { connect, seen } = countingConnect();
    await run([someTarget({ id: 'a' }), someTarget({ id: 'b' }), someTarget({ id: 'c' })], connect);
    expect(seen).toEqual({ most: 1, calls: 3 });
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
