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
const told = <T>(name: string, value: T | undefined): Record<string, T> => (value === undefined ? {} : { [name]: value });

/** Facts of the group `session`, by their names; what no handshake shows is absent. */
export async function sessionByOpenssl(port: number, pki: PkiFiles): Promise<Record<string, boolean>> {
  const offer = ['-tlsextdebug', '-status', '-alpn', 'h2,http/1.1'];
  const tls12 = await connect(port, pki, ['-no_tls1_3', ...offer, '-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0']);
  const cbc = await connect(port, pki, ['-no_tls1_3', ...offer, '-cipher', 'ALL:!AESGCM:!CHACHA20:!AESCCM:!ARIAGCM:!eNULL:@SECLEVEL=0']);
  const tls13 = await connect(port, pki, ['-tls1_3', ...offer]);
  const spoke = [tls12, tls13].filter((text) => !text.includes('Cipher is (NONE)'));
  const below = !tls12.includes('Cipher is (NONE)');
  const above = !tls13.includes('Cipher is (NONE)');
  return {
    ...told('extended_master_secret', below ? tls12.includes('Extended master secret: yes') : undefined),
    ...told('encrypt_then_mac', cbc.includes('Cipher is (NONE)') ? undefined : has(cbc, 22)),
    ...told('secure_renegotiation', below ? tls12.includes('Secure Renegotiation IS supported') : undefined),
    ...told('session_tickets', spoke.length > 0 ? has(tls12, 35) || tls13.includes('Post-Handshake New Session Ticket') : undefined),
    ...told('early_data', above ? /Max Early Data: [1-9]/.test(tls13) : undefined),
    ...told('ocsp_stapling', spoke.length > 0 ? spoke.some((text) => text.includes('OCSP Response Status: successful')) : undefined),
    ...told('h2', spoke.length > 0 ? spoke.some((text) => text.includes('ALPN protocol: h2')) : undefined),
  };
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
