import { run } from '../support/run.ts';
import { groupOf, ordered, row, suiteOf, version, type Judge } from './common.ts';

/** sslscan: OpenSSL's handshakes, then raw hellos for the suites that its OpenSSL lacks. */

/** The attributes of every element of that name. */
function elements(xml: string, name: string): Record<string, string>[] {
  return [...xml.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries([...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
  );
}

const protocolName = ({ type, version: number }: Record<string, string>): string => version(`${type === 'ssl' ? 'SSLv' : 'TLSv'}${number}`);

export const sslscan: Judge = {
  name: 'sslscan',
  async judge(port) {
    // Of a connection that the server has ended, sslscan 2.0.7 would die by SIGPIPE.
    const program = ['env', '--ignore-signal=PIPE', 'sslscan', '--no-colour', '--no-check-certificate', '--xml=-'];
    const { stdout } = await run([...program, `127.0.0.1:${port}`]);
    if (!stdout.includes('</document>')) throw new Error(`sslscan did not finish: ${stdout}`);
    const ciphers = elements(stdout, 'cipher');
    const groupsOf = (of: (version: string) => boolean): string[] =>
      ordered(elements(stdout, 'group').flatMap(({ sslversion = '', id = '' }) => (of(sslversion) ? [groupOf(id)] : [])));
    const scsv = elements(stdout, 'fallback')[0];
    return {
      versions: ordered(
        elements(stdout, 'protocol')
          .filter(({ enabled }) => enabled === '1')
          .map(protocolName),
      ),
      suites: ordered(ciphers.map(({ sslversion = '', id = '' }) => row(version(sslversion), suiteOf(id)))),
      groups13: groupsOf((name) => name === 'TLSv1.3'),
      groups12: groupsOf((name) => name !== 'TLSv1.3'),
      primes: new Map(
        ciphers.flatMap(({ sslversion = '', id = '', dhebits }) =>
          dhebits === undefined ? [] : [[row(sslversion, suiteOf(id)), Number(dhebits)] as const],
        ),
      ),
      session: scsv ? { fallback_scsv: scsv['supported'] === '1' } : {}, // its "renegotiation" is whether a client may start one
    };
  },
};
