import type { GenericSchema } from 'valibot';

/** What the rule language knows of a value: enough to check every field, and to print what is unknown. */
export type Type =
  | { readonly is: 'scalar'; readonly of: 'boolean' | 'number' | 'string' }
  | { readonly is: 'list'; readonly of: Type; readonly path: string }
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, Type>>; readonly path: string };

export const scalar: Type = { is: 'scalar', of: 'string' };

interface Introspected {
  readonly type: string;
  readonly entries?: Readonly<Record<string, GenericSchema>>;
  readonly item?: GenericSchema;
  readonly wrapped?: GenericSchema;
  readonly options?: readonly unknown[];
}

/** The type of a fact's shape. `path` is where it stands: "tls", "tls.suites", "tls.suites[]". Of a leaf, the known part. */
export function typeOf(shape: GenericSchema, path: string): Type {
  const { type, entries, item, wrapped, options } = shape as unknown as Introspected;
  if (wrapped) return typeOf(wrapped, path);
  if (type === 'union') return typeOf(options?.[0] as GenericSchema, path);
  if (item) return { is: 'list', of: typeOf(item, `${path}[]`), path };
  if (entries) {
    const fields = Object.entries(entries).map(([name, each]) => [name, typeOf(each, `${path}.${name}`)] as const);
    return { is: 'object', fields: Object.fromEntries(fields), path };
  }
  return { is: 'scalar', of: type === 'boolean' || type === 'number' ? type : 'string' };
}

/** The type of a parameter, from its value. */
export function typeOfValue(value: unknown, path: string): Type {
  if (Array.isArray(value)) return { is: 'list', of: typeOfValue(value[0], `${path}[]`), path };
  return { is: 'scalar', of: typeof value === 'number' || typeof value === 'boolean' ? (typeof value as 'number') : 'string' };
}

/** Lists of what was asked, each with the answer (DESIGN: asked and answered): items have a `name` and whether it was `accepted`. */
export const isAsked = (type: Type): boolean =>
  type.is === 'list' && type.of.is === 'object' && 'name' in type.of.fields && 'accepted' in type.of.fields;
