import { type KeyObject, constants, generateKeyPairSync, sign } from 'node:crypto';
import { algorithms, nothing, oid, seq } from '../x509/der.ts';

/** Keys and signatures of every kind that a certificate may have, made in the process. */

export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const curves = new Set(['P-224', 'P-256', 'P-384', 'P-521', 'secp256k1', 'brainpoolP256r1', 'prime192v1']);

function generate(kind: string): Keys {
  const [type = '', size = ''] = kind.split(':');
  if (curves.has(type)) return generateKeyPairSync('ec', { namedCurve: type });
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: Number(size) });
  if (type === 'rsa-pss') return generateKeyPairSync('rsa-pss', { modulusLength: Number(size) });
  if (type === 'dsa') return generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  if (type === 'ed448') return generateKeyPairSync('ed448');
  return generateKeyPairSync('ed25519');
}

const made = new Map<string, Keys>();

/** The same keys for the same words: kind is "P-256", "rsa:2048", "ed25519", …; owner keeps keys apart that must differ. */
export function keysOf(kind: string, owner = ''): Keys {
  const name = `${kind} ${owner}`;
  const known = made.get(name) ?? generate(kind);
  made.set(name, known);
  return known;
}

export interface Signing {
  readonly algorithm: Buffer; // the AlgorithmIdentifier
  readonly sign: (signed: Buffer, key: KeyObject) => Buffer;
}

const withHash =
  (hash: string | null) =>
  (signed: Buffer, key: KeyObject): Buffer =>
    sign(hash, signed, key);
const rsa = (arc: number, hash: string): Signing => ({
  algorithm: seq(oid(`1.2.840.113549.1.1.${arc}`), nothing),
  sign: withHash(hash),
});
const plain = (id: string, hash: string): Signing => ({ algorithm: seq(oid(id)), sign: withHash(hash) });
const pss = (arc: number, hash: string, saltLength: number): Signing => ({
  algorithm: algorithms.pss(`2.16.840.1.101.3.4.2.${arc}`, saltLength.toString(16)),
  sign: (signed, key) => sign(hash, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
});

/** Signature algorithms by a name of their own. */
export const signings = {
  'md5-rsa': rsa(4, 'md5'),
  'sha1-rsa': rsa(5, 'sha1'),
  'sha224-rsa': rsa(14, 'sha224'),
  'sha256-rsa': rsa(11, 'sha256'),
  'sha384-rsa': rsa(12, 'sha384'),
  'sha512-rsa': rsa(13, 'sha512'),
  'iso-sha1-rsa': plain('1.3.14.3.2.29', 'sha1'),
  'sha256-pss': pss(1, 'sha256', 32),
  'sha384-pss': pss(2, 'sha384', 48),
  'sha512-pss': pss(3, 'sha512', 64),
  'sha256-pss-salt-20': pss(1, 'sha256', 20),
  'sha224-pss': pss(4, 'sha224', 28),
  'ecdsa-sha1': plain('1.2.840.10045.4.1', 'sha1'),
  'ecdsa-sha224': plain('1.2.840.10045.4.3.1', 'sha224'),
  'ecdsa-sha256': plain('1.2.840.10045.4.3.2', 'sha256'),
  'ecdsa-sha384': plain('1.2.840.10045.4.3.3', 'sha384'),
  'ecdsa-sha512': plain('1.2.840.10045.4.3.4', 'sha512'),
  'dsa-sha1': plain('1.2.840.10040.4.3', 'sha1'),
  'dsa-sha256': plain('2.16.840.1.101.3.4.3.2', 'sha256'),
  ed25519: { algorithm: algorithms.ed25519, sign: withHash(null) },
  ed448: { algorithm: algorithms.ed448, sign: withHash(null) },
} as const satisfies Record<string, Signing>;
export type SigningName = keyof typeof signings;

/** A signature; what stands for one where the key cannot make it so. */
export function signatureOf(name: SigningName, signed: Buffer, key: KeyObject): Buffer {
  try {
    return signings[name].sign(signed, key);
  } catch {
    return Buffer.alloc(64, 1);
  }
}

/** What a key of that kind signs with where nothing else is said. */
export function usualSigning(kind: string): SigningName {
  if (kind.startsWith('rsa-pss')) return 'sha256-pss';
  if (kind.startsWith('rsa')) return 'sha256-rsa';
  if (kind === 'dsa') return 'dsa-sha256';
  return kind === 'ed25519' || kind === 'ed448' ? kind : 'ecdsa-sha256';
}
