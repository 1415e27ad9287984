import { CommanderError } from 'commander';
import { PgxError } from '../model/errors.ts';
import { clean, withoutCommands } from '../model/text.ts';
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
    return await explainError(error, io).catch(() => 2); // nobody reads stderr either
  }
}

/** Errors quote servers and files: no terminal and no CI system may obey them. */
const shown = (text: string): string => withoutCommands(clean(text, 2000));

async function explainError(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has written its own line
  if (error instanceof PgxError) {
    await io.stderr.write(`pgx-audit: ${shown(error.message)}\n${error.hint === '' ? '' : `  ${shown(error.hint)}\n`}`);
    return error.exitCode;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const told = io.env['PGX_AUDIT_DEBUG'] === undefined ? shown(detail.split('\n')[0] ?? '') : detail;
  await io.stderr.write(
    `pgx-audit: internal error: ${told}\n  This is a defect of pgx-audit. PGX_AUDIT_DEBUG=1 shows where it happened.\n`,
  );
  return 3;
}
