import { run } from '../support/run.ts';
import { ordered, row, suite, version, type Judge, type Judged } from './common.ts';

/** nmap ssl-enum-ciphers and sslv2: raw hellos, in chunks of 64 suites. */

/** Where nmap's names are not IANA's. */
const names: Readonly<Record<string, string>> = {
  TLS_AKE_WITH_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AKE_WITH_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_AKE_WITH_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_AKE_WITH_AES_128_CCM_SHA256: 'TLS_AES_128_CCM_SHA256',
  TLS_AKE_WITH_AES_128_CCM_8_SHA256: 'TLS_AES_128_CCM_8_SHA256',
};

/** The text of the script's output: nested by two blanks, "      TLS_… (dh 2048) - A" below "    ciphers:" below "  TLSv1.2:". */
function parse(output: string): Judged {
  const rows: string[] = [];
  const primes = new Map<string, number>();
  let current = '';
  for (const line of output.split('\n')) {
    current = /^ {2}(SSLv3|TLSv1\.\d): *$/.exec(line)?.[1] ?? current;
    const [, name = '', dh] = /^ {6}(TLS_\w+) \((?:dh (\d+)|[^)]*)\) - [A-F]$/.exec(line) ?? [];
    if (name === '') continue;
    const found = row(version(current), suite(names[name] ?? name));
    rows.push(found);
    if (dh !== undefined) primes.set(found, Number(dh));
  }
  return { versions: ordered(rows.map((each) => each.split(' ')[0] ?? '')), suites: ordered(rows), primes };
}

const unescape = (xml: string): string =>
  xml.replaceAll('&#xa;', '\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

export const nmap: Judge = {
  name: 'nmap',
  async judge(port) {
    const scripts = '+ssl-enum-ciphers,+sslv2'; // "+": also on ports that nmap does not take for TLS
    const { stdout } = await run(['nmap', '-Pn', '-n', '-p', String(port), '--script', scripts, '-oX', '-', '127.0.0.1']);
    const outputOf = (id: string): string => unescape(new RegExp(`<script id="${id}" output="([^"]*)"`).exec(stdout)?.[1] ?? '');
    const judged = parse(outputOf('ssl-enum-ciphers'));
    const ssl2 = outputOf('sslv2').includes('SSLv2 supported');
    return { ...judged, versions: ordered([...judged.versions, ...(ssl2 ? ['SSLv2'] : [])]) };
  },
};
