import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { garbage } from '../ended.ts';
import { uint, vector } from '../tls/wire.ts';

/** An ephemeral key for one group, RFC 8446 section 4.2.8. */
export interface KeyShare {
  readonly group: number;
  readonly entry: Buffer; // KeyShareEntry
  /** The shared secret with the server's share. Throws `Ended` (garbage) where that is no point of the group. */
  agree(peer: Buffer): Buffer;
}

const prime: ReadonlyMap<number, string> = new Map([
  [23, 'prime256v1'],
  [24, 'secp384r1'],
  [25, 'secp521r1'],
]);

interface Montgomery {
  readonly curve: 'X25519' | 'X448';
  readonly generate: () => { publicKey: KeyObject; privateKey: KeyObject };
}
const montgomery: ReadonlyMap<number, Montgomery> = new Map([
  [29, { curve: 'X25519', generate: () => generateKeyPairSync('x25519') }],
  [30, { curve: 'X448', generate: () => generateKeyPairSync('x448') }],
]);

// As JSON Web Keys (RFC 8037 section 2): OpenSSL takes ten times as long to read and to write DER.
const rawOf = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
const keyOf = (crv: string, raw: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv, x: raw.toString('base64url') }, format: 'jwk' });

/** The groups that this engine computes, as they are offered: X25519, P-256, P-384, P-521, X448. */
export const computable: readonly number[] = [29, 23, 24, 25, 30];

function shareOf(group: number, publicKey: Buffer, agree: (peer: Buffer) => Buffer): KeyShare {
  return {
    group,
    entry: Buffer.concat([uint(group, 2), vector(2, publicKey)]),
    agree(peer) {
      try {
        return agree(peer);
      } catch {
        throw garbage("the server's key share is not valid");
      }
    },
  };
}

/** Throws RangeError for a group that is not computable. */
export function generateKeyShare(group: number): KeyShare {
  const curve = prime.get(group);
  if (curve !== undefined) {
    const ecdh = createECDH(curve);
    return shareOf(group, ecdh.generateKeys(), (peer) => ecdh.computeSecret(peer));
  }
  const kind = montgomery.get(group);
  if (!kind) throw new RangeError(`group ${group} is not computable`);
  const { publicKey, privateKey } = kind.generate();
  return shareOf(group, rawOf(publicKey), (peer) => diffieHellman({ privateKey, publicKey: keyOf(kind.curve, peer) }));
}
