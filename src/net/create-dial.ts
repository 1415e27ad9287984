import type { Connect, Dial, Failure } from '../model/attempt.ts';
import type { Target } from '../model/subject.ts';
import { backOff } from './back-off.ts';
import { dialOver, type DialOptions } from './dial.ts';
import { inTurn, limit, type Account } from './limit.ts';
import { waitingOut } from './own-limits.ts';
import { byContent, byName, share, type Answers } from './share.ts';

/** No address is dialled that is not proven to belong to what was pointed at, whatever the transport. */
const onlyProven =
  (connect: Connect): Connect =>
  async (target: Target, deadline) =>
    target.proof.proven ? connect(target, deadline) : { refused: { kind: 'unreachable', text: `not dialled: ${target.proof.reason}` } };

export interface CountedDial {
  readonly dial: Dial;
  readonly connections: () => number; // made so far, failed ones too
  readonly milliseconds: () => number; // that its attempts took, without what they waited for their turns
  readonly broken: () => boolean; // one of them failed as all do to a pod that goes away
}

/** What the targets of one address share: the connections that it may see, and the answers to what several of them ask. */
export interface AddressUse {
  readonly account: Account;
  readonly answers: Answers;
}

/** What stands around one target: the others of its address, and all others of the scan. */
export interface Around {
  readonly address: AddressUse | null; // null: no other target has this address
  readonly inLane: <T>(run: () => Promise<T>) => Promise<T>; // waits for a place among those that work
  readonly random: () => number; // from 0 to 1, for jitter
  readonly onExhausted: () => void; // this machine has no more sockets to give
}

const alone: Around = { address: null, inLane: (run) => run(), random: Math.random, onExhausted: () => undefined };

const goneLike: ReadonlySet<Failure['kind']> = new Set(['connect-refused', 'connect-timeout', 'unreachable', 'closed', 'reset', 'timeout']);

/**
 * The only way to one target: at most one connection at a time and `most` in all, each with its own absolute deadline of `timeoutMs`; a second
 * ask of the same attempt is answered from the first. Once the target has answered anything, each attempt waits for a place in the lane.
 */
export function createDial(options: DialOptions & { readonly most: number }, around: Around = alone): CountedDial {
  const { most, scanDeadline } = options;
  const { address } = around;
  const connect = waitingOut(onlyProven(options.connect), around);
  const limited = limit(dialOver({ ...options, connect }), { most, scanDeadline, account: address?.account ?? { made: 0, most } });
  const seen = { answered: false, broken: false, milliseconds: 0 };
  const placed: Dial = async (attempt) => {
    const answer = await (seen.answered ? around.inLane(() => limited.dial(attempt)) : limited.dial(attempt));
    seen.answered ||= answer.bytesRead > 0;
    seen.milliseconds += answer.milliseconds;
    return answer;
  };
  const asked = share(
    inTurn(backOff(placed, { random: around.random, scanDeadline })),
    address?.answers ?? new Map(),
    address ? byContent : byName,
  );
  const dial: Dial = async (attempt) => {
    const answer = await asked(attempt);
    if (answer.failure && goneLike.has(answer.failure.kind)) seen.broken = true;
    return answer;
  };
  return { dial, connections: limited.connections, milliseconds: () => seen.milliseconds, broken: () => seen.broken };
}
