import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Command {
  readonly name: string; // of the log file
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>; // nothing else but PATH is handed on
  readonly cwd?: string;
}

export interface Processes {
  start(command: Command): ChildProcess;
  log(name: string): string;
  stop(): void;
}

/** Starts processes whose output goes to one file each, and ends exactly these. */
export function createProcesses(dir: string): Processes {
  const children = new Set<ChildProcess>();
  const logFile = (name: string) => join(dir, `${name}.log`);
  return {
    start({ name, argv, env = {}, cwd = dir }) {
      const log = openSync(logFile(name), 'a');
      const [program = '', ...args] = argv;
      const child = spawn(program, args, { cwd, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', log, log] });
      closeSync(log);
      children.add(child);
      child.once('error', (error) => appendFileSync(logFile(name), `${error.message}\n`)); // no such program
      child.once('exit', () => children.delete(child));
      return child;
    },
    log: (name) => readFileSync(logFile(name), 'utf8'),
    // A graceful API server waits a minute for its watchers.
    stop: () => children.forEach((child) => child.kill('SIGKILL')),
  };
}

/** Asks every tenth of a second until the answer is true; an error is not yet. */
export async function until(what: string, ask: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  let last: unknown = '';
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    try {
      if (await ask()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`gave up after ${seconds} s waiting for ${what} ${String(last)}`);
}
