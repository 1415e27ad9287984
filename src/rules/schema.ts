import * as v from 'valibot';
import { referenceShape, severityShape, verdictShape } from '../model/rule.ts';
import type { Path, Source } from './source.ts';
import { suggest } from './suggest.ts';

const words = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'));
const cel = v.pipe(words, v.maxLength(2000, 'is longer than 2000 characters'));

const example = v.strictObject({
  given: v.record(v.string(), v.unknown()),
  params: v.optional(v.record(v.string(), v.unknown())),
  expect: verdictShape,
  severity: v.optional(severityShape),
  message: v.optional(words),
});

/**
 * Fix texts by the kind of exporter (rules/exporters.yaml); `default` serves every kind without its own. `annotations` is for scrapes that
 * prometheus.io annotations ask for, whatever the exporter: there is no monitor to change.
 */
const fix = v.strictObject({
  default: words,
  'exporter-toolkit': v.optional(words),
  flags: v.optional(words),
  operator: v.optional(words),
  proxy: v.optional(words),
  none: v.optional(words),
  annotations: v.optional(words),
});

/** A file under rules/checks. */
const ruleFile = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')),
  title: words,
  why: words,
  category: v.picklist(['transport', 'protocol', 'authentication', 'certificate', 'scrape', 'consistency']),
  severity: severityShape,
  adjust: v.optional(v.array(v.strictObject({ when: cel, severity: severityShape, because: words })), []),
  scope: v.picklist(['target', 'scrape', 'endpoint', 'object']),
  match: v.optional(cel),
  appliesTo: v.optional(words),
  expect: cel,
  asks: v.optional(v.record(v.string(), v.string()), {}),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
  message: cel,
  evidence: v.optional(v.array(cel), []),
  fixAt: v.optional(v.picklist(['workload', 'monitor']), 'workload'),
  fix,
  exporterFix: v.optional(v.boolean(), false),
  references: v.pipe(v.array(v.strictObject(referenceShape.entries)), v.minLength(1, 'needs at least one reference')),
  examples: v.pipe(v.array(example), v.minLength(1, 'needs at least one example')),
});
export type RuleFile = v.InferOutput<typeof ruleFile>;

/** The file's value, if it has the shape of a rule. Throws a usage error about the first thing that does not fit. */
export function readRuleFile(source: Source): RuleFile {
  const read = v.safeParse(ruleFile, source.value);
  if (read.success) return read.output;
  // A misspelt field is also a missing one: what is there says more than what is not.
  const issue = read.issues.find(isUnknownField) ?? read.issues[0];
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  throw explain(source, path, issue);
}

interface Issue {
  readonly type: string;
  readonly received: string;
  readonly message: string;
  readonly expected: string | null;
  readonly input: unknown;
  readonly path?: readonly { readonly key: unknown; readonly input: unknown }[] | undefined;
}

const isUnknownField = (issue: Pick<Issue, 'type' | 'expected'>): boolean => issue.type === 'strict_object' && issue.expected === 'never';

function explain(source: Source, path: Path, issue: Issue): Error {
  const name = path.join('.');
  if (isUnknownField(issue))
    return source.error(path, `unknown field "${String(path.at(-1))}"`, suggest(String(path.at(-1)), fieldsAt(path)));
  if (issue.received === 'undefined') return source.error(path, `"${name}" is missing`);
  if (issue.type === 'picklist' && typeof issue.input === 'string')
    return source.error(path, `"${name}" cannot be "${issue.input}"`, suggest(issue.input, choices(issue.expected)));
  const said =
    issue.type === 'regex' || issue.message.startsWith('is ') || issue.message.startsWith('must ') || issue.message.startsWith('needs ');
  return source.error(
    path,
    said ? `"${name}" ${issue.message}` : `"${name}": expected ${issue.expected ?? 'another value'}, found ${issue.received}`,
  );
}

const choices = (expected: string | null): string[] => [...(expected ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');

/** The fields that the object at `path`'s parent may have. */
function fieldsAt(path: Path): string[] {
  let shape: unknown = ruleFile;
  for (const key of path.slice(0, -1)) shape = inside(shape, key);
  return Object.keys((shape as { entries?: object } | undefined)?.entries ?? {});
}

function inside(shape: unknown, key: string | number): unknown {
  const { entries, item, wrapped, pipe } = shape as {
    entries?: Record<string, unknown>;
    item?: unknown;
    wrapped?: unknown;
    pipe?: unknown[];
  };
  if (wrapped) return inside(wrapped, key);
  if (entries) return entries[key];
  return item ?? (pipe?.[0] && pipe[0] !== shape ? inside(pipe[0], key) : undefined);
}
