import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Connect } from '../src/model/attempt.ts';
import type { Probe } from '../src/model/probe.ts';
import type { Target } from '../src/model/subject.ts';
import { observe } from '../src/observe.ts';
import { planTargets } from '../src/plan.ts';
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

const run = (targets: readonly Target[], connect: Connect, signal = new AbortController().signal) =>
  observe(planTargets([someEndpoint({ targets })], {}, [probe]), {
    connect,
    probes: [probe],
    concurrency: 8,
    timeoutMs: 1000,
    userAgent: 'test',
    now: Date.now,
    vantage: { via: 'direct', from: 'outside', tainted: '', notes: [] },
    signal,
    onObserved: () => undefined,
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
});
