import { usageError } from '../model/errors.ts';
import { Complaint } from './complaint.ts';
import type { RuleFile } from './schema.ts';
import { expandParameter } from './sets.ts';
import type { Source } from './source.ts';
import { suggest } from './suggest.ts';

export type Params = Readonly<Record<string, unknown>>;

/** The rule's parameters, overridden by the user's and with their sets expanded. */
export function readParams(file: RuleFile, source: Source, overrides: Params): Params {
  for (const [name, value] of Object.entries(overrides)) requireSameKind(file, name, value);
  return Object.fromEntries(
    Object.entries({ ...file.params, ...overrides }).map(([name, value]) => {
      try {
        return [name, expandParameter(value)];
      } catch (error) {
        throw error instanceof Complaint
          ? source.error(['params', name], `params.${name}: ${error.message}`, error.hint, error.word)
          : error;
      }
    }),
  );
}

function requireSameKind({ id, params }: RuleFile, name: string, value: unknown): void {
  if (!Object.hasOwn(params, name)) throw usageError(`rule ${id} has no parameter "${name}"`, suggest(name, Object.keys(params)));
  const wanted = kindOf(params[name]);
  if (kindOf(value) !== wanted) throw usageError(`parameter "${name}" of rule ${id} must be a ${wanted}`);
}

/** A selection from a registry is a list as soon as it is expanded. */
const kindOf = (value: unknown): string => (typeof value === 'object' ? 'list' : typeof value);
