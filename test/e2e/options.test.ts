import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { type MiniatureCluster, startMiniatureCluster } from '../miniature/cluster.ts';
import { exporters } from '../miniature/inventory.ts';
import { pgxAudit, scanJson } from './support/cli.ts';
import { addressId, endpointId, findingOf } from './support/report.ts';

const escape = String.fromCodePoint(0x1b);

const endpointsOf = (report: Report): string[] => [...new Set(report.observations.map(({ endpoint }) => endpoint))].sort();
const fingerprintsOf = (report: Report): string[] => report.findings.map(({ fingerprint }) => fingerprint).sort();

describe.concurrent('the command line', () => {
  let cluster: MiniatureCluster;
  let folder: string;
  let named: string[]; // the miniature cluster, as options

  beforeAll(async () => {
    cluster = await startMiniatureCluster();
    folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-options-'));
    named = ['--kubeconfig', cluster.kubeconfig, '--allow-cidr', '127.0.0.0/8'];
  }, 60_000);

  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const idsIn = (namespace: string): string[] =>
    exporters
      .filter((exporter) => exporter.namespace === namespace)
      .map(({ key }) => endpointId(cluster, key))
      .sort();

  it('-n limits the endpoints, and may be repeated', async () => {
    const one = await scanJson([...named, '-n', 'sessions']);
    expect(endpointsOf(one.report)).toEqual(idsIn('sessions'));
    const two = await scanJson([...named, '-n', 'sessions', '--namespace', 'search']);
    expect(endpointsOf(two.report)).toEqual([...idsIn('search'), ...idsIn('sessions')]);
    expect(two.report.scope.namespaces).toEqual(['sessions', 'search']);
  });

  it('-l limits the endpoints by the labels of their Service', async () => {
    const { report } = await scanJson([...named, '-l', 'app.kubernetes.io/name=prometheus-postgres-exporter']);
    expect(endpointsOf(report)).toEqual(['plaintext', 'clientCertificateRequired'].map((key) => endpointId(cluster, key)).sort());
  });

  it('KUBECONFIG is a list, merged as kubectl merges it', async () => {
    const other = path.join(folder, 'other');
    await writeFile(other, 'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\ncurrent-context: miniature\n');
    const list = [other, path.join(folder, 'missing'), cluster.kubeconfig].join(path.delimiter);
    const { report } = await scanJson(['-n', 'search', '--allow-cidr', '127.0.0.0/8'], { KUBECONFIG: list });
    expect(endpointsOf(report)).toEqual(idsIn('search'));
    expect(report.provenance).toMatchObject({ user: 'auditor', cluster: { server: cluster.server, context: 'miniature' } });
  });

  it('--target needs no cluster, and takes a path', async () => {
    const port = cluster.port('basicAuth');
    const { report } = await scanJson(['--target', `127.0.0.1:${port}/metrics`, '--server-name', 'pushgateway.monitoring.svc']);
    expect(report.provenance.cluster).toBeNull();
    expect(findingOf(report, 'no-authentication', addressId(port))?.verdict).toBe('pass');
    expect(JSON.stringify(report.observations)).toContain('pushgateway.monitoring.svc');
  });

  it('--expiry-warning takes days, and shares of the lifetime', async () => {
    const target = ['--target', `127.0.0.1:${cluster.port('only12')}`];
    const verdict = async (warning: string) => {
      const { report } = await scanJson([...target, '--expiry-warning', warning]);
      return findingOf(report, 'certificate-expiring', addressId(cluster.port('only12')))?.verdict;
    };
    expect(await Promise.all(['14d', '100d', '20%', '99.9%'].map(verdict))).toEqual(['pass', 'fail', 'pass', 'fail']);
  });

  it('--cluster-name names the cluster in the report', async () => {
    const { report } = await scanJson([...named, '-n', 'search', '--cluster-name', 'production']);
    expect(report.provenance.cluster?.name).toBe('production');
  });

  it('writes several reports at once, and one to stdout', async () => {
    const [json = '', sarif = '', junit = '', table = ''] = ['json', 'sarif', 'junit', 'table'].map((name) => path.join(folder, name));
    const outputs = ['-o', `json=${json}`, '--output', `sarif=${sarif}`, '-o', `junit=${junit}`, '-o', `table=${table}`];
    const { stdout } = await pgxAudit(['scan', ...named, '-n', 'search', '--format', 'junit', ...outputs]);
    expect(stdout).toMatch(/^<\?xml/);
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ schemaVersion: '2.0' });
    expect(JSON.parse(await readFile(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(await readFile(junit, 'utf8')).toMatch(/<\/testsuites>\n$/);
    expect(await readFile(table, 'utf8')).toContain('certificate-expired');
  });

  it.each(['table', 'json', 'sarif', 'junit'])('%s: nothing but the report on stdout, and no colour in a pipe', async (format) => {
    const { stdout, stderr } = await pgxAudit(['scan', ...named, '-n', 'search', '--format', format], { FORCE_COLOR: '1', TERM: 'xterm' });
    expect(stdout + stderr).not.toContain(escape);
    expect(stdout).not.toMatch(/listing|\r/);
    const begins = { table: /^\S/, json: /^\{/, sarif: /^\{/, junit: /^<\?xml/ }[format] ?? /^/;
    expect(stdout).toMatch(begins);
    expect(stdout.endsWith('\n')).toBe(true);
  });

  it('--quiet says nothing on stderr', async () => {
    const { stderr } = await pgxAudit(['scan', ...named, '-n', 'search', '--quiet', '--format', 'json']);
    expect(stderr).toBe('');
  });

  it('two scans of the same cluster have the same fingerprints', async () => {
    const [one, two] = await Promise.all([scanJson([...named, '-n', 'payments']), scanJson([...named, '-n', 'payments'])]);
    expect(fingerprintsOf(one.report)).toEqual(fingerprintsOf(two.report));
  });
});

describe.concurrent('without a scan', () => {
  it('rules lists every rule, also as JSON', async () => {
    const table = await pgxAudit(['rules']);
    const json = JSON.parse((await pgxAudit(['rules', '--format', 'json'])).stdout) as { id: string }[];
    expect(table.code).toBe(0);
    expect(json.length).toBeGreaterThanOrEqual(21);
    expect(json.filter(({ id }) => !table.stdout.includes(id))).toEqual([]);
  });

  it('explain tells what a rule means, how to fix it, and where that is written', async () => {
    const { code, stdout } = await pgxAudit(['explain', 'obsolete-tls-version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/TLS12/);
    expect(stdout).toMatch(/RFC ?8996/);
    expect(stdout).toMatch(/https:\/\//);
  });

  it('--help has examples and the exit codes', async () => {
    const { stdout } = await pgxAudit(['scan', '--help']);
    expect(stdout).toMatch(/Examples:[\s\S]*--target/);
    expect(stdout).toMatch(/Exit codes/);
  });

  it('--help stands in groups', async () => {
    const { stdout } = await pgxAudit(['scan', '--help']);
    const groups = stdout.split('\n').filter((line) => /^[A-Z][^:]*:$/.test(line));
    expect(groups).toEqual([
      'What to scan, and from where:',
      'More about the scrapes:',
      'How thoroughly to look:',
      'Reports and exit code:',
      'Limits:',
      'General:',
      'Examples:',
      'Exit codes:',
    ]);
  });

  it.each([['--read-secrets'], ['--use-scrape-certs'], ['--prometheus-url', 'http://127.0.0.1:9090'], ['--prometheus-targets', 'x.json']])(
    '%s is refused where there is no cluster to declare a scrape',
    async (...option) => {
      const { code, stderr } = await pgxAudit(['scan', '--target', '127.0.0.1:9', ...option]);
      expect(code).toBe(2);
      expect(stderr).toContain('the scrapes that a cluster declares\n  Beside --target, add --context');
    },
  );

  it('--version tells the version of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect((await pgxAudit(['--version'])).stdout.trim()).toBe(version);
  });
});
