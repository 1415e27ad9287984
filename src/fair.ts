import { grouped } from './model/grouped.ts';

/** A piece of work that belongs to somebody, beside whom others must have their turn. */
export interface Work {
  readonly owner: string;
  readonly run: () => Promise<void>;
}

export interface FairOptions {
  readonly concurrency: number; // pieces at once
  readonly perOwner: number; // of them, for one owner where there are several
}

/**
 * Runs all work, `concurrency` at a time: owners take turns, and none holds more than its share, so that one whose work takes for ever does
 * not keep the others waiting. Work must not reject.
 */
export async function runFairly(work: readonly Work[], { concurrency, perOwner }: FairOptions): Promise<void> {
  const queues: Map<string, Work[]> = grouped(work, ({ owner }) => owner);
  for (const queue of queues.values()) queue.reverse(); // taken from the end
  const share = queues.size > 1 ? Math.max(1, perOwner) : concurrency;
  const running = new Map<string, number>();
  let turn = [...queues.keys()];

  const next = (): Work | undefined => {
    const index = turn.findIndex((owner) => (running.get(owner) ?? 0) < share);
    const owner = turn[index];
    if (owner === undefined) return undefined;
    const taken = queues.get(owner)?.pop();
    turn = [...turn.slice(0, index), ...turn.slice(index + 1), ...((queues.get(owner)?.length ?? 0) > 0 ? [owner] : [])];
    return taken;
  };

  await new Promise<void>((resolve) => {
    let inAir = 0;
    const fill = (): void => {
      for (let each = inAir < concurrency ? next() : undefined; each; each = inAir < concurrency ? next() : undefined) start(each);
      if (inAir === 0) resolve();
    };
    const start = ({ owner, run }: Work): void => {
      inAir++;
      running.set(owner, (running.get(owner) ?? 0) + 1);
      void run().finally(() => {
        inAir--;
        running.set(owner, (running.get(owner) ?? 1) - 1);
        fill();
      });
    };
    fill();
  });
}
