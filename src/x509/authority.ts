import type { Verifiable } from './verifiable.ts';

/** Whether one certificate issued another, as Go's Certificate.CheckSignatureFrom says it (crypto/x509/x509.go). */

const insecureHashes: ReadonlySet<string> = new Set(['MD5', 'SHA-1']);
const leastRsaBits = 1024;

const goKeyTypes: Readonly<Record<string, string>> = {
  RSA: '*rsa.PublicKey',
  EC: '*ecdsa.PublicKey',
  Ed25519: 'ed25519.PublicKey',
  DSA: '*dsa.PublicKey',
};

/** Go can hold the key: any other has no value there, and its certificate is passed over as an issuer. */
export const hasGoKey = (certificate: Verifiable): boolean => certificate.key.type in goKeyTypes;

const unimplemented = 'x509: cannot verify signature: algorithm unimplemented';
const notAllowedToSign = 'x509: invalid signature: parent certificate cannot sign this kind of certificate';

/** The type of key that a signature algorithm of Go's needs, in Go's spelling. */
function neededKey(goAlgorithm: string): string {
  if (goAlgorithm.startsWith('ECDSA')) return 'ECDSA';
  if (goAlgorithm.startsWith('DSA')) return 'DSA';
  return goAlgorithm === 'Ed25519' ? 'Ed25519' : 'RSA';
}

const failures: Readonly<Record<string, string>> = {
  RSA: 'crypto/rsa: verification error',
  EC: 'x509: ECDSA verification failure',
  Ed25519: 'x509: Ed25519 verification failure',
};

function isSignedBy(child: Verifiable, parent: Verifiable): boolean {
  try {
    return child.openssl.verify(parent.openssl.publicKey);
  } catch {
    return false;
  }
}

/** The signature alone, by algorithm and key. */
function signatureError(child: Verifiable, parent: Verifiable): string {
  const { go, hash } = child.signature;
  if (go === '') return unimplemented;
  if (typeof hash === 'string' && insecureHashes.has(hash)) return `x509: cannot verify signature: insecure algorithm ${go}`;
  const { type, bits } = parent.key;
  if (type === 'DSA') return unimplemented;
  const needed = neededKey(go);
  if (needed !== (type === 'EC' ? 'ECDSA' : type)) {
    return `x509: signature algorithm specifies an ${needed} public key, but have public key of type ${goKeyTypes[type]}`;
  }
  if (type === 'RSA' && typeof bits === 'number' && bits < leastRsaBits) {
    return `crypto/rsa: ${bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
  }
  return isSignedBy(child, parent) ? '' : (failures[type] ?? unimplemented);
}

/** Go's words for why `parent` did not issue `child`; '' where it did. */
export function issuingError(child: Verifiable, parent: Verifiable): string {
  const { basicConstraints, version, maySign } = parent;
  if (basicConstraints ? !basicConstraints.isCa : version === 3) return notAllowedToSign;
  return maySign ? signatureError(child, parent) : notAllowedToSign;
}
