import { setTimeout as sleep } from 'node:timers/promises';
import type { Manners } from './lanes.ts';

/** Resolves when one more target may be begun, or when the scan is interrupted. Never rejects. */
export type Pace = () => Promise<void>;

interface PaceOptions extends Pick<Manners, 'rate' | 'random'> {
  readonly now: () => number; // milliseconds
  readonly signal: AbortSignal;
}

/**
 * At most `rate` targets a second, each at a moment of its own: whoever asks is given the next free slot of 1/rate seconds, and a random moment
 * within it. Slots that nobody took are not made up for, so there are no bursts.
 */
export function createPace({ rate, random, now, signal }: PaceOptions): Pace {
  if (rate === null) return () => Promise.resolve();
  const slot = 1000 / rate;
  let free = -Infinity; // when the next free slot begins
  return async () => {
    const begins = Math.max(free, now());
    free = begins + slot;
    const wait = begins + random() * slot - now();
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
  };
}
