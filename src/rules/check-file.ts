import { Complaint } from './complaint.ts';
import type { Params } from './params.ts';
import type { RuleFile } from './schema.ts';
import { requireRegistered } from './sets.ts';
import type { Path, Source } from './source.ts';
import { suggest } from './suggest.ts';
import { isAsked, type Type } from './types.ts';
import type { Types } from './visible.ts';

interface Known {
  readonly params: Params;
  readonly groups: Types;
}

/** `asks` leads from a list of what can be asked to a parameter that is a list of registered names. */
export function checkAsks(file: RuleFile, source: Source, { params, groups }: Known): void {
  for (const [path, name] of Object.entries(file.asks)) {
    const [group = '', field = ''] = path.split('.');
    const owner: Type | undefined = groups[group];
    const list = owner?.is === 'object' ? owner.fields[field] : undefined;
    if (!list || !isAsked(list)) throw source.error(['asks', path], `asks: "${path}" cannot be asked`, suggest(path, askable(groups)));
    const set = params[name];
    if (!Array.isArray(set))
      throw source.error(['asks', path], `asks: there is no list "params.${name}"`, suggest(name, Object.keys(params)));
    try {
      requireRegistered(path, set as string[]);
    } catch (error) {
      throw error instanceof Complaint ? source.error(['params', name], `params.${name}: ${error.message}`, error.hint, error.word) : error;
    }
  }
}

const askable = (groups: Types): string[] =>
  Object.values(groups)
    .flatMap((type) => (type.is === 'object' ? Object.values(type.fields) : []))
    .flatMap((type) => (type.is === 'list' && isAsked(type) ? [type.path] : []));

/** Examples name only groups that the rule sees, only fields that exist, and only parameters of the rule. */
export function checkExamples(file: RuleFile, source: Source, { groups, params }: Known): void {
  for (const [index, example] of file.examples.entries()) {
    const at: Path = ['examples', index, 'given'];
    checkGiven(example.given, { is: 'object', fields: groups, path: 'given' }, (path, message, hint) =>
      source.error([...at, ...path], message, hint),
    );
    for (const name of Object.keys(example.params ?? {}))
      if (!Object.hasOwn(params, name))
        throw source.error(['examples', index, 'params', name], `unknown parameter "${name}"`, suggest(name, Object.keys(params)));
  }
}

function checkGiven(value: unknown, type: Type, error: (path: Path, message: string, hint: string) => Error, path: Path = []): void {
  if (Array.isArray(value) && type.is === 'list')
    for (const [index, each] of value.entries()) checkGiven(each, type.of, error, [...path, index]);
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    type.is !== 'object' ||
    'unknown' in value ||
    'absent' in value
  )
    return;
  for (const [name, each] of Object.entries(value)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    if (!field) throw error([...path, name], `"${type.path}" has no field "${name}"`, suggest(name, Object.keys(type.fields)));
    checkGiven(each, field, error, [...path, name]);
  }
}
