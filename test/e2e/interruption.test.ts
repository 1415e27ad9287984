import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { type MiniatureCluster, startMiniatureCluster } from '../miniature/cluster.ts';
import { type HostileServer, hostile, startHostile } from '../support/hostile.ts';
import { startPgxAudit } from './support/cli.ts';
import { addressId, findingOf } from './support/report.ts';

describe('a scan that is ended early', () => {
  let cluster: MiniatureCluster;
  let silent: HostileServer;

  beforeAll(async () => {
    cluster = await startMiniatureCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  /** Scans one exporter that answers and one that never does, with more patience than the test has. */
  async function scanWithSilent(...more: readonly string[]) {
    silent = await startHostile(hostile.silent);
    const targets = [silent.port, cluster.port('plaintext')].flatMap((port) => ['--target', `127.0.0.1:${port}/metrics`]);
    return startPgxAudit(['scan', ...targets, '--timeout', '60s', '--format', 'json', ...more]);
  }

  function expectPartial(stdout: string, reason: RegExp): void {
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({ partial: true, partialReason: expect.stringMatching(reason) as string });
    expect(findingOf(report, 'plaintext', addressId(cluster.port('plaintext')))?.verdict).toBe('fail');
    const unseen = findingOf(report, 'plaintext', addressId(silent.port));
    expect(unseen).toMatchObject({ verdict: 'unknown', message: expect.stringMatching(/interrupted/) as string });
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: reports what is known, and exits %i', async (signal, exitCode) => {
    const { child, done } = await scanWithSilent();
    await silent.firstConnection;
    await new Promise((resolve) => setTimeout(resolve, 700)); // for the other one to be done
    child.kill(signal);
    const { code, stdout, milliseconds } = await done;
    expect(code).toBe(exitCode);
    expectPartial(stdout, new RegExp(signal));
    expect(milliseconds).toBeLessThan(10_000);
    await silent.stop();
  });

  it('the deadline: reports what is known, and exits 3', async () => {
    const { done } = await scanWithSilent('--deadline', '1500ms');
    const { code, stdout, milliseconds } = await done;
    expect(code).toBe(3);
    expectPartial(stdout, /deadline/);
    expect(milliseconds).toBeLessThan(10_000);
    await silent.stop();
  });

  it('SARIF of a partial scan does not claim success', async () => {
    const { done } = await scanWithSilent('--deadline', '1500ms', '--format', 'sarif');
    const { stdout } = await done;
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false }] }] });
    await silent.stop();
  });
});
