import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Report } from '../../../src/model/report.ts';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  readonly maxRss: number; // bytes
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
}

/** A home without a kubeconfig, so that no test ever meets the developer's own cluster. */
const home = mkdtempSync(path.join(tmpdir(), 'pgx-audit-home-'));

/** The built command line, or another one, such as that of an installed package. */
const cli = process.env['PGX_AUDIT_CLI'] ?? 'dist/cli.js';

/** Makes the child tell its largest resident set on file descriptor 3 when it ends. */
const tellRss = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, String(process.resourceUsage().maxRSS)));",
)}`;

/** Starts the built command line as a process of its own, with pipes for all streams. */
export function startPgxAudit(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCli {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [`--import=${tellRss}`, cli, ...args], {
    env: { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const collected = [1, 2, 3].map((descriptor) => textOf(child, descriptor));
  const finish = async (): Promise<CliResult> => {
    const [code] = (await once(child, 'close')) as [number | null];
    const [stdout = '', stderr = '', rss = ''] = await Promise.all(collected);
    return { code, stdout, stderr, milliseconds: performance.now() - startedAt, maxRss: Number(rss) * 1024 };
  };
  return { child, done: finish() };
}

async function textOf(child: ChildProcess, descriptor: number): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdio[descriptor]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

export const pgxAudit = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  startPgxAudit(args, env).done;

/** Scans with JSON on stdout, quietly. */
export async function scanJson(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult & { readonly report: Report }> {
  const result = await pgxAudit(['scan', '--format', 'json', ...args], env);
  if (!result.stdout.startsWith('{')) throw new Error(`no report; exit ${result.code}: ${result.stderr}`);
  return { ...result, report: JSON.parse(result.stdout) as Report };
}
