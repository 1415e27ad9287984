import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import type { Report } from '../../src/model/report.ts';

const assemble = (folder: string) => promisify(execFile)(process.execPath, ['deploy/assemble.mjs', folder]);

function modes(folder: string, change: (path: string, isFolder: boolean) => void): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    change(path.join(entry.parentPath, entry.name), entry.isDirectory());
  change(folder, true);
}

const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => `${file} ${lstatSync(file).size} ${lstatSync(file).mtimeMs}`)
    .toSorted();

describe('the files of the image', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'pgx-audit-image-'));
  const set = path.join(root, 'set');
  const temporary = path.join(root, 'tmp');
  const isRoot = process.getuid?.() === 0;
  const nobody = isRoot ? { uid: 65532, gid: 65532 } : {};
  const node = path.join(root, 'node');
  const server = http.createServer((_request, response) => response.end('# TYPE up gauge\nup 1\n'));

  beforeAll(async () => {
    await assemble(set);
    mkdirSync(temporary);
    copyFileSync(process.execPath, node); // where it is, not everyone may be allowed to look
    // Read-only for the owner too: whoever runs it can write nothing, whether root runs these tests or not.
    modes(set, (file, isFolder) => chmodSync(file, isFolder || lstatSync(file).mode & 0o100 ? 0o555 : 0o444));
    chmodSync(temporary, 0o555);
    chmodSync(root, 0o755);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.close();
    modes(set, (file, isFolder) => chmodSync(file, isFolder ? 0o755 : 0o644));
    rmSync(root, { recursive: true, force: true });
  });

  /** As the container runs it: its own entry point, an unknown user, no home, a root folder that is not its own. */
  async function runIt(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const env = { PATH: process.env['PATH'], TMPDIR: temporary };
    const child = spawn(node, [path.join(set, 'dist/cli.js'), ...args], { ...nobody, cwd: '/', env });
    const texts = [child.stdout, child.stderr].map(async (stream) => (await stream.toArray()).join(''));
    const [code] = (await once(child, 'close')) as [number | null];
    const [stdout = '', stderr = ''] = await Promise.all(texts);
    return { code, stdout, stderr };
  }

  it('are what the command line reads, with the licences, and no more', () => {
    expect(readdirSync(set).toSorted()).toEqual(['LICENSE', 'dist', 'package.json', 'rules', 'schema']);
    expect(readdirSync(path.join(set, 'dist'))).toEqual(expect.arrayContaining(['THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json']));
    expect(readdirSync(path.join(set, 'dist'))).not.toContain('demo.mjs');
  });

  it('run unprivileged, without a home, and write nothing', async () => {
    const before = everything(root);
    expect(await runIt('--help')).toMatchObject({ code: 0, stderr: '' });
    expect((await runIt('rules')).stdout).toContain('plaintext');
    expect((await runIt('explain', 'plaintext')).code).toBe(0);
    expect((await runIt('job')).stdout).toContain('kind: Job');
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await runIt('scan', '--target', `127.0.0.1:${port}/metrics`, '--format', 'json', '--quiet');
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as Report;
    expect(report.findings.find((finding) => finding.rule === 'plaintext')?.verdict).toBe('fail');
    expect(everything(root)).toEqual(before);
  });

  it('refuse a cluster in words where there is none', async () => {
    const { code, stderr } = await runIt('scan');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^pgx-audit: no kubeconfig/);
  });

  it('are not assembled over other files', async () => {
    await expect(assemble(root)).rejects.toThrow('holds other files');
  });

  it('are assembled anew over the same', async () => {
    const again = path.join(root, 'again');
    await assemble(again);
    writeFileSync(path.join(again, 'dist/left-over.js'), '');
    await assemble(again);
    expect(readdirSync(path.join(again, 'dist'))).toEqual(readdirSync(path.join(set, 'dist')));
  });
});

describe('the Dockerfile', () => {
  const text = readFileSync('deploy/Dockerfile', 'utf8');
  const instructions = text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const of = (name: string): string[] => instructions.filter(([each]) => each === name).map(([, rest]) => rest);

  it('runs nothing, and copies nothing but the assembled folder', () => {
    const kinds = instructions.map(([name]) => name);
    expect(kinds.toSorted()).toEqual(['ARG', 'COPY', 'ENTRYPOINT', 'ENV', 'FROM', 'LABEL', 'USER']);
    expect(of('COPY')).toEqual(['. /opt/pgx-audit/']);
  });

  it('lets the base be chosen', () => {
    expect(of('FROM')).toEqual(['${NODE_IMAGE}']);
    expect(of('ARG')[0]).toMatch(/^NODE_IMAGE=node:\d+-slim$/);
  });

  it('ends as a numeric user who is not root, whom the Job names too', () => {
    expect(instructions.slice(-2).map(([name]) => name)).toEqual(['USER', 'ENTRYPOINT']);
    expect(of('USER')).toEqual(['65532:65532']);
  });

  it('starts the command line that is in the set', () => {
    expect(JSON.parse(of('ENTRYPOINT')[0] ?? '')).toEqual(['node', '/opt/pgx-audit/dist/cli.js']);
    expect(packageJson.bin['pgx-audit']).toBe('dist/cli.js');
  });
});
