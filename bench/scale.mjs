// Time and memory of one process over the number of endpoints: `npm run bench:scale`; `-- --rate` scans 20,000 at 50 a second too. 20 exporters.
import { startExporters } from './lib/exporters.mjs';
import { measure } from './lib/measure.mjs';
import { ownNetwork } from './lib/network.mjs';
import { fixed, machineText, tableText, writeResult } from './lib/results.mjs';
import { lines } from './lib/svg.mjs';
import { tools } from './lib/tools.mjs';

ownNetwork();
const sizes = [100, 1000, 10_000];
const [decision] = tools;
const atRate = { ...decision, command: (endpoints) => [...decision.command(endpoints), '--rate', '50'] };

const servers = await startExporters(20);
try {
  const rows = [];
  for (const size of sizes) rows.push({ size, pace: '–', ...(await measure(decision, servers.endpoints(size), servers)) });
  if (process.argv.includes('--rate'))
    rows.push({ size: 20_000, pace: '50/s', ...(await measure(atRate, servers.endpoints(20_000), servers)) });
  const table = tableText(
    [
      ['endpoints', ({ size }) => size.toLocaleString('en')],
      ['--rate', ({ pace }) => pace],
      ['seconds', ({ wall }) => fixed(wall / 1000, 1)],
      ['endpoints/s', ({ size, wall }) => fixed(size / (wall / 1000), 1)],
      ['scanner CPU ms per endpoint', ({ scanner }) => fixed(scanner, 2)],
      ['peak RSS MB', ({ rss }) => fixed(rss)],
    ],
    rows,
  );
  console.log(table);
  const about =
    'One process, `--depth decision`, a JSON report of all; 20 node_exporter processes with TLS as it is by default, RSA-2048, on up to 1,000 loopback addresses each.';
  writeResult('scale.md', `# Scale\n\n${machineText()}.\n\n${about}\n\n${table}\n`);
  const free = rows.filter(({ size }) => sizes.includes(size));
  const points = (valueOf, noteOf) =>
    [{ x: 0, y: valueOf(free[0]), note: '' }, ...free.map((row) => ({ x: row.size, y: valueOf(row), note: noteOf(row) }))].slice(1);
  writeResult(
    'scale.svg',
    lines('pgx-audit scan, decision, one process', [
      {
        title: 'seconds',
        points: points(
          ({ wall }) => wall / 1000,
          ({ wall }) => `${fixed(wall / 1000, 1)} s`,
        ),
      },
      {
        title: 'peak resident memory',
        points: points(
          ({ rss }) => rss,
          ({ rss }) => `${fixed(rss)} MB`,
        ),
      },
    ]),
  );
} finally {
  servers.stop();
}
