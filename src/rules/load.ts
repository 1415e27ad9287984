import { createHash } from 'node:crypto';
import { usageError } from '../model/errors.ts';
import { severities } from '../model/rule.ts';
import { compileRule } from './compile.ts';
import type { CompiledRule, RuleSet } from './compiled.ts';
import { readParams, type Params } from './params.ts';
import { readRuleFile } from './schema.ts';
import { parseSource } from './source.ts';
import { suggest } from './suggest.ts';
import { createVisibleGroups, type Shapes } from './visible.ts';

interface RuleText {
  readonly path: string; // as shown to people; its last part is the rule's id
  readonly text: string; // YAML
  readonly value?: unknown; // what the text holds, where it was parsed before
}

export interface LoadOptions {
  readonly files: readonly RuleText[];
  readonly shapes: Shapes; // of all fact groups
  readonly params?: Readonly<Record<string, Params>>; // by rule id, over those of the files
}

/**
 * Loads rules: YAML, its shape, every expression, every field and parameter that it names. Throws a usage error with file, line and
 * suggestion about the first thing that is wrong. The most severe come first, by id within.
 */
export function loadRules({ files, shapes, params = {} }: LoadOptions): RuleSet {
  const groupsOf = createVisibleGroups(shapes);
  const compiled = files.map((file) => loadRule(file, groupsOf, params)).sort(bySeverity);
  const ids = compiled.map(({ rule }) => rule.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw usageError(`rule ${twice} is given twice`);
  for (const id of Object.keys(params))
    if (!ids.includes(id)) throw usageError(`parameters for a rule that does not exist: "${id}"`, suggest(id, ids));
  return {
    rules: compiled.map(({ rule }) => rule),
    digest: digestOf(files),
    sets: union(compiled),
    decisive: decisiveOf(compiled),
    compiled,
  };
}

type GroupsOf = ReturnType<typeof createVisibleGroups>;

function loadRule({ path, text, value }: RuleText, groupsOf: GroupsOf, overrides: Readonly<Record<string, Params>>): CompiledRule {
  const source = parseSource(path, text, value);
  const file = readRuleFile(source);
  const name = path.split(/[/\\]/).at(-1) ?? '';
  if (name !== `${file.id}.yaml`)
    throw source.error(['id'], `id "${file.id}" is not the file's name`, `call the file ${file.id}.yaml, or change the id`);
  return compileRule(file, source, { params: readParams(file, source, overrides[file.id] ?? {}), groupsOf });
}

function bySeverity({ rule: a }: CompiledRule, { rule: b }: CompiledRule): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.id < b.id ? -1 : 1);
}

/** The same rules give the same digest, on every platform and in any order of files. */
function digestOf(files: LoadOptions['files']): string {
  const hash = createHash('sha256');
  for (const { text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) hash.update(`${text.replaceAll('\r\n', '\n').trim()}\0`);
  return hash.digest('hex');
}

/** What all rules together ask for. */
function union(compiled: readonly CompiledRule[]): Record<string, string[]> {
  const sets: Record<string, string[]> = {};
  for (const { rule } of compiled)
    for (const [path, name] of Object.entries(rule.asks))
      sets[path] = [...new Set([...(sets[path] ?? []), ...(rule.params[name] as string[])])];
  return sets;
}

/**
 * What a rule asks for, and those of its other lists that are part of that: its severity may depend on them. One accepted member of each decides
 * the rule.
 */
function decisiveOf(compiled: readonly CompiledRule[]): Record<string, string[][]> {
  const decisive: Record<string, string[][]> = {};
  for (const { rule } of compiled)
    for (const [path, name] of Object.entries(rule.asks)) {
      const asked = new Set(rule.params[name] as string[]);
      const lists = Object.values(rule.params).filter(Array.isArray) as string[][];
      const parts = lists.map((list) => list.filter((each) => asked.has(each))).filter((list) => list.length > 0);
      decisive[path] = [...(decisive[path] ?? []), ...parts];
    }
  return decisive;
}
