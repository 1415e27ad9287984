/** Certificates of a trust bundle; Mozilla's has about 150. No object of Kubernetes can hold more than these bounds. */
const mostBlocks = 10_000;
const mostCharacters = 2 * 1024 * 1024;

const block = /^-----BEGIN CERTIFICATE-----[ \t]*\r?\n([A-Za-z0-9+/=\s]{1,400000}?)^-----END CERTIFICATE-----/gm;

/**
 * The DER of every CERTIFICATE block (RFC 7468), in order; private keys, headers and whatever stands between the blocks are passed over, as Go's
 * AppendCertsFromPEM does. Reads at most the first 2 MiB and 10,000 blocks. Nothing is said of what the bytes hold.
 */
export function parsePemCertificates(pem: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const match of pem.slice(0, mostCharacters).matchAll(block)) {
    if (found.length === mostBlocks) break;
    const der = Buffer.from(match[1] ?? '', 'base64');
    if (der.length > 0) found.push(new Uint8Array(der));
  }
  return found;
}
