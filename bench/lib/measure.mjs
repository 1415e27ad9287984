// What one run of a scanner costs it and the servers.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openedConnections } from './network.mjs';

const hasTime = spawnSync('/usr/bin/time', ['-f', '%M', 'true']).status === 0;
const parallel = 8;

/** Milliseconds of CPU of all children that have ended (proc(5), cutime and cstime: counted in nanoseconds, told in hundredths of a second). */
const childCpu = () =>
  readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(13, 15)
    .reduce((sum, ticks) => sum + Number(ticks), 0) * 10;

/** Runs a command; gives its wall time in milliseconds and its largest resident size in megabytes (null where /usr/bin/time is not there). */
function run(command, folder, index) {
  const rssFile = join(folder, `rss${index}`);
  const [program, ...args] = hasTime ? ['/usr/bin/time', '-q', '-f', '%M', '-o', rssFile, ...command] : command;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const output = openSync(join(folder, `out${index}`), 'w');
    const child = spawn(program, args, { stdio: ['ignore', output, 'ignore'] });
    closeSync(output);
    child.on('error', reject);
    child.on('close', () => {
      const rss = hasTime ? Number(readFileSync(rssFile, 'utf8').trim().split('\n').at(-1)) / 1024 : null;
      resolve({ wall: performance.now() - started, rss });
    });
  });
}

async function runAll(commands, folder) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < commands.length) {
      const index = next++;
      results[index] = await run(commands[index], folder, index);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}

const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values) => quantile(values, 0.5);

/** One run of the tool on the endpoints. */
export async function measure(tool, endpoints, servers) {
  const folder = mkdtempSync(join(tmpdir(), 'pgx-audit-bench-'));
  const before = { cpu: childCpu(), server: servers.cpuMs(), opened: openedConnections(), lines: servers.logLines() };
  const started = performance.now();
  const runs = await runAll(tool.many ? [tool.command(endpoints)] : endpoints.map((each) => tool.command([each])), folder);
  const wall = performance.now() - started;
  const each = tool.ours
    ? JSON.parse(readFileSync(join(folder, 'out0'), 'utf8')).observations.map(({ milliseconds }) => milliseconds)
    : null;
  const walls = each ?? (tool.many ? [] : runs.map((one) => one.wall));
  rmSync(folder, { recursive: true, force: true });
  const count = endpoints.length;
  return {
    wall,
    rate: count / (wall / 1000),
    scanner: (childCpu() - before.cpu) / count,
    server: (servers.cpuMs() - before.server) / count,
    connections: before.opened === null ? null : (openedConnections() - before.opened) / count,
    lines: (servers.logLines() - before.lines) / count,
    rss: Math.max(...runs.map(({ rss }) => rss ?? Number.NaN)),
    p50: walls.length > 0 ? quantile(walls, 0.5) : null,
    p99: walls.length > 1 ? quantile(walls, 0.99) : null,
  };
}

/** The medians of several runs, field by field. */
const medians = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((field) => [field, runs[0][field] === null ? null : median(runs.map((one) => one[field]))]));

/** Rounds in which every tool has its turn, so that what the machine does meanwhile meets all of them alike. */
export async function rounds(count, tools, measureOnce) {
  const runs = new Map(tools.map((tool) => [tool, []]));
  for (let round = 0; round < count; round++)
    for (const tool of tools) {
      runs.get(tool).push(await measureOnce(tool));
      console.log(`round ${round + 1} of ${count}: ${tool.name}`);
    }
  return new Map([...runs].map(([tool, all]) => [tool, medians(all)]));
}
