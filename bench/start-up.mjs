// How long `pgx-audit --help` takes, beside an empty Node in the same run: medians of 21, milliseconds of wall time.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const time = (args) => {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended ${status}`);
  return performance.now() - started;
};

const commands = { 'node -e 0': ['-e', '0'], 'pgx-audit --help': ['dist/cli.js', '--help'], 'pgx-audit rules': ['dist/cli.js', 'rules'] };
const runs = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let run = 0; run < 21; run++) for (const [name, args] of Object.entries(commands)) runs[name].push(time(args));

const base = median(runs['node -e 0']);
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}`);
for (const [name, values] of Object.entries(runs))
  console.log(`${name.padEnd(18)} ${median(values).toFixed(0).padStart(5)} ms  ${(median(values) / base).toFixed(2)} × an empty Node`);
