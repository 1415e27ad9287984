// A network of the benchmark's own, in which nobody else opens connections: then the kernel's counters are exact.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const mark = 'PGX_BENCH_OWN_NETWORK';

/** Starts the script again in a network namespace of its own, where that is permitted, and ends with it. */
export function ownNetwork() {
  if (process.env[mark] !== undefined) return;
  const ways = [
    ['unshare', '-n'],
    ['unshare', '-rn'],
  ];
  const way = ways.find(([command, flag]) => spawnSync(command, [flag, 'ip', 'link', 'set', 'lo', 'up']).status === 0);
  if (!way) {
    console.log('unshare -n is not permitted here: connections are not counted');
    return;
  }
  const [command, flag] = way;
  const { status } = spawnSync(command, [flag, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [mark]: '1' },
  });
  process.exit(status ?? 1);
}

if (process.env[mark] !== undefined) execFileSync('ip', ['link', 'set', 'lo', 'up']);

/** Connections that were opened so far (ActiveOpens of RFC 4022); null where others open some too. */
export function openedConnections() {
  if (process.env[mark] === undefined) return null;
  const [names, values] = readFileSync('/proc/self/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('ActiveOpens')]);
}
