import type { Answer, Attempt, Dial, Failure } from '../model/attempt.ts';
import { nothingSeen } from './seen.ts';

const unanswered = (attempt: Attempt, failure: Failure): Answer => ({ ...nothingSeen(attempt.name), failure });

/** The connections that an address has seen, whichever of its targets they were for. */
export interface Account {
  made: number;
  readonly most: number;
}

export interface Limits {
  readonly most: number; // connections for this target
  readonly account: Account;
  readonly scanDeadline: AbortSignal;
}

/** No connection after `most` of them, nor after those that the address may see; none either once the scan is interrupted. */
export function limit(dial: Dial, { most, account, scanDeadline }: Limits): { readonly dial: Dial; readonly connections: () => number } {
  let made = 0;
  return {
    dial: async (attempt) => {
      if (scanDeadline.aborted) return unanswered(attempt, { kind: 'interrupted', text: 'the scan was interrupted' });
      if (made >= most)
        return unanswered(attempt, {
          kind: 'budget',
          text: `no connection is left for it within the bound of ${most} (--max-connections-per-endpoint)`,
        });
      if (account.made >= account.most)
        return unanswered(attempt, { kind: 'budget', text: `the ${account.most} connections to this address are spent` });
      made += 1;
      account.made += 1;
      return dial(attempt);
    },
    connections: () => made,
  };
}

/** One attempt after another, in the order in which they are asked for. */
export function inTurn(dial: Dial): Dial {
  let last: Promise<unknown> = Promise.resolve();
  return (attempt) => {
    const answer = last.then(() => dial(attempt));
    last = answer;
    return answer;
  };
}
