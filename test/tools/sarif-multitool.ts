import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Log } from 'sarif';

const tool = fileURLToPath(new URL('node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool', import.meta.url));
const run = promisify(execFile);

/**
 * What Microsoft's validator, with the rules of GitHub's code scanning, holds against the logs: "name: level rule where …" each, errors and
 * warnings. Its exit code is always 0, so its own log is read.
 */
export async function sarifProblems(logs: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await chmod(tool, 0o755).catch(() => {
    throw new Error('the SARIF validator is not installed: run npm ci --prefix test/tools (Linux on x86-64 only)');
  });
  const folder = await mkdtemp(join(tmpdir(), 'pgx-audit-sarif-'));
  try {
    for (const [name, text] of Object.entries(logs)) await writeFile(join(folder, `${name}.sarif`), text);
    const found = join(folder, 'found.json');
    const { stdout } = await run(tool, [
      'validate',
      join(folder, '*.sarif'),
      '--rule-kind',
      'Sarif;Ghas',
      '--level',
      'Error;Warning',
      '-o',
      found,
    ]);
    const files = Object.keys(logs).length;
    if (!stdout.includes(`Done. ${files} files scanned.`))
      throw new Error(`the SARIF validator did not read ${files} files: ${stdout.slice(-2000)}`);
    return problemsIn(JSON.parse(await readFile(found, 'utf8')) as Log);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function problemsIn(log: Log): string[] {
  return (log.runs[0]?.results ?? []).map(({ ruleId, level = 'warning', message, locations }) => {
    const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
    return `${uri.split('/').pop()}: ${level} ${ruleId} ${message.text ?? (message.arguments ?? []).join(' ')}`;
  });
}
