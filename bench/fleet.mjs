// 500 endpoints, scanned by each tool: `npm run bench:fleet [-- ROUNDS]`. 20 exporters, each on 25 addresses.
import { createServer } from 'node:net';
import { startExporters } from './lib/exporters.mjs';
import { measure, rounds } from './lib/measure.mjs';
import { ownNetwork } from './lib/network.mjs';
import { fixed, machineText, tableText, writeResult } from './lib/results.mjs';
import { bars } from './lib/svg.mjs';
import { installed, tools } from './lib/tools.mjs';

ownNetwork();
const count = Number(process.argv[2] ?? 3);
const fleet = 500;
const silentOnes = 50;

/** Endpoints that take connections and never say a word. */
async function startSilent() {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise((resolve) => server.listen(0, '0.0.0.0', resolve));
  const endpoints = Array.from({ length: silentOnes }, (_, index) => `127.1.0.${index + 1}:${server.address().port}`);
  return { endpoints, stop: () => server.close() };
}

/** Seconds that a decision scan of the fleet takes, with and without silent endpoints in it. */
async function measureSilence(servers) {
  const silent = await startSilent();
  const live = servers.endpoints(fleet);
  const fleets = { without: live, with: live.map((each, index) => silent.endpoints[index % 10 === 0 ? index / 10 : -1] ?? each) };
  const seconds = Object.entries(fleets).map(([name, endpoints]) => ({ name, endpoints }));
  const results = await rounds(count, seconds, ({ endpoints }) => measure(tools[0], endpoints, servers));
  silent.stop();
  return Object.fromEntries([...results].map(([{ name }, { wall }]) => [name, wall / 1000]));
}

/** "pgx-audit full: 6.1 × sslscan default, …" */
const ratioText = (rows, { tool, rate }) =>
  `${tool.name}: ${rows.flatMap((other) => (other.tool.ours ? [] : [`${fixed(rate / other.rate, 1)} × ${other.tool.name}`])).join(', ')}.`;

const servers = await startExporters(20);
try {
  const results = await rounds(count, installed(tools.filter((tool) => !tool.alone)), (tool) =>
    measure(tool, servers.endpoints(tool.share), servers),
  );
  const base = [...results].find(([tool]) => tool.name === 'sslscan default')?.[1].rate ?? null;
  const rows = [...results].map(([tool, one]) => ({ tool, ...one, ratio: base === null ? null : one.rate / base }));
  const table = tableText(
    [
      [`${fleet} endpoints`, ({ tool }) => tool.name],
      ['measured on', ({ tool }) => tool.share],
      ['endpoints/s', ({ rate }) => fixed(rate, 1)],
      ['× sslscan', ({ ratio }) => fixed(ratio, 1)],
      ['scanner CPU ms', ({ scanner }) => fixed(scanner, 1)],
      ['server CPU ms', ({ server }) => fixed(server, 1)],
      ['connections', ({ connections }) => fixed(connections, 1)],
      ['log lines', ({ lines }) => fixed(lines, 1)],
      ['peak RSS MB', ({ rss, tool }) => `${tool.many ? '' : '8 × '}${fixed(rss) ?? '–'}`],
      ['p50 / p99 ms', ({ p50, p99 }) => (p50 === null ? null : `${fixed(p50)} / ${fixed(p99)}`)],
    ],
    rows,
  );
  const ratios = rows.flatMap((row) => (row.tool.ours ? [ratioText(rows, row)] : [])).join(' ');
  console.log(`${table}\n${ratios}`);
  const silence = await measureSilence(servers);
  const added = silence.with - silence.without;
  const waited = `With ${silentOnes} silent endpoints of ${fleet}, a decision scan takes ${fixed(silence.with, 1)} s instead of ${fixed(silence.without, 1)} s: ${fixed(added, 1)} s more, at a \`--timeout\` of 5 s.`;
  console.log(waited);
  const about = `20 node_exporter processes with TLS as it is by default, RSA-2048, each on 25 loopback addresses. Medians of ${count} runs in turn; per endpoint where not said otherwise. Tools that scan one endpoint run eight at a time. p50 and p99: of pgx-audit the time its connections took, of the others that of a process.`;
  writeResult('fleet.md', `# A fleet of ${fleet} endpoints\n\n${machineText()}.\n\n${about}\n\n${table}\n\n${ratios}\n\n${waited}\n`);
  const picture = rows.map(({ tool, rate, ratio }) => ({
    label: tool.name,
    value: rate,
    note: `${fixed(rate, 1)}${ratio === null ? '' : ` (${fixed(ratio, 1)} ×)`}`,
    ours: tool.ours,
  }));
  writeResult('fleet.svg', bars('Endpoints a second, and × sslscan default', picture));
} finally {
  servers.stop();
}
