import * as v from 'valibot';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { usageError, type PgxError } from '../model/errors.ts';
import { complain, isUnknownField, type Allowed } from './complaint.ts';

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const words = v.optional(v.array(word), []);
const portNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

const kinds = ['exporter-toolkit', 'flags', 'operator', 'proxy', 'none'] as const;
const reloads = ['handshake', 'minute', 'restart', 'none'] as const;

const tlsShape = v.strictObject({
  kind: v.picklist(kinds),
  flags: words, // the flags, fields or environment variables that turn it on
  reload: v.picklist(reloads), // when a renewed certificate is served
  fix: v.optional(word), // what is particular to this exporter, in one sentence
});

const listenShape = v.strictObject({
  flags: words, // besides `listenFlags`
  default: v.optional(v.pipe(v.string(), v.regex(/^:\d{1,5}$/, 'an address without host, as ":9187"'))), // where no flag names another
});

const entryShape = v.strictObject({
  name: word,
  images: words, // the end of the image's repository, on a component's boundary: "org/name"
  labels: words, // the value of a name label, or key=value, or key=* for any value
  commands: words, // a part of one element of the container's command line
  ports: v.optional(v.array(portNumber), []), // the first is the default
  portNames: words,
  path: v.optional(v.pipe(v.string(), v.startsWith('/')), '/metrics'),
  listen: v.optional(listenShape),
  costly: v.optional(word), // why one scrape is not free
  tls: tlsShape,
});

const catalogueShape = v.strictObject({
  nameLabels: v.array(word), // labels that carry the application's name, the most telling first
  listenFlags: v.array(word), // flags whose value ends in ":port"
  candidates: v.strictObject({
    portNames: v.array(word), // "*-exporter" matches a suffix
    commonPorts: v.array(portNumber), // numbers that say nothing by themselves
  }),
  exporters: v.array(entryShape),
});

export type ExporterEntry = v.InferOutput<typeof entryShape>;
export type Catalogue = v.InferOutput<typeof catalogueShape>;

/** Reads rules/exporters.yaml. Throws a usage error with file and line. */
export function parseCatalogue(yamlText: string, file: string): Catalogue {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) throw refused(file, lines.linePos(broken.pos[0]).line, firstLine(broken.message));
  const value = valueOf(document, file);
  const parsed = v.safeParse(catalogueShape, value);
  if (!parsed.success) {
    // A misspelt field is also a missing one: what is there says more than what is not.
    const issue = parsed.issues.find(isUnknownField) ?? parsed.issues[0];
    const path = (issue.path ?? []).map((item) => item.key as string | number);
    const { message, hint } = complain(value, { ...issue, path }, allowedAt(path));
    throw refused(file, lineOf(document, lines, path), message, hint);
  }
  refuseDuplicates(parsed.output, (message, path) => refused(file, lineOf(document, lines, path), message));
  return parsed.output;
}

/** What may stand at the path: fields of the entry, of its `listen` or of its `tls`, and the words of a field that has a choice of them. */
function allowedAt([list, , key, inner]: readonly (string | number)[]): Allowed {
  if (list !== 'exporters') return { choices: [], fields: Object.keys(catalogueShape.entries) };
  if (key === 'listen' && inner !== undefined) return { choices: [], fields: Object.keys(listenShape.entries) };
  if (key !== 'tls' || inner === undefined) return { choices: [], fields: Object.keys(entryShape.entries) };
  const choices = inner === 'kind' ? kinds : inner === 'reload' ? reloads : [];
  return { choices, fields: Object.keys(tlsShape.entries) };
}

/** Two entries that claim one image would make the answer depend on their order. */
function refuseDuplicates(catalogue: Catalogue, refuse: (message: string, path: (string | number)[]) => Error): void {
  const seen = new Set<string>();
  for (const [index, entry] of catalogue.exporters.entries())
    for (const claim of [`name ${entry.name}`, ...entry.images.map((image) => `image ${image}`)]) {
      if (seen.has(claim)) throw refuse(`${claim} is given twice`, ['exporters', index]);
      seen.add(claim);
    }
}

function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw refused(file, 1, firstLine((error as Error).message));
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
const refused = (file: string, line: number, message: string, hint = ''): PgxError =>
  usageError(`${file}:${line}: ${message}`, hint || "the head of rules/exporters.yaml says what each key of an exporter's entry means");

/** The line of the value at the path, else of the nearest one that encloses it. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: readonly number[] | null } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}
