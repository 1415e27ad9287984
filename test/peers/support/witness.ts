import { fileURLToPath } from 'node:url';
import { cipherSuites } from '../../../src/model/registry.ts';
import { installed } from './installed.ts';
import type { PkiFiles } from './pki-files.ts';
import { run } from './run.ts';

/** Real clients that settle what judges and engine do not agree on: a handshake with one suite or one group alone, to its end. */

const flags: Readonly<Record<string, string>> = { 'TLSv1.3': '-tls1_3', 'TLSv1.2': '-tls1_2', 'TLSv1.1': '-tls1_1', 'TLSv1.0': '-tls1' };

const client = fileURLToPath(new URL('client.cjs', import.meta.url));

/** OpenSSL 3.0, with a client certificate that the server accepts: without it, handshakes of TLS 1.2 would not end. */
async function byOpenssl(port: number, { version, openssl, pki }: { version: string; openssl: string; pki: PkiFiles }): Promise<boolean> {
  const flag = flags[version];
  if (flag === undefined) return false;
  const suite = version === 'TLSv1.3' ? ['-ciphersuites', openssl] : ['-cipher', `${openssl}:@SECLEVEL=0`];
  const argv = ['openssl', 's_client', '-connect', `127.0.0.1:${port}`, flag, ...suite, '-cert', pki.client.cert, '-key', pki.client.key];
  const { stdout } = await run([...argv, '-psk', '00112233445566778899aabbccddeeff'], { seconds: 10 });
  return stdout.includes(`Cipher is ${openssl}\n`);
}

const methods: Readonly<Record<string, string>> = { 'TLSv1.2': 'TLSv1_2', 'TLSv1.1': 'TLSv1_1', 'TLSv1.0': 'TLSv1', SSLv3: 'SSLv3' };

/** OpenSSL 1.0.1 in Node 0.10: SSLv3, RC4, 3DES, DES, EXPORT, IDEA, SEED. */
async function byOldNode(port: number, { version, openssl, pki }: { version: string; openssl: string; pki: PkiFiles }): Promise<boolean> {
  const method = methods[version];
  if (method === undefined) return false;
  const options = { secureProtocol: `${method}_method`, ciphers: openssl, ...pki.client };
  const { stdout } = await run([installed.program('node-0.10.42'), '--enable-ssl3', client, String(port), JSON.stringify(options)], {
    seconds: 10,
  });
  return stdout.includes(`"name":"${openssl}"`);
}

/** OpenSSL 3.5 in Node 24: groups with ML-KEM. */
async function byNewNode(port: number, { version, openssl }: { version: string; openssl: string }): Promise<boolean> {
  if (version !== 'TLSv1.3') return false;
  const options = { minVersion: version, ciphers: openssl };
  const { stdout } = await run([installed.program('node-24.21.0'), client, String(port), JSON.stringify(options)], { seconds: 10 });
  return stdout.includes(`"name":"${openssl}"`);
}

/** Whether a real client ends a handshake of "TLSv1.2 TLS_…" with the server. */
export async function shakesHands(port: number, row: string, pki: PkiFiles): Promise<boolean> {
  const [version = '', name = ''] = row.split(' ');
  const openssl = cipherSuites.find((suite) => suite.name === name)?.openssl ?? '';
  if (openssl === '') return false;
  const question = { version, openssl, pki };
  return (await byOpenssl(port, question)) || (await byOldNode(port, question)) || byNewNode(port, question);
}

/** The group of a handshake of TLS 1.3 that offers this one alone, by OpenSSL 3.5 in Node 24; '' where there is none. */
export async function groupWith(port: number, group: string): Promise<string> {
  const options = { minVersion: 'TLSv1.3', ecdhCurve: group };
  const { stdout } = await run([installed.program('node-24.21.0'), client, String(port), JSON.stringify(options)], { seconds: 10 });
  return stdout.includes('"version":"TLSv1.3"') ? group : '';
}

const temporaryKeys: Readonly<Record<string, readonly [group: string, key: string]>> = {
  secp256r1: ['P-256', 'ECDH, prime256v1,'],
  secp384r1: ['P-384', 'ECDH, secp384r1,'],
  secp521r1: ['P-521', 'ECDH, secp521r1,'],
  x25519: ['X25519', 'X25519,'],
  x448: ['X448', 'X448,'],
};

/** The group, where a handshake below TLS 1.3 uses it that offers it first, and after it the curves of certificates, which servers want to be offered; else ''. */
export async function groupBelow(port: number, group: string): Promise<string> {
  const [name = '', key = ''] = temporaryKeys[group] ?? [];
  const curves = ['-curves', [...new Set([name, 'P-256', 'P-384'])].join(':')];
  const { stdout } = await run(
    ['openssl', 's_client', '-connect', `127.0.0.1:${port}`, '-no_tls1_3', '-cipher', 'ECDHE:@SECLEVEL=0', ...curves],
    { seconds: 10 },
  );
  return key !== '' && stdout.includes(`Server Temp Key: ${key}`) ? group : '';
}
