// The scanners that are measured side by side. `command` gives what scans these endpoints in one process.
import { spawnSync } from 'node:child_process';

const pgxAudit = (depth) => (endpoints) => [
  process.execPath,
  'dist/cli.js',
  'scan',
  '--quiet',
  '--format=json',
  '--fail-on=never',
  `--depth=${depth}`,
  ...endpoints.flatMap((each) => ['--target', each]),
];
const hostOf = (endpoint) => endpoint.split(':')[0];
const portOf = (endpoint) => endpoint.split(':')[1];
const sslyzeCommand = process.env.SSLYZE ?? 'sslyze';
const testsslCommand = process.env.TESTSSL ?? 'testssl';
const sslscanLess = ['--no-groups', '--no-renegotiation', '--no-compression', '--no-fallback', '--no-heartbleed'];

/** `many`: one process takes many endpoints; else eight processes run at a time. `share`: how many endpoints of a fleet are enough to tell its rate. */
export const tools = [
  { name: 'pgx-audit decision', ours: true, many: true, share: 500, command: pgxAudit('decision') },
  { name: 'pgx-audit full', ours: true, many: true, share: 500, command: pgxAudit('full') },
  {
    name: 'sslscan minimal',
    about: sslscanLess.join(' '),
    share: 250,
    command: ([each]) => ['sslscan', '--no-colour', ...sslscanLess, each],
  },
  { name: 'sslscan default', share: 150, command: ([each]) => ['sslscan', '--no-colour', each] },
  {
    name: 'nmap ssl-enum-ciphers',
    share: 60,
    command: ([each]) => ['nmap', '-Pn', '-n', '-p', portOf(each), '--script', 'ssl-enum-ciphers', hostOf(each)],
  },
  { name: 'sslyze', many: true, share: 60, version: [sslyzeCommand, '--help'], command: (endpoints) => [sslyzeCommand, ...endpoints] },
  {
    name: 'testssl.sh -p -E -S',
    alone: true,
    version: [testsslCommand, '--version'],
    command: ([each]) => [testsslCommand, '--quiet', '--color', '0', '--warnings', 'off', '-p', '-E', '-S', each],
  },
];

/** Those that are installed; says which are not. */
export function installed(wanted) {
  return wanted.filter(({ name, command, version }) => {
    const [program, ...args] = version ?? [command(['127.0.0.1:1'])[0], '--version'];
    const found = spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
    if (!found) console.log(`${name}: ${program} is not installed, left out`);
    return found;
  });
}

const versionCommands = [
  ['sslscan', ['--version']],
  ['nmap', ['--version']],
  [sslyzeCommand, ['--help']],
  [testsslCommand, ['--version']],
];

/** "sslscan 2.0.7, Nmap version 7.93, …" */
export function versions() {
  const texts = versionCommands.map(([command, args]) => spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '');
  const [sslscan, nmap, sslyze, testssl] = texts.map((text) => /\d+\.\d+(\.\d+)?/.exec(text)?.[0]);
  return Object.entries({ sslscan, nmap, sslyze, 'testssl.sh': testssl }).flatMap(([name, version]) =>
    version ? [`${name} ${version}`] : [],
  );
}
