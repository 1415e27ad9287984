import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Vitest's global setup: builds dist/ once before the tests, if it is older than what it is made of. */

async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times = entries.map(async (entry) => (entry.isFile() ? (await stat(path.join(entry.parentPath, entry.name))).mtimeMs : 0));
  return Math.max(0, ...(await Promise.all(times)));
}

const modified = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

export async function setup(): Promise<void> {
  const sources = await Promise.all([newest('src'), newest('rules'), modified('package.json'), modified('build.mjs')]);
  if ((await modified('dist/cli.js')) > Math.max(...sources)) return;
  await promisify(execFile)(process.execPath, ['build.mjs']);
}
