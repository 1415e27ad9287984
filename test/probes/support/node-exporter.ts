import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { freePort } from './openssl-server.ts';

const exporter = 'prometheus-node-exporter';

/** Whether Debian's node_exporter is there: tests of it run only where it is. */
export const hasExporter = spawnSync(exporter, ['--version']).status === 0;

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(50);
  }
}

/** Runs it for the tests of a block, with this `tls_server_config`; `files` are written beside each other, by name. Gives its port. */
export function nodeExporter(tlsServerConfig: string, files: () => Readonly<Record<string, string>>): () => number {
  let folder = '';
  let running: ChildProcess;
  let port = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgx-audit-exporter-'));
    for (const [name, contents] of Object.entries(files())) await writeFile(join(folder, name), contents);
    await writeFile(join(folder, 'web.yml'), `tls_server_config: ${tlsServerConfig}\n`);
    port = await freePort();
    const config = `--web.config.file=${join(folder, 'web.yml')}`;
    running = spawn(exporter, [config, `--web.listen-address=127.0.0.1:${port}`, '--collector.disable-defaults'], { stdio: 'ignore' });
    await listening(port);
  });
  afterAll(async () => {
    running.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return () => port;
}
