import type { Connect, Dial, Failure } from '../model/attempt.ts';
import type { Target } from '../model/subject.ts';
import { dialOver, type DialOptions } from './dial.ts';
import { limit } from './limit.ts';
import { share } from './share.ts';

/** No address is dialled that is not proven to belong to what was pointed at, whatever the transport. */
const onlyProven =
  (connect: Connect): Connect =>
  async (target: Target, deadline) =>
    target.proof.proven ? connect(target, deadline) : { refused: { kind: 'unreachable', text: `not dialled: ${target.proof.reason}` } };

export interface CountedDial {
  readonly dial: Dial;
  readonly connections: () => number; // made so far, failed ones too
  readonly broken: () => boolean; // one of them failed as all do to a pod that goes away
}

const goneLike: ReadonlySet<Failure['kind']> = new Set(['connect-refused', 'connect-timeout', 'unreachable', 'closed', 'reset', 'timeout']);

/**
 * The only way to one target: at most one connection at a time and `most` in all, each with its own absolute deadline of `timeoutMs`; a second
 * ask of the same attempt is answered from the first.
 */
export function createDial(options: DialOptions & { readonly most: number }): CountedDial {
  const limited = limit(dialOver({ ...options, connect: onlyProven(options.connect) }), options.most, options.scanDeadline);
  let broken = false;
  const dial: Dial = async (attempt) => {
    const answer = await limited.dial(attempt);
    if (answer.failure && goneLike.has(answer.failure.kind)) broken = true;
    return answer;
  };
  return { dial: share(dial), connections: limited.connections, broken: () => broken };
}
