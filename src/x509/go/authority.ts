import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { GoAlgorithm } from './algorithm.ts';
import type { GoCertificate } from './certificate.ts';
import type { GoKey } from './key.ts';

/** Whether one certificate issued another, as Go's Certificate.CheckSignatureFrom says it (crypto/x509/x509.go). */

const unimplemented = 'x509: cannot verify signature: algorithm unimplemented';
const notAllowedToSign = 'x509: invalid signature: parent certificate cannot sign this kind of certificate';
const keyCertSign = 1 << 5;
const leastRsaBits = 1024;
const mostExponent = 2n ** 31n - 1n;

const goTypes = { RSA: '*rsa.PublicKey', ECDSA: '*ecdsa.PublicKey', Ed25519: 'ed25519.PublicKey' } as const;
const failures = {
  RSA: 'crypto/rsa: verification error',
  ECDSA: 'x509: ECDSA verification failure',
  Ed25519: 'x509: Ed25519 verification failure',
} as const;

/** What crypto/rsa holds against a key before it verifies with it. */
function rsaKeyError({ bits, modulus, exponent }: Extract<GoKey, { type: 'RSA' }>): string {
  if (bits < leastRsaBits) return `crypto/rsa: ${bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
  if (modulus % 2n === 0n) return 'crypto/rsa: public modulus is even';
  if (exponent < 2n) return 'crypto/rsa: public exponent too small or negative';
  if (exponent % 2n === 0n) return 'crypto/rsa: public exponent is even';
  return exponent > mostExponent ? 'crypto/rsa: public exponent too large' : '';
}

const keys = new WeakMap<GoCertificate, KeyObject>();

function keyOf(certificate: GoCertificate): KeyObject {
  const known = keys.get(certificate);
  if (known) return known;
  const key = createPublicKey({ key: certificate.spki, format: 'der', type: 'spki' });
  keys.set(certificate, key);
  return key;
}

const pssPadding = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

/** An RSA signature is as long as the modulus. */
const hasLengthFor = ({ signature }: GoCertificate, key: GoKey): boolean =>
  key.type !== 'RSA' || signature.length === Math.ceil(key.bits / 8);

/** By child and parent: the certificates of a CA meet each other for every leaf below. */
const verified = new WeakMap<GoCertificate, WeakMap<GoCertificate, boolean>>();

function isSignedBy(child: GoCertificate, algorithm: GoAlgorithm, parent: GoCertificate): boolean {
  const byParent = verified.get(child) ?? new WeakMap<GoCertificate, boolean>();
  verified.set(child, byParent);
  const result = byParent.get(parent) ?? verifies(child, algorithm, parent);
  byParent.set(parent, result);
  return result;
}

function verifies(child: GoCertificate, algorithm: GoAlgorithm, parent: GoCertificate): boolean {
  const padding = algorithm.pssSalt === undefined ? {} : pssPadding(algorithm.pssSalt);
  try {
    return verify(algorithm.hash, child.tbs, { key: keyOf(parent), ...padding }, child.signature);
  } catch {
    return false; // OpenSSL cannot read the key, as little as Go could verify with it
  }
}

/** The signature alone, by algorithm and key. */
function signatureError(child: GoCertificate, parent: GoCertificate, key: GoKey): string {
  const { algorithm } = child;
  if (!algorithm) return unimplemented;
  if (algorithm.hash === 'md5' || algorithm.hash === 'sha1') {
    return `x509: cannot verify signature: insecure algorithm ${algorithm.name}`;
  }
  if (key.type === 'DSA') return unimplemented;
  if (key.type !== algorithm.key) {
    return `x509: signature algorithm specifies an ${algorithm.key} public key, but have public key of type ${goTypes[key.type]}`;
  }
  const unusable = key.type === 'RSA' ? rsaKeyError(key) : '';
  if (unusable) return unusable;
  return hasLengthFor(child, key) && isSignedBy(child, algorithm, parent) ? '' : failures[key.type];
}

/** Go's words for why `parent` did not issue `child`; '' where it did. A parent's key must be one that Go knows. */
export function issuingError(child: GoCertificate, parent: GoCertificate): string {
  const { basicConstraints, version, keyUsage, key } = parent;
  if (basicConstraints ? !basicConstraints.isCa : version === 3n) return notAllowedToSign;
  if (keyUsage !== 0 && (keyUsage & keyCertSign) === 0) return notAllowedToSign;
  return key ? signatureError(child, parent, key) : unimplemented;
}
