import type { Answer, Attempt, Dial, Failure } from '../model/attempt.ts';
import { nothingSeen } from './seen.ts';

const unanswered = (attempt: Attempt, failure: Failure): Answer => ({ ...nothingSeen(attempt.name), failure });

/** One connection at a time, and none after `most` of them; none either once the scan is interrupted. */
export function limit(dial: Dial, most: number, scanDeadline: AbortSignal): { readonly dial: Dial; readonly connections: () => number } {
  let made = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async (turn: Promise<unknown>, attempt: Attempt): Promise<Answer> => {
    await turn;
    if (scanDeadline.aborted) return unanswered(attempt, { kind: 'interrupted', text: 'the scan was interrupted' });
    if (made >= most) return unanswered(attempt, { kind: 'budget', text: `the ${most} connections for this target are spent` });
    made += 1;
    return dial(attempt);
  };
  return {
    dial(attempt) {
      const answer = inTurn(last, attempt);
      last = answer;
      return answer;
    },
    connections: () => made,
  };
}
