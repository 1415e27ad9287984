import { describe, expect, it } from 'vitest';
import { explainCommand, listErrorsCommand } from '../../src/commands/explain.ts';
import type { Io } from '../../src/commands/io.ts';

/** What is written goes to memory. */
function memory(): { io: Io; written: () => string } {
  let text = '';
  const stream = { isTerminal: false, columns: 80, write: async (part: string) => void (text += part) };
  const io: Io = { argv: [], env: {}, stdout: stream, stderr: stream, now: () => 0, onInterrupt: () => () => undefined };
  return { io, written: () => text };
}

async function explained(what: string): Promise<string> {
  const { io, written } = memory();
  await explainCommand(what, io);
  return written();
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

describe('an error', () => {
  const pasted = `Get "https://10.0.0.7:9187/metrics": x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs`;

  it('is explained: cause, how to confirm it at its own address, fix, and the rules about it', async () => {
    const text = await explained(pasted);
    expect(text).toMatch(/^no-ip-san: tls: failed to verify certificate: x509: cannot validate certificate/);
    expect(text).toContain("\nCause\n  Prometheus verifies the pod's address");
    expect(text).toContain('\nHow to confirm it\n  openssl s_client -connect 10.0.0.7:9187 </dev/null');
    expect(text).toContain('\nHow to fix it\n  Set tlsConfig.serverName');
    expect(text).toContain('\nIn Prometheus 2.42\n  - x509: cannot validate certificate for …');
    expect(text).toContain('\n  name-mismatch, scrape-fails\n');
  });

  it('fits 80 columns, but for addresses of pages', async () => {
    const lines = (await explained('remote error: tls: bad certificate')).split('\n').filter((line) => !line.includes('https://'));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('that several causes share names them all, with what tells them apart', async () => {
    const text = await explained('remote error: tls: handshake failure');
    expect(text).toMatch(/^client-certificate-required-tls12: /);
    expect(text).toMatch(/\nOther causes of the same text .*\n\nno-common-suite\n(.*\n)+ {2}Confirm: /);
  });

  it('is taken by its id, as findings give it', async () => {
    expect(await explained('plaintext-server')).toMatch(/^plaintext-server: http: server gave HTTP response to HTTPS client\n/);
    expect(await explained('blank-content-type')).toContain('\nIn Prometheus 2.x\n  the scrape does not fail for this.\n');
  });

  it('that is not known says what is nearest, and where all are listed', async () => {
    await expect(explained('something refused the certificate')).rejects.toMatchObject({
      exitCode: 2,
      message: 'this error is not known',
      hint: expect.stringMatching(/^The nearest is: .*certificate.*pgx-audit explain --errors/) as string,
    });
    await expect(explained('plaintxt')).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('Did you mean plaintext?') as string,
    });
  });

  it('is listed with every other', async () => {
    const { io, written } = memory();
    await listErrorsCommand(io);
    expect(written()).toContain("\nA line of Prometheus's log; the targets are absent, not down\n  ca-file-missing: ");
    expect(written()).toContain('  plaintext-server: http: server gave HTTP response to HTTPS client\n');
  });
});
