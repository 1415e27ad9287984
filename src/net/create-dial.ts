import type { Connect, Dial } from '../model/attempt.ts';
import type { Target } from '../model/subject.ts';
import { dialOver, type DialOptions } from './dial.ts';
import { limit } from './limit.ts';
import { share } from './share.ts';

/** No address is dialled that is not proven to belong to what was pointed at, whatever the transport. */
const onlyProven =
  (connect: Connect): Connect =>
  async (target: Target, deadline) =>
    target.proof.proven ? connect(target, deadline) : { refused: { kind: 'unreachable', text: `not dialled: ${target.proof.reason}` } };

/**
 * The only way to one target: at most one connection at a time and `most` in all, each with its own absolute deadline of `timeoutMs`; a second
 * ask of the same attempt is answered from the first. `connections` tells how many were made so far, failed ones too.
 */
export function createDial(options: DialOptions & { readonly most: number }): { readonly dial: Dial; readonly connections: () => number } {
  const limited = limit(dialOver({ ...options, connect: onlyProven(options.connect) }), options.most, options.scanDeadline);
  return { dial: share(limited.dial), connections: limited.connections };
}
