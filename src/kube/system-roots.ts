import type { ReadFile } from './in-cluster.ts';

/** Where Go looks for the roots of a Linux system (crypto/x509 root_linux.go), the first that is there. */
const places = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The roots that kubectl trusts for an API server without a certificate-authority: SSL_CERT_FILE, else the system's; '' where there are
 * none, and Node's own count.
 */
export async function systemRoots(env: Readonly<Record<string, string | undefined>>, readFile: ReadFile): Promise<string> {
  for (const path of env['SSL_CERT_FILE'] ? [env['SSL_CERT_FILE']] : places) {
    const found = await readFile(path).catch(() => '');
    if (found.includes('-----BEGIN CERTIFICATE-----')) return found;
  }
  return '';
}
