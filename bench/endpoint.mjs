// One endpoint, scanned by each tool: `npm run bench:endpoint [-- ROUNDS]`. Needs prometheus-node-exporter and openssl; the tools that are there.
import { startExporters } from './lib/exporters.mjs';
import { measure, rounds } from './lib/measure.mjs';
import { ownNetwork } from './lib/network.mjs';
import { fixed, machineText, tableText, writeResult } from './lib/results.mjs';
import { bars } from './lib/svg.mjs';
import { installed, tools } from './lib/tools.mjs';

ownNetwork();
const count = Number(process.argv[2] ?? 7);
const servers = await startExporters(1);
try {
  const endpoints = servers.endpoints(1);
  const found = installed(tools);
  const quick = await rounds(
    count,
    found.filter((tool) => !tool.alone),
    (tool) => measure(tool, endpoints, servers),
  );
  const slow = await rounds(
    1,
    found.filter((tool) => tool.alone),
    (tool) => measure(tool, endpoints, servers),
  );
  const rows = [...quick, ...slow].map(([tool, one]) => ({ tool, ...one }));
  const table = tableText(
    [
      ['one endpoint', ({ tool }) => tool.name],
      ['wall ms', ({ wall }) => fixed(wall)],
      ['scanner CPU ms', ({ scanner }) => fixed(scanner)],
      ['server CPU ms', ({ server }) => fixed(server, 1)],
      ['TCP connections', ({ connections }) => connections],
      ['server log lines', ({ lines }) => lines],
      ['peak RSS MB', ({ rss }) => fixed(rss)],
    ],
    rows,
  );
  console.log(table);
  const about = `node_exporter with TLS as it is by default, RSA-2048. Medians of ${count} runs in turn (testssl.sh: 1). Start-up is part of it.`;
  writeResult('endpoint.md', `# One endpoint\n\n${machineText()}.\n\n${about}\n\n${table}\n`);
  const shown = rows.filter(({ connections }) => connections !== null);
  const picture = shown.map(({ tool, connections, lines }) => ({
    label: tool.name,
    value: connections,
    note: `${connections} (${lines} log lines)`,
    ours: tool.ours,
  }));
  if (shown.length > 0) writeResult('endpoint.svg', bars('TCP connections that one endpoint sees', picture));
} finally {
  servers.stop();
}
