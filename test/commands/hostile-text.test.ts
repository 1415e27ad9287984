import { expect, it } from 'vitest';
import { dryRun } from '../../src/commands/dry-run.ts';
import type { Io } from '../../src/commands/io.ts';
import { run } from '../../src/commands/run.ts';
import { planning } from '../support/asked.ts';
import { someDiscovery } from '../support/discovery.ts';

/** Text that a CI system's runner would obey: anywhere in a line, and at its start. */
const command = '##[error]pwned\u001b[2J';

function fakeIo(argv: readonly string[]): { readonly io: Io; readonly written: () => string } {
  let written = '';
  const stream = { isTerminal: false, columns: 80, write: async (text: string) => void (written += text) };
  const io: Io = { argv, env: {}, stdout: stream, stderr: stream, now: () => 0, onInterrupt: () => () => undefined };
  return { io, written: () => written };
}

it('a dry run gives no commands to the CI system that shows it', async () => {
  const left = { code: 'not-proven', because: 'excluded-by-policy' } as const;
  const notProbed = [
    { what: `ServiceMonitor evil/m`, reason: `relabelings change ${command}`, ...left },
    { what: '::error file=x::y', reason: 'z', ...left },
  ];
  const discovery = someDiscovery({ keyPairOf: () => expect.fail('no key is asked for'), notProbed });
  const { io, written } = fakeIo([]);
  const ruleSet = { rules: [], digest: '', sets: {}, decisive: {}, compiled: [] };
  await dryRun(
    {
      discover: () => Promise.resolve(discovery),
      ruleSet,
      probes: [],
      present: null,
      looking: planning(),
      signal: new AbortController().signal,
    },
    { allowEmpty: false },
    io,
  );
  expect(written()).toContain('relabelings change # #[error]pwned\ufffd[2J');
  expect(written()).toContain('\n: :error file=x: :y');
});

it('nor does an error', async () => {
  const { io, written } = fakeIo(['scan', '--kubeconfig', `/nowhere/${command}`]);
  expect(await run(io)).toBe(3);
  expect(written()).toMatch(/^pgx-audit: kubeconfig \/nowhere\/# #\[error\]pwned\ufffd\[2J: no such file\n/);
});
