import { createHash } from 'node:crypto';
import type { FiniteField } from '../../model/attempt.ts';
import { primeName } from '../../model/registry.ts';

/** What a prime of finite-field Diffie-Hellman is: its size, its SHA-256 and its name where it is one that many servers share. */
export function finiteFieldOf(prime: Buffer): FiniteField {
  const start = prime.findIndex((byte) => byte !== 0);
  const octets = start < 0 ? Buffer.alloc(0) : prime.subarray(start);
  const bits = octets.length === 0 ? 0 : octets.length * 8 - (Math.clz32(octets.readUInt8(0)) - 24);
  const sha256 = createHash('sha256').update(octets).digest('hex');
  return { bits, prime: primeName(sha256), sha256 };
}
