import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { writeReports } from '../../src/commands/output.ts';
import { createProgress } from '../../src/commands/progress.ts';
import type { ScanFlags } from '../../src/commands/scan-flags.ts';
import { parseExpiryWarning } from '../../src/commands/values.ts';
import { sharedReport } from '../reporters/shared-report.ts';

const flags: ScanFlags = {
  namespace: [],
  target: [],
  allowCidr: [],
  format: 'table',
  output: [],
  failOn: 'high',
  expiryWarning: parseExpiryWarning('20%'),
  depth: 'decision',
  timeout: 5000,
  concurrency: 16,
  via: 'auto',
  prometheusUrl: [],
  prometheusTargets: [],
  namespaceTargets: 100,
  namespaceTime: 60_000,
  color: true,
};

function fakeIo(isTerminal: boolean, env: Io['env'] = {}, columns = 80) {
  const written = { stdout: '', stderr: '' };
  const clock = { now: 0 };
  const stream = (name: 'stdout' | 'stderr') => ({ isTerminal, columns, write: async (text: string) => void (written[name] += text) });
  const io: Io = {
    argv: [],
    env,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    now: () => clock.now,
    onInterrupt: () => () => undefined,
  };
  return { io, written, clock };
}

const rendered = async (isTerminal: boolean, env: Io['env'] = {}, over: Partial<ScanFlags> = {}): Promise<string> => {
  const { io, written } = fakeIo(isTerminal, env);
  await writeReports(sharedReport, { ...flags, ...over }, io);
  return written.stdout;
};

describe('colour', () => {
  const colour = /\u001b\[/;
  it('on a terminal', async () => expect(await rendered(true)).toMatch(colour));
  it('not when piped', async () => expect(await rendered(false)).not.toMatch(colour));
  it('not with --no-color', async () => expect(await rendered(true, {}, { color: false })).not.toMatch(colour));
  it('not with NO_COLOR', async () => expect(await rendered(true, { NO_COLOR: '1' })).not.toMatch(colour));
  it('with an empty NO_COLOR', async () => expect(await rendered(true, { NO_COLOR: '' })).toMatch(colour));
  it('not on a dumb terminal', async () => expect(await rendered(true, { TERM: 'dumb' })).not.toMatch(colour));
});

it('the table is as wide as the terminal', async () => {
  for (const columns of [80, 200]) {
    const { io, written } = fakeIo(true, { NO_COLOR: '1' }, columns);
    await writeReports(sharedReport, flags, io);
    const widest = Math.max(...written.stdout.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(columns);
    expect(widest).toBeGreaterThan(columns - 20);
  }
});

describe('progress', () => {
  it('tells done, total and endpoints a second on a terminal, and clears its line', () => {
    const { io, written, clock } = fakeIo(true);
    const progress = createProgress(io, false);
    progress.start(4);
    clock.now = 2000;
    progress.step();
    progress.step();
    clock.now = 4000;
    progress.step();
    progress.end();
    expect(written.stderr).toContain('1/4 targets');
    expect(written.stderr).toContain('3/4 targets · 1/s · 4 s');
    expect(written.stderr.endsWith('\r\u001b[K')).toBe(true);
  });
  it.each([
    ['not a terminal', false, false],
    ['--quiet', true, true],
  ])('says nothing: %s', (_name, isTerminal, quiet) => {
    const { io, written } = fakeIo(isTerminal);
    const progress = createProgress(io, quiet);
    progress.start(1);
    progress.step();
    progress.end();
    expect(written.stderr).toBe('');
  });
});
