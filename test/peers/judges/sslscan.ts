import { run } from '../support/run.ts';
import { groupOf, ordered, row, suiteOf, version, type Judge, type Judged } from './common.ts';

/** sslscan: OpenSSL's handshakes, then raw hellos for the suites that its OpenSSL lacks. */

/** The attributes of every element of that name. */
function elements(xml: string, name: string): Record<string, string>[] {
  return [...xml.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries([...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
  );
}

const protocolName = ({ type, version: number }: Record<string, string>): string => version(`${type === 'ssl' ? 'SSLv' : 'TLSv'}${number}`);

/** Of a connection that the server has ended, sslscan 2.0.7 would die by SIGPIPE. */
async function scan(port: number, flags: readonly string[], seconds: number): Promise<string> {
  const program = ['env', '--ignore-signal=PIPE', 'sslscan', '--no-colour', '--no-check-certificate', '--xml=-'];
  const { stdout } = await run([...program, ...flags, `127.0.0.1:${port}`], { seconds });
  return stdout;
}

/** Nothing, where it does not come to an end: JSSE answers hellos with groups that it lacks by other suites, and sslscan waits for a key exchange. */
async function groups(port: number): Promise<Pick<Judged, 'groups13' | 'groups12'>> {
  const stdout = await scan(port, ['--no-ciphersuites', '--no-fallback', '--no-renegotiation', '--no-heartbleed'], 20);
  if (!stdout.includes('</document>')) return {};
  const groupsOf = (of: (version: string) => boolean): string[] =>
    ordered(elements(stdout, 'group').flatMap(({ sslversion = '', id = '' }) => (of(sslversion) ? [groupOf(id)] : [])));
  return { groups13: groupsOf((name) => name === 'TLSv1.3'), groups12: groupsOf((name) => name !== 'TLSv1.3') };
}

export const sslscan: Judge = {
  name: 'sslscan',
  async judge(port) {
    const stdout = await scan(port, ['--no-groups'], 120);
    if (!stdout.includes('</document>')) throw new Error(`sslscan did not finish: ${stdout}`);
    const ciphers = elements(stdout, 'cipher');
    const scsv = elements(stdout, 'fallback')[0];
    return {
      versions: ordered(
        elements(stdout, 'protocol')
          .filter(({ enabled }) => enabled === '1')
          .map(protocolName),
      ),
      suites: ordered(ciphers.map(({ sslversion = '', id = '' }) => row(version(sslversion), suiteOf(id)))),
      primes: new Map(
        ciphers.flatMap(({ sslversion = '', id = '', dhebits }) =>
          dhebits === undefined ? [] : [[row(sslversion, suiteOf(id)), Number(dhebits)] as const],
        ),
      ),
      session: scsv ? { fallback_scsv: scsv['supported'] === '1' } : {}, // its "renegotiation" is whether a client may start one
      ...(await groups(port)),
    };
  },
};
