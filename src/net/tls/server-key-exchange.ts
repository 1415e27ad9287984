import type { FiniteField } from '../../model/attempt.ts';
import { suiteName } from '../../model/registry.ts';
import { tls12 } from './constants.ts';
import { finiteFieldOf } from './finite-field.ts';
import { Cursor } from './wire.ts';

/** What a ServerKeyExchange below TLS 1.3 tells; nothing where its key exchange has no group (RSA_EXPORT, SRP, PSK alone). */
interface KeyExchange {
  readonly group?: number; // a named curve, RFC 8422 section 5.4
  readonly finiteField?: FiniteField; // RFC 5246 section 7.4.3
  readonly signatureScheme?: number; // TLS 1.2: hash and signature algorithm, RFC 8446 section 4.2.3
}

const namedCurve = 3;
const nothing: KeyExchange = {};

function curveOf(cursor: Cursor): KeyExchange {
  if (cursor.uint(1) !== namedCurve) return nothing;
  const group = cursor.uint(2);
  cursor.vector(1); // the server's point
  return { group };
}

function fieldOf(cursor: Cursor): KeyExchange {
  const finiteField = finiteFieldOf(cursor.vector(2));
  cursor.vector(2); // the generator
  cursor.vector(2); // the server's public value
  return { finiteField };
}

/** The signature follows the parameters, but not where nobody signs: DH_anon, ECDH_anon and every PSK. */
const isSigned = (name: string): boolean => !name.includes('_anon') && !name.includes('PSK');

/** Reads a ServerKeyExchange; `version` is the negotiated one. Throws `Ended` (garbage) where it is cut short. */
export function parseKeyExchange(body: Buffer, { suite, version }: { readonly suite: number; readonly version: number }): KeyExchange {
  const name = suiteName(suite);
  const cursor = new Cursor(body);
  if (name.includes('PSK')) cursor.vector(2); // the identity hint comes first, RFC 4279 section 3
  const isCurve = /^TLS_ECDHE?_/.test(name);
  if (!isCurve && !/^TLS_(?:PSK_)?DHE?_/.test(name)) return nothing; // RFC 6655 writes TLS_PSK_DHE_WITH_AES_128_CCM_8
  const exchange = isCurve ? curveOf(cursor) : fieldOf(cursor);
  const hasScheme = version === tls12 && isSigned(name) && exchange !== nothing && cursor.left >= 2;
  return hasScheme ? { ...exchange, signatureScheme: cursor.uint(2) } : exchange;
}
