import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('the package', () => {
  let folder = '';
  const server = http.createServer((_request, response) => response.end('# TYPE up gauge\nup 1\n'));

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-package-'));
    // dist/ was built by the global setup; --ignore-scripts keeps npm pack from building it anew under the other tests.
    await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    await writeFile(path.join(folder, 'package.json'), '{"private": true}');
    await run('npm', ['install', '--offline', '--silent', '--no-audit', '--no-fund', path.join(folder, tarball)], { cwd: folder });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }, 60_000);

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('brings nothing else along', async () => {
    expect((await readdir(path.join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual(['pgx-audit']);
  });

  it('scans from any folder', async () => {
    const { port } = server.address() as AddressInfo;
    const cli = path.join(folder, 'node_modules', '.bin', 'pgx-audit');
    const { stdout } = await run(cli, ['scan', '--target', `127.0.0.1:${port}/metrics`, '--format', 'json', '--exit-zero'], {
      cwd: folder,
    });
    const report = JSON.parse(stdout) as { findings: { rule: string; verdict: string }[] };
    expect(report.findings.find((finding) => finding.rule === 'plaintext')?.verdict).toBe('fail');
  });

  it('carries the schema, the licence and the notices of what it bundles', async () => {
    const root = path.join(folder, 'node_modules', 'pgx-audit');
    expect(await readdir(root)).toEqual(expect.arrayContaining(['LICENSE', 'schema', 'rules', 'deploy']));
    expect(await readdir(path.join(root, 'dist'))).toEqual(expect.arrayContaining(['THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json', 'cli.js']));
  });

  it('can be used as a library', async () => {
    const script = "import { loadBuiltInRules } from 'pgx-audit'; console.log((await loadBuiltInRules()).rules.length);";
    await writeFile(path.join(folder, 'use.mjs'), script);
    expect(Number((await run(process.execPath, ['use.mjs'], { cwd: folder })).stdout)).toBeGreaterThanOrEqual(21);
  });
});
