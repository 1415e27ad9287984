import { couldNotLook, factOf, isAbsent, isUnknown, type Facts, type Unknown } from './model/fact.ts';
import type { Transport } from './model/facts.ts';
import { reasonCodes, type ReasonCode } from './model/reason.ts';
import type { NotProbed } from './model/subject.ts';
import type { Observed } from './observe/observe.ts';

/**
 * The targets that end without a verdict, each with one code: those that were not dialled, and those of which not even the transport could be
 * seen. Pure.
 */
export const ledgerOf = (observed: readonly Observed[]): readonly NotProbed[] => observed.flatMap(rowOf);

function rowOf({ plan: { target }, facts }: Observed): NotProbed[] {
  if (!target.proof.proven) return [row(target.id, target.proof.code, target.proof.reason)];
  const reason = unseen(facts);
  return reason ? [row(target.id, reason.code ?? (target.mesh ? 'meshed' : 'unreachable'), reason.unknown)] : [];
}

const row = (what: string, code: ReasonCode, reason: string): NotProbed => ({ what, code, because: reasonCodes[code], reason });

/** Whether anything was seen of what the port speaks. */
export const isSeen = (facts: Facts): boolean => unseen(facts) === null;

/** Why nothing was seen of the port; null where something was. */
function unseen(facts: Facts): Unknown | null {
  const transport = factOf<Transport>(facts, 'transport') ?? couldNotLook('it was not looked at');
  if (isUnknown(transport)) return transport;
  if (isAbsent(transport)) return null;
  const { tls, plaintext } = transport.known;
  return isUnknown(tls) && isUnknown(plaintext) ? tls : null;
}
