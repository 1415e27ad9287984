import { setTimeout as sleep } from 'node:timers/promises';
import type { Connect } from '../model/attempt.ts';

const waitMs = 500;

/**
 * Waits out, once, that this machine has no file descriptor, port or memory for a connection: that says nothing of the target. `onExhausted` is
 * called each time.
 */
export const waitingOut =
  (connect: Connect, { random, onExhausted }: { readonly random: () => number; readonly onExhausted: () => void }): Connect =>
  async (target, deadline) => {
    const made = await connect(target, deadline);
    if (!('refused' in made) || made.refused.ours !== true) return made;
    onExhausted();
    await sleep(waitMs * (0.5 + random()), undefined, { signal: deadline.signal }).catch(() => undefined);
    return connect(target, deadline);
  };
