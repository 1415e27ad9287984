import { describe, expect, it } from 'vitest';
import { ledgerOf } from '../../src/ledger.ts';
import { couldNotLook, factOf, isUnknown, type Fact } from '../../src/model/fact.ts';
import type { Target } from '../../src/model/subject.ts';
import type { Observed } from '../../src/observe/observe.ts';
import { planTargets } from '../../src/plan.ts';
import { lookAgain, recheck, type PodNow, type ReadPodNow } from '../../src/observe/recheck.ts';
import { planning } from '../support/asked.ts';
import { someEndpoint, someTarget } from '../support/endpoint.ts';

const startedAt = Date.parse('2026-03-01T12:00:00Z');
const ago = (seconds: number): number => startedAt - seconds * 1000;

const refused: Fact = { group: 'transport', basis: 'observed', ...couldNotLook('connection refused', 'unreachable') };
const answered: Fact = { group: 'transport', basis: 'observed', known: { tls: true, plaintext: false } };

function observedWith(fact: Fact, over: Partial<Target> = {}): Observed {
  const [plan] = planTargets([someEndpoint({ targets: [someTarget(over)] })], planning([]));
  if (!plan) throw new Error('no plan');
  return { plan, facts: [fact], connections: 2, milliseconds: 5, presented: [], startedAt, broken: true };
}

const steady: PodNow = { uid: 'u0', deleting: false, phase: 'Running', ready: true, readySince: ago(3600), startedAt: ago(3600) };
const stays = (fact: Fact, now: PodNow | 'absent' | 'unknown'): boolean => {
  const before = observedWith(fact);
  return recheck(before, now) === before;
};

describe('what was seen of a pod', () => {
  it('is kept where the pod stays as it was, or nobody can tell', () => {
    expect([stays(refused, steady), stays(refused, 'unknown'), stays(answered, steady)]).toEqual([true, true, true]);
  });

  it.each<[string, PodNow | 'absent']>([
    ['is gone', 'absent'],
    ['has another UID', { ...steady, uid: 'u1' }],
    ['is being deleted', { ...steady, deleting: true }],
    ['has ended', { ...steady, phase: 'Failed' }],
    ['restarted meanwhile', { ...steady, startedAt: startedAt + 2000 }],
    ['is not ready any more', { ...steady, ready: false, readySince: startedAt + 2000 }],
    ['does not tell since when it is not ready', { ...steady, ready: false, readySince: 0 }],
  ])('is taken back where the pod %s, whatever it was', (_, now) => {
    expect([stays(refused, now), stays(answered, now)]).toEqual([false, false]);
  });

  it('is taken back where nothing was seen of a pod that started within 30 s before', () => {
    expect(stays(refused, { ...steady, startedAt: ago(29) })).toBe(false);
    expect(stays(refused, { ...steady, startedAt: ago(31) })).toBe(true);
    expect(stays(answered, { ...steady, startedAt: ago(29) })).toBe(true);
  });

  it('is kept of a pod that has not been ready for long: it refuses for good', () => {
    expect(stays(refused, { ...steady, ready: false })).toBe(true);
  });

  it('becomes unknown in every group, with the reason and the code of the ledger', () => {
    const before = { ...observedWith(answered), presented: [{ scrape: 's', address: { host: '127.0.0.1', port: 9187 }, fact: answered }] };
    const after = recheck(before, 'absent');
    const reason = 'the pod was replaced while it was looked at';
    const unknown = { group: 'transport', basis: 'observed', unknown: reason, cause: 'could-not-look', code: 'not-ready' };
    expect([after.facts, after.presented.map(({ fact }) => fact), after.connections]).toEqual([[unknown], [unknown], 2]);
    expect(ledgerOf([after])).toMatchObject([{ code: 'not-ready', because: 'could-not-look', reason }]);
  });
});

const podOf = (name: string) => ({ id: name, pod: { namespace: 'db', name, uid: 'u0', node: 'n0' } });

/** Everything is gone; tells of whom it was asked. */
function gone() {
  const asked: string[] = [];
  const podNow: ReadPodNow = async ({ name }) => {
    asked.push(name);
    return 'absent';
  };
  return { asked, podNow };
}
const isTakenBack = ({ facts }: Observed): boolean => {
  const fact = factOf(facts, 'transport');
  return isUnknown(fact) && fact.code === 'not-ready';
};

describe('looking again', () => {
  const { signal } = new AbortController();

  it('asks of each pod once, those first of which nothing was seen, and not of others', async () => {
    const { asked, podNow } = gone();
    const whole = { ...observedWith(answered, podOf('whole')), broken: false };
    const named = observedWith(refused, { pod: null });
    const all = [whole, named, observedWith(answered, podOf('cut')), observedWith(refused, podOf('a')), observedWith(refused, podOf('a'))];
    const again = await lookAgain(all, { podNow, signal });
    expect(asked).toEqual(['a', 'cut']);
    expect(again.map(isTakenBack)).toEqual([false, false, true, true, true]);
  });

  it('asks of 500 pods and no more, and of none once the scan is interrupted', async () => {
    const all = Array.from({ length: 501 }, (_, index) => observedWith(refused, podOf(`p${index}`)));
    const bounded = gone();
    expect((await lookAgain(all, { ...bounded, signal })).filter(isTakenBack)).toHaveLength(500);
    expect(bounded.asked).toHaveLength(500);
    const interrupted = gone();
    expect(await lookAgain(all, { ...interrupted, signal: AbortSignal.abort('stop') })).toEqual(all);
    expect(interrupted.asked).toEqual([]);
  });
});
