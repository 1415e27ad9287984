import * as v from 'valibot';
import { type Unknown, couldNotLook, leaf } from '../model/fact.ts';
import type { DeriveInput, Deriver } from '../model/probe.ts';
import { clean } from '../model/text.ts';
import { derived } from './common.ts';
import { type Traits, ownByDesign, traitsOf } from './traits.ts';

const differenceShape = v.object({
  what: v.string(), // "client certificate", "certificate issuer"
  values: v.array(v.object({ value: v.string(), members: v.array(v.string()) })), // who shows which, the most frequent first
});
const replicasShape = v.object({
  count: v.number(),
  differences: leaf(v.array(differenceShape)), // unknown where none was seen, but not all of every replica was
});
type Difference = v.InferOutput<typeof differenceShape>;
type Replicas = v.InferOutput<typeof replicasShape>;

const mostDifferences = 20;
const mostMembers = 50;

interface Member {
  readonly name: string;
  readonly traits: Traits;
}

function nameOf({ target }: DeriveInput['members'][number]): string {
  return clean(target.pod?.name ?? target.address?.host ?? target.id, 300);
}

/** The values of one trait, with the members that show each, among those that are known to have one. */
function valuesOf(what: string, members: readonly Member[]): Difference['values'] {
  const byValue = new Map<string, string[]>();
  for (const { name, traits } of members) {
    const value = traits.known.get(what);
    if (value === undefined) continue;
    const known = byValue.get(value);
    if (known) known.push(name);
    else byValue.set(value, [name]);
  }
  return [...byValue]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([value, names]) => ({ value: clean(value, 300), members: shown(names.sort()) }));
}

const shown = (names: readonly string[]): string[] =>
  names.length <= mostMembers ? [...names] : [...names.slice(0, mostMembers), `and ${names.length - mostMembers} more`];

/** Every member has one of its own: certificates that are issued to each pod. */
const allDistinct = (values: Difference['values'], count: number): boolean => count > 2 && values.length === count;

/**
 * A certificate that is not the same everywhere, though its names are, is a stale one: unless every one of three or more replicas has its own, by
 * design.
 */
function isDifference(what: string, values: Difference['values'], count: number): boolean {
  if (values.length < 2) return false;
  return !(what.startsWith(ownByDesign) && allDistinct(values, count));
}

function differencesOf(members: readonly Member[]): Difference[] {
  const traits = [...new Set(members.flatMap((member) => [...member.traits.known.keys()]))];
  return traits
    .map((what) => ({ what, values: valuesOf(what, members) }))
    .filter(({ what, values }) => isDifference(what, values, members.length))
    .slice(0, mostDifferences)
    .map(({ what, values }) => ({ what: clean(what, 300), values }));
}

/** Why nothing may be concluded from seeing no difference, or undefined where all of every member was seen. */
function unseen(members: readonly Member[]): Unknown | undefined {
  const blind = members.filter(({ traits }) => traits.unknown !== undefined);
  const reason = blind[0]?.traits.unknown;
  if (!reason) return undefined;
  return {
    ...reason,
    unknown: clean(`${blind.length} of ${members.length} replicas were not seen in full (${blind[0]?.name}: ${reason.unknown})`),
  };
}

function replicasOf(input: DeriveInput): Replicas {
  const count = input.members.length;
  if (count === 0) return { count, differences: couldNotLook('no replica was found') };
  if (count === 1) return { count, differences: [] };
  const members = input.members.map((member) => ({ name: nameOf(member), traits: traitsOf(member, input.now) }));
  const differences = differencesOf(members);
  return { count, differences: differences.length > 0 ? differences : (unseen(members) ?? []) };
}

/** `replicas`: in what the targets of one endpoint differ that should be alike. */
export const replicas: Deriver<Replicas> = {
  group: 'replicas',
  shape: replicasShape,
  scope: 'endpoint',
  derive: (input) => derived('replicas', { known: replicasOf(input) }),
};
