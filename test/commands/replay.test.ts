import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { run } from '../../src/commands/run.ts';

/** What is said on stderr, in two lines, where the command line is refused. */
async function refusal(...argv: readonly string[]): Promise<string> {
  let written = '';
  const stream = (keep: boolean) => ({ isTerminal: false, columns: 80, write: async (text: string) => void (written += keep ? text : '') });
  const io: Io = {
    argv: ['scan', ...argv],
    env: {},
    stdout: stream(false),
    stderr: stream(true),
    now: () => 0,
    onInterrupt: () => () => undefined,
  };
  expect(await run(io)).toBe(2);
  expect(written.trimEnd().split('\n')).toHaveLength(2);
  return written;
}

it.each([
  ['--target', '10.0.0.7:9187'],
  ['-n', 'db'],
  ['--context', 'x'],
  ['--via', 'direct'],
  ['--record', 'x'],
  ['--prometheus-url', 'http://p:9090'],
  ['--depth', 'decision'],
  ['--rate', '5'],
  ['--dry-run'],
  ['--cluster-name', 'x'],
])('--replay is refused beside %s', async (...flag) => {
  const name = { '-n': '--namespace' }[flag[0]] ?? flag[0];
  expect(await refusal('--replay', 'x', ...flag)).toContain(`pgx-audit: ${name} does not go with --replay: that scan is over\n`);
});

it.each([
  ['a file that is not there', '/no/such/file', /cannot read \/no\/such\/file: there is no such file/],
  ['a folder', '/', /cannot read \/: it is not a file/],
  ['a device', '/dev/zero', /cannot read \/dev\/zero: it is not a file/],
  ['a file that is none', 'package.json', /package\.json, line 1: it is not JSON/],
])('--replay refuses %s', async (_, file, message) => expect(await refusal('--replay', file)).toMatch(message));

it('--replay keeps its file: no report is written over it', async () => {
  expect(await refusal('--replay', 'x', '-o', 'json=./x')).toContain('pgx-audit: --replay and -o both name x\n');
});

it('--replay refuses a line without end, and does not hold it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-replay-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'long.jsonl');
  await writeFile(file, '{');
  await truncate(file, 70 * 2 ** 20);
  expect(await refusal('--replay', file)).toContain('line 1 is longer than 64 MiB');
});

it.each([
  ['beside --dry-run', ['--dry-run', '--record', 'x'], '--dry-run sees nothing that could be recorded'],
  ['where a report goes', ['-o', 'json=x', '--record', './x'], '--record and -o both name ./x'],
  [
    'into a folder that is not there',
    ['--record', '/no/such/folder/x'],
    'cannot write /no/such/folder/x: there is no folder /no/such/folder',
  ],
  ['in place of a folder', ['--record', '/'], 'cannot write /: it is not a file'],
])('--record is refused %s', async (_, flags, message) => {
  expect(await refusal('--target', '127.0.0.1:1', ...flags)).toContain(message);
});
