// Endpoints a second of the decision plan, beside sslscan on the same endpoints in the same run.
// Servers: real exporters (prometheus-node-exporter) on loopback, each answering on 25 addresses of 127.0.1.0/24.
// Needs: prometheus-node-exporter, sslscan, openssl, and `npm run build`.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const exporters = 8;
const addresses = 25;
const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), 'pgx-audit-bench-'));
const servers = [];
const inFolder = (name) => join(folder, name);

function startExporters() {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=bench',
      '-days',
      '2',
      '-keyout',
      inFolder('key'),
      '-out',
      inFolder('crt'),
    ],
    { stdio: 'ignore' },
  );
  writeFileSync(inFolder('web.yml'), 'tls_server_config: {cert_file: crt, key_file: key}\n');
  for (let i = 0; i < exporters; i++)
    servers.push(
      spawn(
        'prometheus-node-exporter',
        [
          `--web.listen-address=:${19100 + i}`,
          `--web.config.file=${inFolder('web.yml')}`,
          '--collector.disable-defaults',
          '--collector.time',
        ],
        { stdio: 'ignore' },
      ),
    );
}

/** Endpoints a second, and CPU milliseconds of scanner and servers per endpoint (server ticks are 10 ms: read them as a sum). */
async function measure(endpoints, scanner) {
  const serverBefore = serverCpu();
  const started = performance.now();
  const scannerCpu = await scanner(endpoints);
  const seconds = (performance.now() - started) / 1000;
  return {
    rate: endpoints.length / seconds,
    scanner: scannerCpu / endpoints.length,
    server: (serverCpu() - serverBefore) / endpoints.length,
  };
}

const serverCpu = () =>
  servers.reduce(
    (sum, { pid }) =>
      sum +
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .split(' ')
        .slice(13, 15)
        .reduce((a, b) => a + Number(b), 0) *
        10,
    0,
  );

const childCpu = () =>
  readFileSync('/proc/self/stat', 'utf8')
    .split(' ')
    .slice(15, 17)
    .reduce((a, b) => a + Number(b), 0) * 10;

const run = (command, args) =>
  new Promise((resolve, reject) => {
    const before = childCpu();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', () => setImmediate(() => resolve(childCpu() - before)));
  });

const pgxAudit = (endpoints) =>
  run(process.execPath, [
    'dist/cli.js',
    'scan',
    '--quiet',
    '--format',
    'json',
    '--fail-on',
    'never',
    ...endpoints.flatMap((each) => ['--target', `${each}/`]),
  ]);
const sslscan = (endpoints) => run('sh', ['-c', `printf '%s\\n' ${endpoints.join(' ')} | xargs -P 8 -n 1 sslscan --no-colour >/dev/null`]);

const median = (rows, key) => rows.map((row) => row[key]).toSorted((a, b) => a - b)[Math.floor(rows.length / 2)];

function report(results) {
  console.log(
    `${exporters * addresses} endpoints (sslscan: 50), RSA-2048, medians of ${rounds}; Node ${process.version}, ${cpus().length} × ${cpus()[0].model}; scanner and servers share the cores`,
  );
  const base = median(results['sslscan, 8 in parallel'], 'rate');
  for (const [name, rows] of Object.entries(results))
    console.log(
      `${name.padEnd(24)} ${median(rows, 'rate').toFixed(1).padStart(7)} endpoints/s  ${(median(rows, 'rate') / base).toFixed(1).padStart(5)} ×   scanner ${median(rows, 'scanner').toFixed(1)} ms, servers ${median(rows, 'server').toFixed(1)} ms CPU per endpoint`,
    );
}

try {
  startExporters();
  await sleep(1500);
  const endpoints = Array.from(
    { length: exporters * addresses },
    (_, i) => `127.0.1.${1 + (i % addresses)}:${19100 + Math.floor(i / addresses)}`,
  );
  const results = { 'pgx-audit scan': [], 'sslscan, 8 in parallel': [] };
  for (let round = 0; round < rounds; round++) {
    results['pgx-audit scan'].push(await measure(endpoints, pgxAudit));
    results['sslscan, 8 in parallel'].push(await measure(endpoints.slice(0, 50), sslscan));
  }
  report(results);
} finally {
  for (const server of servers) server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
