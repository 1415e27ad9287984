import { CommanderError } from 'commander';
import { PgxError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** Runs the command line; gives the exit code. A user's mistake is one or two lines, never a stack trace. */
export async function run(io: Io): Promise<number> {
  let exitCode = 0;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...io.argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainError(error, io);
  }
}

async function explainError(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has written its own line
  if (error instanceof PgxError) {
    await io.stderr.write(`pgx-audit: ${clean(error.message, 2000)}\n${error.hint === '' ? '' : `  ${clean(error.hint, 2000)}\n`}`);
    return error.exitCode;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const shown = io.env['PGX_AUDIT_DEBUG'] === undefined ? clean(detail.split('\n')[0] ?? '') : detail;
  await io.stderr.write(
    `pgx-audit: internal error: ${shown}\n  This is a defect of pgx-audit. PGX_AUDIT_DEBUG=1 shows where it happened.\n`,
  );
  return 3;
}
