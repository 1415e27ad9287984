import { setTimeout as sleep } from 'node:timers/promises';
import type { Manners } from './lanes.ts';

/** Resolves when one more target may be begun, or when the scan is interrupted. Never rejects. */
export type Pace = () => Promise<void>;

interface PaceOptions extends Pick<Manners, 'rate' | 'random'> {
  readonly now: () => number; // milliseconds
  readonly signal: AbortSignal;
}

/**
 * At most `rate` targets in any second, each at a moment of its own: whoever asks is given the next free slot of 1/rate seconds, and a random moment
 * within it. Slots that nobody took are not made up for, nor are those that came too late because this machine was busy: there are no bursts.
 */
export function createPace({ rate, random, now, signal }: PaceOptions): Pace {
  if (rate === null) return () => Promise.resolve();
  const slot = 1000 / rate;
  const begun: number[] = []; // the latest `rate` of them, the oldest at `oldest`
  let oldest = 0;
  let free = -Infinity; // when the next free slot begins
  const until = (time: number): Promise<unknown> => sleep(Math.max(0, time - now()), undefined, { signal }).catch(() => undefined);
  return async () => {
    const begins = Math.max(free, now());
    free = begins + slot;
    await until(begins + random() * slot);
    while (!signal.aborted && (begun[oldest] ?? -Infinity) + 1000 > now()) await until((begun[oldest] ?? 0) + 1000);
    begun[oldest] = now();
    oldest = (oldest + 1) % rate;
  };
}
