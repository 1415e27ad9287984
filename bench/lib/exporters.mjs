// Real exporters on loopback, with TLS as it is by default and an RSA-2048 certificate. Each listens on every address of 127.0.0.0/8.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const command = process.env.NODE_EXPORTER ?? 'prometheus-node-exporter';
const firstPort = 19100;

export const exporterVersion = () => execFileSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Starts so many, waits until they answer. */
export async function startExporters(count) {
  const folder = mkdtempSync(join(tmpdir(), 'pgx-audit-bench-'));
  const inFolder = (name) => join(folder, name);
  const request = 'req -x509 -newkey rsa:2048 -nodes -subj /CN=bench -days 2 -addext subjectAltName=DNS:bench'.split(' ');
  execFileSync('openssl', [...request, '-keyout', inFolder('key'), '-out', inFolder('crt')], { stdio: 'ignore' });
  writeFileSync(inFolder('web.yml'), 'tls_server_config: {cert_file: crt, key_file: key}\n');
  const servers = Array.from({ length: count }, (_, index) => {
    const log = inFolder(`log${index}`);
    const own = [`--web.listen-address=:${firstPort + index}`, '--collector.disable-defaults', '--collector.time'];
    const { pid } = spawn(command, [`--web.config.file=${inFolder('web.yml')}`, ...own], {
      stdio: ['ignore', 'ignore', openSync(log, 'w')],
    });
    return { log, pid };
  });
  await Promise.all(servers.map((_, index) => answers(firstPort + index)));
  return {
    /** So many endpoints: the ports in turn, on as many addresses as it takes. */
    endpoints: (number) =>
      Array.from({ length: number }, (_, index) => {
        const address = Math.floor(index / count);
        return `127.0.${1 + Math.floor(address / 250)}.${1 + (address % 250)}:${firstPort + (index % count)}`;
      }),
    cpuMs: () => servers.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
    logLines: () => servers.reduce((sum, { log }) => sum + readFileSync(log, 'utf8').split('\n').length - 1, 0),
    stop() {
      for (const { pid } of servers) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds that the process ran, summed over its threads, to the nanosecond (proc(5), schedstat). */
function cpuOf(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return (
    threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6
  );
}

async function answers(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(100);
  }
  throw new Error(`${command} does not answer on port ${port}`);
}
