import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { type PgxError, usageError } from '../../model/errors.ts';
import { nearest } from '../../model/nearest.ts';
import { type Reference, referenceShape } from '../../model/rule.ts';

const text = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'), v.maxLength(2000, 'is longer than 2000 characters'));
const word = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'));
const texts = v.array(text);

/** Where a text is met: a target's lastError, Prometheus's own log, the exporter's log, an event of a pod. */
const places = ['target', 'prometheus', 'exporter', 'kubelet'] as const;

const entryShape = v.strictObject({
  id: word,
  where: v.picklist(places),
  texts: v.pipe(texts, v.minLength(1, 'needs at least one text')), // as Prometheus 3.x shows them, the documented one first; {placeholders} vary
  texts2x: v.optional(texts), // as 2.x does, where it is more than the words of Go's TLS that are missing; none: it does not fail
  cause: text,
  confirm: text,
  fix: text,
  rules: v.optional(v.array(word), []), // that tell the same before a scrape fails
  references: v.pipe(v.array(word), v.minLength(1, 'needs at least one reference')), // keys of `references`
});

const tableShape = v.strictObject({ references: v.record(word, v.strictObject(referenceShape.entries)), errors: v.array(entryShape) });

/** One cause of a failing scrape, and every text that it shows. */
export interface ScrapeError extends Omit<v.InferOutput<typeof entryShape>, 'references' | 'texts2x'> {
  readonly texts2x: readonly string[]; // none: Prometheus 2.x does not fail
  readonly references: readonly Reference[];
}
export type ScrapeErrors = readonly ScrapeError[];

/** What Go puts before the reason why it refuses a certificate, since 1.20. Prometheus 2.42 is built with 1.19. */
export const verifyPrefix = 'tls: failed to verify certificate: ';

/** Reads rules/scrape-errors.yaml; the likelier cause of a text comes first. Throws a usage error with file and line. */
export function parseScrapeErrors(yamlText: string, file: string): ScrapeErrors {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines });
  const refuse = (path: readonly unknown[], message: string, hint = ''): PgxError => {
    const node = path.map((_, index) => document.getIn(path.slice(0, path.length - index), true) as Node).find((each) => each?.range);
    return usageError(`${file}:${lines.linePos(node?.range?.[0] ?? 0).line}: ${message}`, hint || 'its head says what each key means');
  };
  const broken = document.errors[0];
  if (broken) throw usageError(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n', 1)[0]}`);
  const parsed = v.safeParse(tableShape, valueOf(document, file));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = (issue.path ?? []).map(({ key }) => key);
    throw refuse(path, `${path.join('.')}: ${issue.message}`);
  }
  return resolve(parsed.output, refuse);
}

type Node = { readonly range?: readonly number[] | null } | undefined;
type Refuse = (path: readonly unknown[], message: string, hint?: string) => PgxError;

function valueOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw usageError(`${file}:1: ${(error as Error).message.split('\n', 1)[0]}`);
  }
}

function resolve({ references, errors }: v.InferOutput<typeof tableShape>, refuse: Refuse): ScrapeErrors {
  const ids = new Set<string>();
  return errors.map((entry, index) => {
    if (ids.has(entry.id)) throw refuse(['errors', index, 'id'], `"${entry.id}" is given twice`);
    ids.add(entry.id);
    const texts2x = entry.texts2x ?? entry.texts.map((each) => each.replace(verifyPrefix, ''));
    return { ...entry, texts2x, references: entry.references.map((key, at) => referenceOf(key, ['errors', index, 'references', at])) };
  });

  function referenceOf(key: string, path: readonly unknown[]): Reference {
    const found = Object.hasOwn(references, key) ? references[key] : undefined;
    if (found) return found;
    const meant = nearest(key, Object.keys(references));
    throw refuse(path, `there is no reference "${key}"`, meant === undefined ? '' : `did you mean "${meant}"?`);
  }
}
