/** Items that wait for their turn. */
interface Turns<T> {
  add(owner: string, item: T): void;
  /** The next item of the owner whose turn it is, who holds one place more until `done`; undefined where nobody may. */
  next(): { readonly owner: string; readonly item: T } | undefined;
  done(owner: string): void;
}

/** First in, first out: what is taken costs the same however many wait. */
class Queue<T> {
  #coming: T[] = [];
  #going: T[] = [];
  push(item: T): void {
    this.#coming.push(item);
  }
  shift(): T | undefined {
    if (this.#going.length === 0) [this.#going, this.#coming] = [this.#coming.reverse(), this.#going];
    return this.#going.pop();
  }
  get isEmpty(): boolean {
    return this.#going.length + this.#coming.length === 0;
  }
}

/** Owners take turns, and none holds more than `perOwner` places. */
function createTurns<T>(perOwner: number): Turns<T> {
  const queues = new Map<string, Queue<T>>();
  const running = new Map<string, number>();
  const ready = new Set<string>(); // in the order of their turns
  const consider = (owner: string): void => {
    if (queues.has(owner) && (running.get(owner) ?? 0) < perOwner) ready.add(owner);
  };
  return {
    add(owner, item) {
      const queue = queues.get(owner) ?? new Queue<T>();
      queue.push(item);
      queues.set(owner, queue);
      consider(owner);
    },
    next() {
      for (const owner of ready) {
        ready.delete(owner);
        const item = queues.get(owner)?.shift();
        if (queues.get(owner)?.isEmpty === true) queues.delete(owner);
        if (item === undefined) continue;
        running.set(owner, (running.get(owner) ?? 0) + 1);
        consider(owner);
        return { owner, item };
      }
      return undefined;
    },
    done(owner) {
      const left = (running.get(owner) ?? 1) - 1;
      if (left > 0) running.set(owner, left);
      else running.delete(owner);
      consider(owner);
    },
  };
}

/** So many places at once, and how many of them one owner may hold. */
export interface Places {
  readonly places: () => number; // may change
  readonly perOwner: number;
}

/** A lane: whoever wants to run something waits for a place in it. */
export type Lane = <T>(owner: string, run: () => Promise<T>) => Promise<T>;

/** Gives places in turn, whatever comes of what runs in them. */
export function createLane({ places, perOwner }: Places): Lane {
  const waiting = createTurns<() => void>(perOwner);
  let taken = 0;
  const admit = (): void => {
    for (let next = taken < places() ? waiting.next() : undefined; next; next = taken < places() ? waiting.next() : undefined) {
      taken += 1;
      next.item();
    }
  };
  return async (owner, run) => {
    await new Promise<void>((resolve) => {
      waiting.add(owner, resolve);
      admit();
    });
    try {
      return await run();
    } finally {
      taken -= 1;
      waiting.done(owner);
      admit();
    }
  };
}

/** What is to be done with each of many items. */
export interface Work<T> extends Places {
  readonly ownerOf: (item: T) => string; // beside whom others must have their turn
  readonly run: (item: T) => Promise<void>; // must not reject
}

/**
 * Runs all work, so much at a time: owners take turns, and none holds more than its share, so that one whose work takes for ever does not keep the
 * others waiting. An item that waits costs no more than itself.
 */
export async function runFairly<T>(items: Iterable<T>, { ownerOf, run, places, perOwner }: Work<T>): Promise<void> {
  const turns = createTurns<T>(perOwner);
  for (const item of items) turns.add(ownerOf(item), item);
  await new Promise<void>((resolve) => {
    let inAir = 0;
    const fill = (): void => {
      for (let next = inAir < places() ? turns.next() : undefined; next; next = inAir < places() ? turns.next() : undefined) {
        inAir += 1;
        void start(next.owner, next.item);
      }
      if (inAir === 0) resolve();
    };
    const start = async (owner: string, item: T): Promise<void> => {
      try {
        await run(item);
      } finally {
        inAir -= 1;
        turns.done(owner);
        fill();
      }
    };
    fill();
  });
}
