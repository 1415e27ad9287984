import * as v from 'valibot';
import { reasonCodeShape, type ReasonCode } from './reason.ts';

/** `could-not-look`: it was asked and could not be seen. `out-of-mode`: this run was not told to ask. */
export const causeShape = v.picklist(['could-not-look', 'out-of-mode']);
export type Cause = v.InferOutput<typeof causeShape>;
export const basisShape = v.picklist(['observed', 'declared', 'predicted', 'loaded']);
export type Basis = v.InferOutput<typeof basisShape>;

/** What could not be determined, with the reason a person reads. */
export interface Unknown {
  readonly unknown: string;
  readonly cause: Cause;
  readonly code?: ReasonCode; // where the reason is one of those of the ledger
}
/** What does not exist here (a plaintext port has no TLS), with the reason. */
export interface Absent {
  readonly absent: string;
}
export interface Known<T> {
  readonly known: T;
}

/** A value within a known fact that may be unknown by itself. */
export type Leaf<T> = T | Unknown;

/** One group of facts about one subject: known, unknown or absent as a whole; its leaves may be unknown one by one. */
export type Fact<T = unknown> = (Known<T> | Unknown | Absent) & {
  readonly group: string;
  readonly basis: Basis;
};

export const couldNotLook = (unknown: string, code?: ReasonCode): Unknown => ({ unknown, cause: 'could-not-look', ...(code && { code }) });
export const outOfMode = (unknown: string): Unknown => ({ unknown, cause: 'out-of-mode' });

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && typeof (value as Unknown).unknown === 'string' && 'cause' in value;
export const isAbsent = (value: unknown): value is Absent =>
  typeof value === 'object' && value !== null && typeof (value as Absent).absent === 'string';
export const isKnown = <T>(fact: Known<T> | Unknown | Absent): fact is Known<T> => 'known' in fact;

export const unknownShape = v.object({ unknown: v.string(), cause: causeShape, code: v.exactOptional(reasonCodeShape) });

/** The shape of a leaf: the given shape, or unknown with a reason. The rule loader and the JSON Schema read the first option. */
export const leaf = <S extends v.GenericSchema>(shape: S) => v.union([shape, unknownShape]);

const inGroup = { group: v.string(), basis: basisShape };
/** The shape of any fact, as reports carry it; what `known` holds is the group's own shape. */
export const factShape = v.union([
  v.object({ ...inGroup, known: v.unknown() }),
  v.object({ ...inGroup, ...unknownShape.entries }),
  v.object({ ...inGroup, absent: v.string() }),
]);

/** The facts of one subject, at most one per group and basis. */
export type Facts = readonly Fact[];

/** The fact of a group: of the named basis, else the observed one before all others. */
export function factOf<T>(facts: Facts, group: string, basis?: Basis): Fact<T> | undefined {
  const order: readonly Basis[] = basis ? [basis] : ['observed', 'predicted', 'declared', 'loaded'];
  for (const wanted of order) {
    const fact = facts.find((each) => each.group === group && each.basis === wanted);
    if (fact) return fact as Fact<T>;
  }
  return undefined;
}

/** The known value of a group, or undefined where it is unknown, absent or not there. */
export function knownOf<T>(facts: Facts, group: string, basis?: Basis): T | undefined {
  const fact = factOf<T>(facts, group, basis);
  return fact && isKnown(fact) ? fact.known : undefined;
}
