import type { GenericSchema } from 'valibot';
import { basisShape } from '../model/fact.ts';
import type { Scope } from '../model/rule.ts';
import { typeOf, typeOfValue, type Type } from './types.ts';

/** The fact groups there are: their shapes, and what each is about. */
export type Shapes = Readonly<Record<string, { readonly shape: GenericSchema; readonly scope: Scope }>>;
export type Types = Readonly<Record<string, Type>>;

/** What a rule of each scope sees: its own subject, and what that belongs to. */
const sees: Readonly<Record<Scope, readonly Scope[]>> = {
  endpoint: ['endpoint'],
  target: ['endpoint', 'target'],
  scrape: ['endpoint', 'target', 'scrape'],
  object: ['object'],
};

export const bases = basisShape.options;

/** The type of every fact group that a rule of a scope sees. */
export function createVisibleGroups(shapes: Shapes): (scope: Scope) => Types {
  const types = Object.entries(shapes).map(([group, each]) => ({ group, scope: each.scope, type: typeOf(each.shape, group) }));
  return (scope) => Object.fromEntries(types.filter((each) => sees[scope].includes(each.scope)).map(({ group, type }) => [group, type]));
}

/** Every name an expression may begin with: the groups, the groups by basis, and `params`. */
export function vocabularyOf(groups: Types, params: Readonly<Record<string, unknown>>): Types {
  const byBasis = bases.map((basis) => [basis, { is: 'object', fields: groups, path: basis }] as const);
  const fields = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeOfValue(value, `params.${name}`)]));
  return { ...groups, ...Object.fromEntries(byBasis), params: { is: 'object', fields, path: 'params' } };
}
