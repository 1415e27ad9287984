import * as v from 'valibot';
import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import {
  recordingFormat,
  lineShape,
  sharedLineShape,
  targetLineShape,
  type End,
  type Header,
  type Line,
  type TargetLine,
} from './lines.ts';
import { loadingOf, type Loading } from './loaded.ts';
import { inflate, type SharedValue } from './shared-values.ts';

/** Where bytes of a file are. */
export interface Span {
  readonly from: number;
  readonly length: number;
}
/** One line of a recording, without its newline. */
export interface RawLine extends Span {
  readonly text: string;
  readonly number: number; // from 1
}

type Of<K extends Line['kind']> = Extract<Line, { readonly kind: K }>;

/** A recording, but for what came of its targets: that is read when it is their turn. */
export interface Recording {
  readonly header: Header;
  readonly cluster: Of<'cluster'>;
  readonly vantage: Of<'vantage'>['vantage'];
  readonly endpoints: readonly Of<'endpoint'>[];
  readonly objects: Of<'object'>['object'][];
  readonly jobs: Of<'jobs'>['jobs'];
  readonly notProbed: Of<'not-probed'>['notProbed'];
  readonly loaded: readonly Loading[] | null;
  readonly pods: ReadonlyMap<string, Of<'pod'>['now']>; // by namespace/name
  readonly targets: ReadonlyMap<string, Span>; // by id
  readonly end: End;
  /** What came of a target. Throws where that is not what it was. */
  readonly targetOf: (text: string) => TargetLine;
}

const again = 'record again: pgx-audit scan --record FILE';
const wrong = (what: string, line: number, why: string): Error => usageError(`--replay ${clean(what, 300)}, line ${line}: ${why}`, again);

const mostHeld = 512 * 2 ** 20; // characters of all lines that are held in memory

/** The first thing that is wrong with a value, where it is, and what it should be. */
function issueText([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const path = v.getDotPath(issue);
  return clean(`${path ? `${path}: ` : ''}${issue.message}`, 300);
}

function parsed<S extends v.GenericSchema>(shape: S, value: unknown): v.InferOutput<S> {
  const read = v.safeParse(shape, value, { abortEarly: true });
  if (!read.success) throw new Error(issueText(read.issues));
  return read.output;
}

function jsonOf(text: string): { readonly kind?: unknown; readonly format?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('it is not JSON: the file is damaged, or no recording');
  }
  if (typeof value !== 'object' || value === null) throw new Error('it is no line of a recording');
  return value;
}

/** What is put together, line by line. */
class Assembly {
  readonly shared = new Map<number, SharedValue>();
  readonly endpoints: Of<'endpoint'>[] = [];
  readonly objects: Of<'object'>['object'][] = [];
  readonly jobs: Of<'jobs'>['jobs'][number][] = [];
  readonly notProbed: Of<'not-probed'>['notProbed'][number][] = [];
  readonly loaded: Loading[] = [];
  readonly pods = new Map<string, Of<'pod'>['now']>();
  readonly targets = new Map<string, Span>();
  header: Header | null = null;
  cluster: Of<'cluster'> | null = null;
  vantage: Of<'vantage'>['vantage'] | null = null;
  end: End | null = null;
  held = 0;

  take({ text, from, length, number }: RawLine): void {
    const value = jsonOf(text);
    if (!this.header) checkFormat(value);
    else if (this.end) throw new Error('something follows the end');
    if (value.kind !== 'target') this.held += text.length;
    if (this.held > mostHeld) throw new Error(`it holds more than ${mostHeld / 2 ** 20} MiB beside its targets`);
    if (value.kind === 'shared') this.#share(value);
    else if (value.kind === 'target') this.#target(value, { from, length });
    else this.#add(parsed(lineShape, inflate(value, this.shared)));
    if (this.end && this.end.lines !== number)
      throw new Error(`it is line ${this.end.lines} of what was written: lines are missing, or were added`);
  }

  #share(value: object): void {
    const { id, value: known } = parsed(sharedLineShape, value);
    this.shared.set(id, known);
  }

  #target(value: object, span: Span): void {
    const { target } = parsed(targetLineShape, inflate(value, this.shared));
    if (this.targets.has(target)) throw new Error('the target was there before');
    this.targets.set(target, span);
  }

  #add(line: Line): void {
    const last = this.loaded.at(-1);
    if (line.kind === 'header') this.header = line;
    else if (line.kind === 'cluster') this.cluster = line;
    else if (line.kind === 'vantage') this.vantage = line.vantage;
    else if (line.kind === 'endpoint') this.endpoints.push(line);
    else if (line.kind === 'object') this.objects.push(line.object);
    else if (line.kind === 'jobs') this.jobs.push(...line.jobs);
    else if (line.kind === 'not-probed') this.notProbed.push(...line.notProbed);
    else if (line.kind === 'prometheus') this.loaded.push(loadingOf(line));
    else if (line.kind === 'active') last?.active.push(...line.targets);
    else if (line.kind === 'dropped') last?.dropped.push(...line.targets);
    else if (line.kind === 'pod') this.pods.set(`${line.pod.namespace}/${line.pod.name}`, line.now);
    else this.end = line;
  }
}

function checkFormat({ kind, format }: { readonly kind?: unknown; readonly format?: unknown }): void {
  if (kind !== 'header') throw new Error('it is not the header of a recording: is it the right file?');
  if (format !== recordingFormat)
    throw new Error(`it is in format ${clean(String(format), 20)}, and this version reads format ${recordingFormat}`);
}

/** Reads a recording. Rejects with a usage error that names the line, where it is damaged, incomplete or none. */
export async function readRecording(file: string, lines: AsyncIterable<RawLine>): Promise<Recording> {
  const assembly = new Assembly();
  let number = 0;
  for await (const line of lines) {
    number = line.number;
    try {
      assembly.take(line);
    } catch (error) {
      throw wrong(file, number, error instanceof Error ? error.message : String(error));
    }
  }
  const { header, cluster, vantage, end, loaded, shared, ...rest } = assembly;
  if (!header || !cluster || !vantage || !end)
    throw wrong(file, number + 1, 'the recording ends before its end: the scan that wrote it was killed, or the file is cut off');
  const targetOf = (text: string): TargetLine => parsed(targetLineShape, inflate(jsonOf(text), shared));
  return { ...rest, header, cluster, vantage, end, loaded: cluster.asksLoaded ? loaded : null, targetOf };
}
