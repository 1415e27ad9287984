import { X509Certificate } from 'node:crypto';
import type { PkiFiles } from '../support/pki-files.ts';
import { run } from '../support/run.ts';

/** openssl s_client: what one real client meets. With a client certificate that the server accepts, where it wants one. */

const request = 'GET / HTTP/1.0\r\n\r\n';

async function connect(port: number, pki: PkiFiles, args: readonly string[]): Promise<string> {
  const pair = ['-cert', pki.client.cert, '-key', pki.client.key];
  // "-ign_eof" waits for what the server says after the handshake: tickets.
  const { stdout } = await run(['openssl', 's_client', '-connect', `127.0.0.1:${port}`, '-noservername', '-ign_eof', ...pair, ...args], {
    input: request,
    seconds: 5,
  });
  return stdout;
}

const has = (text: string, type: number): boolean => new RegExp(`TLS server extension ".*?" \\(id=${type}\\)`).test(text);
const told = (facts: Readonly<Record<string, boolean | '' | undefined>>): Record<string, boolean> =>
  Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (typeof value === 'boolean' ? [[name, value]] : [])));

const legacy = ':@SECLEVEL=0';
const everySuite = `ALL:COMPLEMENTOFALL${legacy}`;
const cbcSuites = `ALL:!AESGCM:!CHACHA20:!AESCCM:!ARIAGCM:!eNULL${legacy}`;

/** RFC 7507, at the version below the highest: what the server answers to a hello that says it falls back. OpenSSL itself ends such a handshake. */
async function fallbackScsv(port: number, pki: PkiFiles, versions: readonly string[]): Promise<boolean | undefined> {
  const flag = versions.includes('TLSv1.3') && versions.includes('TLSv1.2') ? '-tls1_2' : versions.includes('TLSv1.1') ? '-tls1_1' : '';
  if (flag === '' || versions.length === 1) return undefined;
  const text = await connect(port, pki, [flag, '-fallback_scsv', '-msg', '-cipher', everySuite]);
  if (text.includes('fatal inappropriate_fallback')) return true;
  return /<<< .*, ServerHello/.test(text) ? false : undefined;
}

/** Facts of the group `session`, by their names; what no handshake shows is absent. `versions`: those that the server speaks. */
export async function sessionByOpenssl(port: number, pki: PkiFiles, versions: readonly string[]): Promise<Record<string, boolean>> {
  const offer = ['-tlsextdebug', '-status', '-alpn'];
  const shake = async (...args: readonly string[]): Promise<string | undefined> => {
    const text = await connect(port, pki, args);
    return text.includes('Cipher is (NONE)') ? undefined : text;
  };
  const h2 = await shake(...offer, 'h2', '-cipher', everySuite);
  const tls12 = await shake('-no_tls1_3', ...offer, 'http/1.1', '-cipher', everySuite);
  const cbc = await shake('-no_tls1_3', ...offer, 'http/1.1', '-cipher', cbcSuites);
  const ids = await shake('-no_tls1_3', '-no_ticket', '-cipher', everySuite);
  const tls13 = await shake('-tls1_3', ...offer, 'http/1.1');
  const any = (yes: (text: string) => boolean): boolean | undefined => {
    const spoke = [tls12, tls13].filter((text) => text !== undefined);
    return spoke.length > 0 ? spoke.some(yes) : undefined;
  };
  return told({
    extended_master_secret: tls12?.includes('Extended master secret: yes'),
    encrypt_then_mac: cbc && has(cbc, 22),
    secure_renegotiation: tls12?.includes('Secure Renegotiation IS supported'),
    session_tickets: any((text) => has(text, 35) || text.includes('Post-Handshake New Session Ticket')),
    session_ids: ids && /Session-ID: [0-9A-F]+/.test(ids),
    early_data: tls13 && /Max Early Data: [1-9]/.test(tls13),
    ocsp_stapling: any((text) => text.includes('OCSP Response Status: successful')),
    'http/1.1': any((text) => text.includes('ALPN protocol: http/1.1')),
    h2: h2?.includes('ALPN protocol: h2'),
    fallback_scsv: await fallbackScsv(port, pki, versions),
  });
}

const below13 = ['aRSA', 'aECDSA', 'aDSS'].map((auth) => ['-cipher', `${auth}:@SECLEVEL=0`]);
const schemes13 = ['rsa_pss_rsae_sha256:rsa_pss_rsae_sha384', 'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384', 'ed25519:ed448'].map(
  (each) => ['-sigalgs', each],
);
const everyWay: readonly (readonly string[])[] = [
  ...schemes13.map((each) => ['-tls1_3', ...each]),
  ...['-tls1_2', '-tls1_1', '-tls1'].flatMap((version) => below13.map((each) => [version, ...each])),
];

/** Every distinct chain that is served, as SHA-256 fingerprints in hex joined by spaces, the leaf first. */
export async function chainsByOpenssl(port: number): Promise<string[]> {
  const chains = new Set<string>();
  for (const way of everyWay) {
    const { stdout } = await run(['openssl', 's_client', '-connect', `127.0.0.1:${port}`, '-noservername', '-showcerts', ...way], {
      seconds: 5,
    });
    const certificates = stdout.split('Server certificate')[0]?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    const sha256s = certificates.map((pem) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase());
    if (sha256s.length > 0) chains.add(sha256s.join(' '));
  }
  return [...chains].sort();
}
