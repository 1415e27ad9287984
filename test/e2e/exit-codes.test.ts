import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type MiniatureCluster, startMiniatureCluster } from '../miniature/cluster.ts';
import { kubeconfig } from '../miniature/kubeconfig.ts';
import { createCa, issue } from '../support/pki.ts';
import { pgxAudit } from './support/cli.ts';

const codeOf = async (...args: readonly string[]): Promise<number | null> => (await pgxAudit(['scan', ...args])).code;

/** What stderr says of a scan that could not be done: one line of what happened, and one of what to do. */
async function refusalOf(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await pgxAudit(['scan', ...args]);
  const lines = stderr.trim().split('\n').length;
  if (code !== 3 || stdout !== '' || lines > 2) throw new Error(`exit ${code} with ${lines} lines: ${stderr}${stdout}`);
  return stderr;
}

describe('exit codes', () => {
  let cluster: MiniatureCluster;
  let folder: string;
  const target = (key: string): string[] => ['--target', `127.0.0.1:${cluster.port(key)}/metrics`];

  beforeAll(async () => {
    cluster = await startMiniatureCluster();
    folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-exit-'));
  }, 60_000);

  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe.concurrent('0', () => {
    it('nothing at or above the threshold', async () => expect(await codeOf(...target('clientCertificateRequired'))).toBe(0));
    it('findings below it', async () => expect(await codeOf(...target('only12'), '--fail-on', 'critical')).toBe(0));
    it('--fail-on never', async () => expect(await codeOf(...target('plaintext'), '--fail-on', 'never')).toBe(0));
    it('--exit-zero in place of 1', async () => expect(await codeOf(...target('plaintext'), '--exit-zero')).toBe(0));
    it('--exit-zero in place of 4', async () => expect(await codeOf(...target('crashing'), '--exit-zero')).toBe(0));
    it('--allow-empty and nothing found', async () => {
      expect(await codeOf('--kubeconfig', cluster.kubeconfig, '-n', 'default', '--allow-empty')).toBe(0);
    });
    it.each(['--help', '--version'])('%s', async (option) => expect((await pgxAudit([option])).code).toBe(0));
  });

  describe.concurrent('1', () => {
    it('a finding at the threshold', async () => expect(await codeOf(...target('plaintext'))).toBe(1));
    it('goes before 4', async () => {
      expect(await codeOf(...target('plaintext'), ...target('crashing'), '--min-coverage', '90')).toBe(1);
    });
  });

  describe.concurrent('2', () => {
    it.each([
      ['an unknown option', ['scan', '--targt', 'x'], /did you mean --target/i],
      ['an unknown command', ['skan'], /did you mean scan/i],
      ['an unknown format', ['scan', '--format', 'yaml'], /table, json, sarif, junit/],
      ['an output without path', ['scan', '-o', 'json'], /FORMAT=PATH/],
      ['an output into a folder that does not exist', ['scan', '-o', 'json=/no/such/folder/report.json'], /\/no\/such\/folder/],
      ['a severity that does not exist', ['scan', '--fail-on', 'urgent'], /critical, high, medium, low, never/],
      ['a coverage of more than all', ['scan', '--min-coverage', '110'], /percent/],
      ['a target without port', ['scan', '--target', 'exporter.test'], /host:port/],
      ['a range that is none', ['scan', '--allow-cidr', '10.0.0.0/33'], /10\.0\.0\.0\/33/],
      ['a duration that is none', ['scan', '--timeout', 'soon'], /duration/],
      ['an unknown rule', ['explain', 'plain-text'], /did you mean plaintext/i],
      ['a namespace that cannot be', ['scan', '-n', 'Foo_Bar'], /-n Foo_Bar/],
      ['a limit without a cluster', ['scan', '--target', '127.0.0.1:1', '-l', 'app=x'], /--context/],
      ['one file for two reports', ['scan', '-o', 'json=a', '-o', 'sarif=./a'], /twice/],
      ['a file named -', ['scan', '-o', 'json=-'], /--format json/],
      ['a plan as a report', ['scan', '--dry-run', '--format', 'json'], /--dry-run/],
    ])('%s', async (_name, args, message) => {
      const { code, stdout, stderr } = await pgxAudit(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /); // no stack trace
    });

    it('goes before 3', async () => expect(await codeOf('--kubeconfig', '/no/such/file', '--fail-on', 'urgent')).toBe(2));
  });

  describe.concurrent('3', () => {
    it('no kubeconfig at all', async () => expect(await refusalOf()).toMatch(/kubeconfig/));
    it('a kubeconfig that does not exist', async () => {
      expect(await refusalOf('--kubeconfig', '/no/such/file')).toMatch(/\/no\/such\/file/);
    });
    it('a context that does not exist', async () => {
      expect(await refusalOf('--kubeconfig', cluster.kubeconfig, '--context', 'miniture')).toMatch(/miniature/);
    });

    it('a kubeconfig that is no YAML', async () => {
      const file = path.join(folder, 'broken');
      await writeFile(file, 'clusters: [\n  :');
      expect(await refusalOf('--kubeconfig', file)).toMatch(/broken/);
    });

    it('an API that nobody serves', async () => {
      const file = path.join(folder, 'nobody');
      const ca = await createCa({ name: 'kubernetes' });
      const user = { name: 'nobody', ...(await issue(ca, { cn: 'nobody', eku: ['clientAuth'] })) };
      await writeFile(file, kubeconfig({ server: `https://127.0.0.1:${cluster.port('crashing')}`, caPem: ca.certPem, user }));
      expect(await refusalOf('--kubeconfig', file)).toMatch(/refused/);
    });

    it('credentials that the API refuses', async () => {
      const file = path.join(folder, 'stranger');
      const ca = await createCa({ name: 'kubernetes' });
      const user = { name: 'stranger', ...(await issue(ca, { cn: 'stranger', eku: ['clientAuth'] })) };
      const text = kubeconfig({ server: cluster.server, caPem: cluster.apiCa, user });
      await writeFile(file, text);
      expect(await refusalOf('--kubeconfig', file)).toMatch(/401|Unauthorized/i);
    });

    it.each([
      ['200 that is no JSON', 200, 'hello'],
      ['404 for everything', 404, 'not found'],
      ['a redirect to a login page', 302, ''],
    ])('a server that is no Kubernetes API, even with --allow-empty: %s', async (_name, status, body) => {
      const server = http.createServer((_request, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const place = await mkdtemp(path.join(tmpdir(), 'pgx-audit-no-api-'));
      onTestFinished(() => rm(place, { recursive: true }));
      const config = path.join(place, 'kubeconfig');
      const { port } = server.address() as AddressInfo;
      const clusters = [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }];
      const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
      await writeFile(config, JSON.stringify({ clusters, users: [{ name: 'u', user: {} }], contexts: [context], 'current-context': 'c' }));
      const { code, stdout } = await pgxAudit(['scan', '--kubeconfig', config, '--allow-empty']);
      expect(code).toBe(3);
      expect(stdout).not.toContain('Nothing wrong');
    });
    it('zero targets', async () => {
      const { code, stderr } = await pgxAudit(['scan', '--kubeconfig', cluster.kubeconfig, '-n', 'default']);
      expect(code).toBe(3);
      expect(stderr).toMatch(/--allow-empty/);
    });
  });

  describe.concurrent('4', () => {
    it('coverage below what was asked for', async () => {
      expect(await codeOf(...target('clientCertificateRequired'), ...target('crashing'), '--min-coverage', '80')).toBe(4);
    });
    it('always when it is 0', async () => expect(await codeOf(...target('crashing'))).toBe(4));
    it('not when it is what was asked for', async () => {
      expect(await codeOf(...target('clientCertificateRequired'), ...target('crashing'), '--min-coverage', '50')).toBe(0);
    });
  });
});
