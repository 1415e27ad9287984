import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { usageError } from '../model/errors.ts';
import type { RenderOptions, Report } from '../model/report.ts';
import { reporters } from '../reporters/index.ts';
import type { Io } from './io.ts';
import type { Format, ScanFlags } from './scan-flags.ts';
import type { Output } from './values.ts';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const elsewhere = 'Name a file in a folder that exists and can be written to.';

/** Fails before the scan, not after it, where a report could not be written. */
export async function checkOutputs(outputs: readonly Output[]): Promise<void> {
  const twice = outputs.find(({ path }, index) => outputs.findIndex((other) => resolve(other.path) === resolve(path)) !== index);
  if (twice) throw usageError(`-o names ${twice.path} twice`, 'Give every report a file of its own.');
  for (const { path } of outputs) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) throw usageError(`cannot write ${path}: it is a folder`, 'Name a file, for example -o sarif=reports/pgx-audit.sarif.');
    await access(dirname(resolve(path)), constants.W_OK).catch((error: unknown) => {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw usageError(`cannot write ${path}: ${missing ? `there is no folder ${dirname(resolve(path))}` : reason(error)}`, elsewhere);
    });
  }
}

/** Writes the report to stdout in the chosen format, and to every file asked for. */
export async function writeReports(report: Report, flags: ScanFlags, io: Io): Promise<void> {
  const plain: RenderOptions = { width: 100, colour: false, verbose: flags.verbose === true, includeWaived: false };
  const columns = io.stdout.isTerminal ? io.stdout.columns : Number(io.env['COLUMNS'] ?? 100);
  const shown: RenderOptions = { ...plain, width: Number.isFinite(columns) && columns > 0 ? columns : 100, colour: useColour(flags, io) };
  for (const { format, path } of flags.output) {
    await writeFile(path, batched(reporters[format as Format](report, plain))).catch((error: unknown) => {
      throw usageError(`cannot write ${path}: ${reason(error)}`, elsewhere);
    });
  }
  for (const text of batched(reporters[flags.format](report, shown))) await io.stdout.write(text);
}

const batchCharacters = 65_536;

/** Fewer and larger pieces of the same text. */
function* batched(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < batchCharacters) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

/** https://no-color.org: any value but an empty one switches colour off. */
const useColour = (flags: ScanFlags, { stdout, env }: Io): boolean =>
  flags.color && stdout.isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
