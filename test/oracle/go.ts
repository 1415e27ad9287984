import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs the oracle: Go 1.26, standard library only, never from the network. */

export interface Question {
  readonly kind: 'chain' | 'names' | 'tls' | 'pem';
  readonly chain?: readonly Uint8Array[];
  readonly roots?: readonly Uint8Array[];
  readonly now?: Date;
  readonly names?: readonly string[];
  readonly key?: Uint8Array;
  readonly pem?: string;
}
export interface Answer {
  readonly error: string;
  readonly errors: readonly string[] | null;
  readonly count: number;
}

const harness = fileURLToPath(new URL('harness', import.meta.url));
const environment = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off', GODEBUG: '' };

/** Builds the harness into `folder`. Throws where Go 1.26 is missing. */
function build(folder: string): string {
  const binary = join(folder, 'oracle');
  const built = spawnSync('go', ['build', '-o', binary, '.'], { cwd: harness, env: environment, encoding: 'utf8' });
  if (built.error) throw new Error('the oracle needs Go 1.26 or later in PATH, and found no "go"', { cause: built.error });
  if (built.status !== 0) throw new Error(`the oracle cannot be built (it needs Go 1.26 or later): ${built.stderr}`);
  return binary;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const lineOf = ({ kind, chain = [], roots = [], now, names = [], key, pem = '' }: Question): string =>
  JSON.stringify({
    kind,
    chain: chain.map(base64),
    roots: roots.map(base64),
    now: now ? `${now.toISOString().slice(0, 19)}Z` : '',
    names,
    key: key ? base64(key) : '',
    pem,
  });

function run(binary: string, input: string): Promise<string> {
  const child = spawn(binary, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`the oracle ended with ${code}`));
    });
    child.stdin.end(input);
  });
}

/** The answers, in the order of the questions. */
export async function askGo(questions: readonly Question[]): Promise<readonly Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pgx-audit-oracle-'));
  try {
    const output = await run(build(folder), `${questions.map(lineOf).join('\n')}\n`);
    return output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
