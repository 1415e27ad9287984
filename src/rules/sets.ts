import * as v from 'valibot';
import { cipherSuites, namedGroups, sslv2, tlsVersions } from '../model/registry.ts';
import { Complaint } from './complaint.ts';
import { suggest } from './suggest.ts';

type Row = Readonly<Record<string, unknown>> & { readonly name: string };

/** The registries that a parameter may select from, and the fact path whose members each one names. */
const registries: Readonly<Record<string, readonly Row[]>> = {
  'cipher-suites': cipherSuites,
  groups: namedGroups,
  versions: [...tlsVersions, sslv2],
};
const registryOfPath: Readonly<Record<string, string>> = { 'tls.suites': 'cipher-suites', 'tls.versions': 'versions' };

const scalarValue = v.union([v.string(), v.number(), v.boolean()]);
const condition = v.record(v.string(), v.union([scalarValue, v.array(scalarValue)]));
/** Rows for which one of `any` holds and none of `none`; a condition holds when each of its columns has that value, or one of those. */
const selector = v.strictObject({ registry: v.string(), any: v.array(condition), none: v.optional(v.array(condition), []) });
type Condition = v.InferOutput<typeof condition>;

/** A parameter with its sets expanded: a selector and names with `*` become lists of registered names. Throws a Complaint. */
export function expandParameter(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return select(value);
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) return value;
  return [...new Set(value.flatMap((each) => (each.includes('*') ? namesLike(each) : [each])))];
}

/** Throws a Complaint about a member that its registry does not have, for paths that have a registry. */
export function requireRegistered(path: string, members: readonly string[]): void {
  const rows = registries[registryOfPath[path] ?? ''];
  const unknown = rows && members.find((member) => !rows.some((row) => row.name === member));
  if (rows && unknown !== undefined)
    throw new Complaint(`"${unknown}" is not a registered name of ${registryOfPath[path]}`, meant(unknown, rows), unknown);
}

const meant = (name: string, rows: readonly Row[]): string => {
  const hint = suggest(
    name,
    rows.map((row) => row.name),
  );
  return hint.startsWith('did') || rows.length < 20 ? hint : '';
};

function select(value: object): string[] {
  const read = v.safeParse(selector, value);
  if (!read.success) throw new Complaint('not a selection: { registry, any: [{ column: value }], none: [...] }', '', '');
  const { registry, any, none } = read.output;
  const rows = Object.hasOwn(registries, registry) ? registries[registry] : undefined;
  if (!rows) throw new Complaint(`unknown registry "${registry}"`, suggest(registry, Object.keys(registries)), registry);
  for (const each of [...any, ...none]) requireColumns(each, rows);
  const names = rows.filter((row) => any.some((each) => holds(each, row)) && !none.some((each) => holds(each, row))).map((row) => row.name);
  if (names.length === 0) throw new Complaint(`selects nothing of ${registry}`, '', registry);
  return names;
}

const holds = (wanted: Condition, row: Row): boolean =>
  Object.entries(wanted).every(([column, value]) => [value].flat().includes(row[column] as string));

/** A column that no row has, or a value that no row has in it, is a mistake. */
function requireColumns(wanted: Condition, rows: readonly Row[]): void {
  for (const [column, value] of Object.entries(wanted)) {
    if (!rows.some((row) => Object.hasOwn(row, column)))
      throw new Complaint(`unknown column "${column}"`, suggest(column, Object.keys(rows[0] ?? {})), column);
    const missing = [value].flat().find((each) => !rows.some((row) => row[column] === each));
    const known = [...new Set(rows.map((row) => String(row[column])))];
    if (missing !== undefined)
      throw new Complaint(`no row has "${missing}" in "${column}"`, suggest(String(missing), known), String(missing));
  }
}

/** Registered suites and groups whose name fits; `*` stands for any characters. Split and searched, so that no pattern can run long. */
function namesLike(glob: string): string[] {
  const names = [...cipherSuites, ...namedGroups].map((row) => row.name).filter((name) => fits(name, glob.split('*')));
  if (names.length === 0) throw new Complaint(`"${glob}" fits no registered name`, '', glob);
  return names;
}

function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= name.length - last.length;
}
