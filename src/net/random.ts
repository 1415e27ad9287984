import { randomBytes } from 'node:crypto';

let pool: Buffer = Buffer.alloc(0);

/** Random octets: drawn in bulk, since to ask for many takes no longer than for a few. */
export function random(count: number): Buffer {
  if (pool.length < count) pool = randomBytes(8192);
  const octets = pool.subarray(0, count);
  pool = pool.subarray(count);
  return octets;
}
