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
  readonly generate: () => { publicKey: KeyObject; privateKey: KeyObject };
  readonly spki: Buffer; // what comes before the raw public key, RFC 8410 section 4
}
const montgomery: ReadonlyMap<number, Montgomery> = new Map([
  [29, { generate: () => generateKeyPairSync('x25519'), spki: Buffer.from('302a300506032b656e032100', 'hex') }],
  [30, { generate: () => generateKeyPairSync('x448'), spki: Buffer.from('3042300506032b656f033900', 'hex') }],
]);

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
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(kind.spki.length);
  return shareOf(group, raw, (peer) =>
    diffieHellman({ privateKey, publicKey: createPublicKey({ key: Buffer.concat([kind.spki, peer]), format: 'der', type: 'spki' }) }),
  );
}
