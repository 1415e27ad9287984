import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLane, runFairly } from '../../src/observe/fair.ts';
import { createLanes, wideOf } from '../../src/observe/lanes.ts';
import { createPace } from '../../src/observe/pace.ts';

/** Does a piece of work for each letter, which names its owner. */
const inOrder = async (owners: string, { places, perOwner }: { places: number; perOwner: number }) => {
  const order: string[] = [];
  const seen = { inAir: 0, most: 0, mostOfA: 0, ofA: 0 };
  await runFairly(owners.split(''), {
    ownerOf: (owner) => owner,
    places: () => places,
    perOwner,
    run: async (owner) => {
      order.push(owner);
      seen.inAir += 1;
      seen.ofA += Number(owner === 'a');
      seen.most = Math.max(seen.most, seen.inAir);
      seen.mostOfA = Math.max(seen.mostOfA, seen.ofA);
      await sleep(1);
      seen.inAir -= 1;
      seen.ofA -= Number(owner === 'a');
    },
  });
  return { order: order.join(''), ...seen };
};

describe('work', () => {
  it('is done in turn, and no owner holds more than its share', async () => {
    const { order, most, mostOfA } = await inOrder('aaaaaaaabbcc', { places: 4, perOwner: 2 });
    expect(order.slice(0, 4)).toBe('abca');
    expect(order).toHaveLength(12);
    expect([most, mostOfA]).toEqual([4, 2]);
  });

  it('of one owner goes on where the others have none left', async () => {
    expect((await inOrder('abaaaaa', { places: 2, perOwner: 2 })).order).toBe('abaaaaa');
  });

  it('ends where there is none', async () => expect((await inOrder('', { places: 2, perOwner: 1 })).order).toBe(''));

  it('goes on where some of it fails', async () => {
    const lane = createLane({ places: () => 1, perOwner: 1 });
    const failing = lane('a', () => Promise.reject(new Error('x')));
    await expect(failing).rejects.toThrow('x');
    expect(await lane('a', () => Promise.resolve(1))).toBe(1);
  });
});

describe('a lane', () => {
  it('has so many places, given in turn', async () => {
    const lane = createLane({ places: () => 2, perOwner: 1 });
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const enter = (owner: string, name: string) =>
      lane(owner, () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = [enter('a', 'a1'), enter('a', 'a2'), enter('b', 'b1'), enter('c', 'c1')];
    await sleep(1);
    expect(begun).toEqual(['a1', 'b1']); // a2 would be a second of a's
    ends[0]?.();
    await sleep(1);
    expect(begun).toEqual(['a1', 'b1', 'c1']);
    ends[2]?.();
    await sleep(1);
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2']);
    for (const end of ends) end();
    await Promise.all(all);
  });
});

describe('two lanes', () => {
  it('are as wide as silence allows, and never narrower than what works at once', () => {
    expect([1, 8, 16, 64, 1024].map(wideOf)).toEqual([8, 64, 128, 128, 1024]);
  });
  it('are narrowed where this machine has no more sockets, down to what works at once', () => {
    const { wide, choke, perOwner } = createLanes({ wide: 128, narrow: 16 }, 3);
    const widths = [wide()];
    for (let times = 0; times < 4; times += 1) {
      choke();
      widths.push(wide());
    }
    expect(widths).toEqual([128, 64, 32, 16, 16]);
    expect(perOwner).toBe(64);
    expect(createLanes({ wide: 128, narrow: 16 }, 1).perOwner).toBe(128);
  });
});

describe('the pace', () => {
  const { signal } = new AbortController();

  it('gives every target a moment of its own, at most so many in any second', async () => {
    const began = performance.now();
    const pace = createPace({ rate: 50, random: () => 0.5, now: () => performance.now(), signal });
    const after = await Promise.all(Array.from({ length: 10 }, () => pace().then(() => performance.now() - began)));
    // The middle of its slot of 20 ms; a timer may be early by a fraction of a millisecond, and late by anything.
    for (const [index, milliseconds] of after.entries()) expect(milliseconds).toBeGreaterThan(index * 20 + 10 - 2);
  });

  it('does not make up for time in which nobody asked, nor for slots that came too late', async () => {
    const began = performance.now();
    let ahead = 0; // a machine that was busy for so long
    const pace = createPace({ rate: 3, random: () => 0, now: () => performance.now() + ahead, signal });
    await pace();
    ahead = 10_000;
    const after = await Promise.all(Array.from({ length: 4 }, () => pace().then(() => performance.now() - began)));
    expect(after[3]).toBeGreaterThan(1000 - 2); // no four of them in one second
  });

  it('keeps nobody waiting once the scan is interrupted, nor where there is no limit', async () => {
    const aborted = createPace({ rate: 0.001, random: () => 1, now: () => 0, signal: AbortSignal.abort() });
    expect(await Promise.all([aborted(), aborted()])).toEqual([undefined, undefined]);
    const free = createPace({ rate: null, random: () => 1, now: () => 0, signal });
    expect(await Promise.all([free(), free()])).toEqual([undefined, undefined]);
  });
});
