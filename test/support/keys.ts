import { webcrypto } from 'node:crypto';

export type KeyKind = 'ec' | 'p384' | 'rsa1024' | 'rsa2048' | 'rsa4096' | 'ed25519';
export type Hash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** What WebCrypto wants to know to generate or import a key of this kind; RSA keys carry the hash they will sign with. */
function keyAlgorithm(kind: KeyKind, hash: Hash = 'SHA-256'): webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams {
  if (kind === 'ec') return { name: 'ECDSA', namedCurve: 'P-256' };
  if (kind === 'p384') return { name: 'ECDSA', namedCurve: 'P-384' };
  if (kind === 'ed25519') return { name: 'Ed25519' } as webcrypto.EcKeyGenParams;
  const modulusLength = Number(kind.slice('rsa'.length));
  return { name: 'RSASSA-PKCS1-v1_5', hash, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
}

const generate = (kind: KeyKind): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(keyAlgorithm(kind), true, ['sign', 'verify']);

/** RSA keys cost up to a second each, so one per size and role is made per process; the others are fresh every time. */
const rsaKeys = new Map<string, Promise<webcrypto.CryptoKeyPair>>();

/** `role` keeps keys apart that must differ: an issuer's from its subject's. */
export function keyPair(kind: KeyKind, role: string): Promise<webcrypto.CryptoKeyPair> {
  if (!kind.startsWith('rsa')) return generate(kind);
  const name = `${kind} ${role}`;
  const known = rsaKeys.get(name);
  if (known) return known;
  const made = generate(kind);
  rsaKeys.set(name, made);
  return made;
}

/** The private key, as PKCS#8 PEM. */
export async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

/** The same private key, set to sign with another hash: WebCrypto binds the hash of an RSA key to the key. */
export async function signingKey(key: webcrypto.CryptoKey, kind: KeyKind, hash: Hash): Promise<webcrypto.CryptoKey> {
  if (!kind.startsWith('rsa')) return key;
  return webcrypto.subtle.importKey('pkcs8', await webcrypto.subtle.exportKey('pkcs8', key), keyAlgorithm(kind, hash), true, ['sign']);
}
