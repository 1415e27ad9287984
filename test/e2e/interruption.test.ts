import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { type RunningServer, startMetricsServer } from '../miniature/metrics-server.ts';
import { type HostileServer, hostile, startHostile } from '../support/hostile.ts';
import { type RunningCli, startPgxAudit } from './support/cli.ts';
import { addressId, findingOf } from './support/report.ts';

const exporter = {
  identity: { title: 'Exporter', prefix: 'exporter', version: '1.0.0', subject: 'service' },
  path: '/metrics',
  plaintext: true,
  tls: null,
  basicAuth: '',
};

describe('a scan that is ended early', () => {
  let silent: HostileServer; // never answers
  let answering: RunningServer;

  beforeEach(async () => {
    silent = await startHostile(hostile.silent);
    answering = await startMetricsServer(exporter, '127.0.0.1', 0);
  });
  afterEach(() => Promise.all([silent.stop(), answering.stop()]));

  /** Scans both, with more patience than the test has. */
  function startScan(...more: readonly string[]): RunningCli {
    const targets = [silent.port, answering.port].flatMap((port) => ['--target', `127.0.0.1:${port}/metrics`]);
    return startPgxAudit(['scan', ...targets, '--timeout', '60s', '--format', 'json', ...more]);
  }

  function expectPartial(stdout: string, reason: RegExp): void {
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({ partial: true, partialReason: expect.stringMatching(reason) as string });
    expect(findingOf(report, 'plaintext', addressId(answering.port))?.verdict).toBe('fail');
    const unseen = findingOf(report, 'plaintext', addressId(silent.port));
    expect(unseen).toMatchObject({ verdict: 'unknown', message: expect.stringMatching(/interrupted/) as string });
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: reports what is known, and exits %i', async (signal, exitCode) => {
    const { child, done } = startScan();
    await silent.firstConnection;
    while (answering.connections() < 2) await sleep(20);
    await sleep(500); // for its second answer to be read
    child.kill(signal);
    const { code, stdout, milliseconds } = await done;
    expect(code).toBe(exitCode);
    expectPartial(stdout, new RegExp(signal));
    expect(milliseconds).toBeLessThan(15_000);
  });

  it('the deadline: reports what is known, and exits 3', async () => {
    const { code, stdout, milliseconds } = await startScan('--deadline', '3s').done;
    expect(code).toBe(3);
    expectPartial(stdout, /deadline/);
    expect(milliseconds).toBeLessThan(15_000);
  });

  it('SARIF of a partial scan does not claim success', async () => {
    const { stdout } = await startScan('--deadline', '1s', '--format', 'sarif').done;
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false }] }] });
  });
});

const kubeconfigFor = async (server: string, user: object): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-listing-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'kubeconfig');
  const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
  const config = {
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [context],
    'current-context': 'c',
  };
  await writeFile(file, JSON.stringify(config));
  return file;
};

describe('a listing that is ended early', () => {
  it.each([
    ['an API that accepts connections and stays silent', {}],
    [
      'a credential plugin that does not end',
      { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['30'], interactiveMode: 'Never' } },
    ],
  ])('%s', async (_name, user) => {
    const silent = await startHostile(hostile.silent);
    onTestFinished(() => silent.stop());
    const kubeconfig = await kubeconfigFor(`https://127.0.0.1:${silent.port}`, user);
    const { code, stdout, stderr, milliseconds } = await startPgxAudit([
      'scan',
      '--kubeconfig',
      kubeconfig,
      '--deadline',
      '2s',
      '--format',
      'json',
    ]).done;
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ partial: true, partialReason: expect.stringMatching(/deadline of 2 s/) as string });
    expect(stderr).toMatch(/^pgx-audit: partial: deadline of 2 s reached · exit 3\n$/);
    expect(milliseconds).toBeLessThan(12_000);
  });

  it('SIGINT during a dry run exits 130', async () => {
    const silent = await startHostile(hostile.silent);
    onTestFinished(() => silent.stop());
    const { child, done } = startPgxAudit([
      'scan',
      '--kubeconfig',
      await kubeconfigFor(`https://127.0.0.1:${silent.port}`, {}),
      '--dry-run',
    ]);
    await silent.firstConnection;
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
  });
});
