import { suiteName } from '../../model/registry.ts';
import { Cursor } from './wire.ts';

interface KeyExchange {
  readonly group: number | null; // a named curve, RFC 8422 section 5.4
  readonly dhBits: number | null; // the size of a finite-field prime, RFC 5246 section 7.4.3
}

const namedCurve = 3;
const none: KeyExchange = { group: null, dhBits: null };

const bitLength = (number: Buffer): number => {
  const start = number.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (number.length - start) * 8 - Math.clz32(number.readUInt8(start)) + 24;
};

/** The group of a ServerKeyExchange below TLS 1.3. Key exchanges without one (RSA_EXPORT, SRP, PSK alone) tell none. */
export function parseKeyExchange(body: Buffer, suite: number): KeyExchange {
  const name = suiteName(suite);
  const cursor = new Cursor(body);
  if (name.includes('PSK')) cursor.vector(2); // the identity hint comes first, RFC 4279 section 3
  if (/^TLS_ECDHE?_/.test(name)) return cursor.uint(1) === namedCurve ? { ...none, group: cursor.uint(2) } : none;
  if (/^TLS_DHE?_/.test(name)) return { ...none, dhBits: bitLength(cursor.vector(2)) };
  return none;
}
