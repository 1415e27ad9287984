import { spawn } from 'node:child_process';
import { installed } from './installed.ts';

export interface Ran {
  readonly code: number | null; // null: ended by a signal, at the time limit for instance
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly input?: string; // standard input; none otherwise
  readonly seconds?: number; // after which it is killed
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. Rejects only where there is no such program: judges exit as they like. */
export function run(argv: readonly string[], { input = '', seconds = 120, env = {} }: Running = {}): Promise<Ran> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...installed.environment, ...env },
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined).end(input); // a program that reads none may be gone already
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
