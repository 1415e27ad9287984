import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../support/run.ts';
import { group, ordered, row, suiteOf, version, type Judge, type Judged } from './common.ts';

/** testssl.sh: raw hellos out of bash, and openssl s_client. */

interface Row {
  readonly id: string;
  readonly finding: string;
}

const protocols: Readonly<Record<string, string>> = {
  SSLv2: 'SSLv2',
  SSLv3: 'SSLv3',
  TLS1: 'TLSv1.0',
  TLS1_1: 'TLSv1.1',
  TLS1_2: 'TLSv1.2',
  TLS1_3: 'TLSv1.3',
};
const versionOf = (tag: string): string =>
  version({ ssl3: 'SSLv3', tls1: 'TLSv1.0', tls1_1: 'TLSv1.1', tls1_2: 'TLSv1.2', tls1_3: 'TLSv1.3' }[tag] ?? tag);

/** It tells of resumption whether one succeeded, which is not what the engine tells: only the extensions that it saw are the same facts. */
function sessionOf(findingOf: (id: string) => string): Readonly<Record<string, boolean>> {
  const extensions = findingOf('TLS_extensions');
  return {
    ocsp_stapling: findingOf('OCSP_stapling') === 'offered',
    ...(extensions !== '' && { extended_master_secret: extensions.includes('extended master secret') }),
    ...(extensions.includes('session ticket/#35') && { session_tickets: true }),
  };
}

function judgedOf(rows: readonly Row[]): Judged {
  const suites: string[] = [];
  const primes = new Map<string, number>();
  for (const { id, finding } of rows) {
    const [, tag = '', code = ''] = /^cipher-(ssl3|tls1(?:_\d)?)_x([0-9a-f]+)$/.exec(id) ?? [];
    if (tag === '') continue;
    const found = row(versionOf(tag), suiteOf(`0x${code}`));
    suites.push(found);
    const bits = / DH (\d+)/.exec(finding)?.[1];
    if (bits !== undefined) primes.set(found, Number(bits));
  }
  const findingOf = (id: string): string => rows.find((each) => each.id === id)?.finding ?? '';
  const curves = findingOf('PFS_ECDHE_curves')
    .split(' ')
    .filter((name) => name !== '');
  return {
    versions: ordered(
      Object.entries(protocols).flatMap(([id, name]) => (/^(?:offered|vulnerable|supported)/.test(findingOf(id)) ? [name] : [])),
    ),
    suites: ordered(suites),
    primes,
    curves: ordered(curves.map(group)),
    session: sessionOf(findingOf),
  };
}

export const testssl: Judge = {
  name: 'testssl.sh',
  slow: true,
  async judge(port) {
    const dir = await mkdtemp(path.join(tmpdir(), 'pgx-testssl-'));
    const out = path.join(dir, 'out.json');
    try {
      const flags = ['--quiet', '--color', '0', '--warnings', 'off', '--nodns=none'];
      const { stdout } = await run(['testssl', ...flags, '--jsonfile', out, '-p', '-E', '-f', '-S', `127.0.0.1:${port}`], { seconds: 280 });
      const rows = JSON.parse(await readFile(out, 'utf8').catch(() => '[]')) as Row[];
      if (!rows.some(({ id }) => id === 'scanTime')) throw new Error(`testssl.sh did not finish: ${stdout.slice(-2000)}`);
      return judgedOf(rows);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};
