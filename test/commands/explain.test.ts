import { expect, it } from 'vitest';
import { explainCommand } from '../../src/commands/explain.ts';
import type { Io } from '../../src/commands/io.ts';

async function explained(id: string): Promise<string> {
  let written = '';
  const stream = { isTerminal: false, columns: 80, write: async (text: string) => void (written += text) };
  const io: Io = { argv: [], env: {}, stdout: stream, stderr: stream, now: () => 0, onInterrupt: () => () => undefined };
  await explainCommand(id, io);
  return written;
}

it('says why a rule matters right under its title, and the expression last', async () => {
  const text = await explained('plaintext');
  expect(text).toMatch(/^plaintext: Metrics are served without TLS\n {2}Whoever can watch or redirect the traffic/);
  expect(text).toContain('\n  critical when it is reachable from outside the cluster\n');
  expect(text).toMatch(/\nRule\n {2}passes when: transport\.tls \|\| !transport\.plaintext\n$/);
});

it('shows the limits of a rule', async () => {
  expect(await explained('certificate-lifetime')).toMatch(/\n {2}params\.max_days: 398\n$/);
});

it('says of the fix for annotations what it is for', async () => {
  expect(await explained('scheme-mismatch')).toContain('for a scrape that prometheus.io annotations ask for: ');
});
