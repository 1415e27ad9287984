import { constants, createHash, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { garbage } from '../ended.ts';
import { Cursor } from '../tls/wire.ts';

/** The signature schemes of RFC 8446 section 4.2.3 that node:crypto knows: hash (none: the algorithm's own), and whether RSASSA-PSS. */
export const schemes: ReadonlyMap<number, { readonly hash: string | null; readonly pss: boolean }> = new Map([
  [0x0403, { hash: 'sha256', pss: false }],
  [0x0503, { hash: 'sha384', pss: false }],
  [0x0603, { hash: 'sha512', pss: false }],
  [0x081a, { hash: 'sha256', pss: false }],
  [0x081b, { hash: 'sha384', pss: false }],
  [0x081c, { hash: 'sha512', pss: false }],
  [0x0807, { hash: null, pss: false }],
  [0x0808, { hash: null, pss: false }],
  [0x0804, { hash: 'sha256', pss: true }],
  [0x0805, { hash: 'sha384', pss: true }],
  [0x0806, { hash: 'sha512', pss: true }],
  [0x0809, { hash: 'sha256', pss: true }],
  [0x080a, { hash: 'sha384', pss: true }],
  [0x080b, { hash: 'sha512', pss: true }],
]);

function readKey(certificate: Buffer): KeyObject | null {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    return null; // a key that this runtime does not know
  }
}

const keys = new Map<string, KeyObject | null>();
const mostKeys = 100;

/** Replicas share certificates, and to read one takes longer than all else in a handshake: the last ones are kept. */
function publicKeyOf(certificate: Buffer): KeyObject | null {
  const id = createHash('sha256').update(certificate).digest('base64');
  const known = keys.get(id);
  if (known !== undefined) return known;
  const key = readKey(certificate);
  if (keys.size >= mostKeys) keys.clear();
  keys.set(id, key);
  return key;
}

/** What the signature of a CertificateVerify covers. */
export const signedContent = (side: 'server' | 'client', transcript: Buffer): Buffer =>
  Buffer.concat([Buffer.alloc(64, 0x20), Buffer.from(`TLS 1.3, ${side} CertificateVerify\0`), transcript]);

/**
 * Checks the server's proof that it holds the key of its certificate, RFC 8446 section 4.4.3. Throws `Ended` (garbage) where it is wrong. What
 * this runtime cannot verify passes: the audit trusts nothing that the server says, and its Finished is checked all the same.
 */
export function checkCertificateVerify(body: Buffer, leaf: Buffer | undefined, transcript: Buffer): void {
  const cursor = new Cursor(body);
  const scheme = schemes.get(cursor.uint(2));
  const signature = cursor.vector(2);
  const key = leaf && publicKeyOf(leaf);
  if (!scheme || !key) return;
  const padding = scheme.pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  let valid = false;
  try {
    valid = verify(scheme.hash, signedContent('server', transcript), { key, ...padding }, signature);
  } catch {
    valid = false; // the scheme is not one of this key's
  }
  if (!valid) throw garbage("the server's signature does not verify with its certificate");
}
