import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** Whether OpenSSL's command line is there: tests of its server run only where it is. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Starts s_server with `-www` on a port of the loopback address, stopped after the test; `files` are written beside each other, by name. */
export function opensslServers(files: () => Readonly<Record<string, string | Uint8Array>>) {
  let folder = '';
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgx-audit-openssl-'));
    for (const [name, contents] of Object.entries(files())) await writeFile(join(folder, name), contents);
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  return async (...options: readonly string[]): Promise<number> => {
    const port = await freePort();
    const child = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-www', ...options], { cwd: folder, stdio: 'pipe' });
    running.push(child);
    for await (const text of child.stdout) if (String(text).includes('ACCEPT')) break;
    return port;
  };
}
