import { Cursor, isInt64, tags } from './cursor.ts';
import { checkPoint } from './curve.ts';
import { Refusal, insist, must } from './refusal.ts';

/** A public key that Go's crypto/x509 reads. Any other is no value there, and its certificate is passed over as an issuer. */
export type GoKey =
  | { readonly type: 'RSA'; readonly modulus: bigint; readonly bits: number; readonly exponent: bigint }
  | { readonly type: 'ECDSA' | 'Ed25519' | 'DSA' };

/** An AlgorithmIdentifier (RFC 5280 section 4.1.1.2): the parameters with tag and length, empty where there are none. */
export interface Algorithm {
  readonly oid: string;
  readonly parameters: Buffer;
}

const none = Buffer.alloc(0);

export function readAlgorithm(from: Cursor): Algorithm {
  const oid = must(from.oid(), 'x509: malformed OID');
  return { oid, parameters: from.isEmpty ? none : must(from.any(), 'x509: malformed parameters').element };
}

const asn1Null = Buffer.from([5, 0]);

function rsaKey(parameters: Buffer, octets: Buffer): GoKey {
  insist(parameters.equals(asn1Null), 'x509: RSA key missing NULL parameters');
  const sequence = must(new Cursor(octets).within(tags.sequence), 'x509: invalid RSA public key');
  const modulus = must(sequence.integer(), 'x509: invalid RSA modulus');
  const exponent = sequence.integer();
  if (!isInt64(exponent)) throw new Refusal('x509: invalid RSA public exponent');
  insist(modulus > 0n, 'x509: RSA modulus is not a positive number');
  insist(exponent > 0n, 'x509: RSA public exponent is not a positive number');
  return { type: 'RSA', modulus, exponent, bits: modulus.toString(2).length };
}

function ecKey(parameters: Buffer, octets: Buffer): GoKey {
  checkPoint(must(new Cursor(parameters).oid(), 'x509: invalid ECDSA parameters'), octets);
  return { type: 'ECDSA' };
}

function ed25519Key(parameters: Buffer, octets: Buffer): GoKey {
  insist(parameters.length === 0, 'x509: Ed25519 key encoded with illegal parameters');
  insist(octets.length === 32, 'x509: wrong Ed25519 public key size');
  return { type: 'Ed25519' };
}

function dsaKey(parameters: Buffer, octets: Buffer): GoKey {
  const y = must(new Cursor(octets).integer(), 'x509: invalid DSA public key');
  const sequence = new Cursor(parameters).within(tags.sequence);
  const [p, q, g] = [sequence?.integer(), sequence?.integer(), sequence?.integer()].map((each) =>
    must(each ?? null, 'x509: invalid DSA parameters'),
  );
  insist(
    [y, p, q, g].every((each) => each !== undefined && each > 0n),
    'x509: zero or negative DSA parameter',
  );
  return { type: 'DSA' };
}

const readers: Readonly<Record<string, (parameters: Buffer, octets: Buffer) => GoKey>> = {
  '1.2.840.113549.1.1.1': rsaKey,
  '1.2.840.10045.2.1': ecKey,
  '1.3.101.112': ed25519Key,
  '1.2.840.10040.4.1': dsaKey,
};

/** The bits of a BIT STRING without its padding, as asn1.BitString.RightAlign moves them. */
export function rightAligned({ octets, padding }: { readonly octets: Buffer; readonly padding: number }): Buffer {
  if (padding === 0) return octets;
  return Buffer.from(octets.map((octet, index) => (octet >> padding) | (((octets[index - 1] ?? 0) << (8 - padding)) & 0xff)));
}

/** Reads a SubjectPublicKeyInfo; null where Go does not know the algorithm. Throws Refusal. */
export function readKey(spki: Buffer): GoKey | null {
  const sequence = must(new Cursor(spki).within(tags.sequence), 'x509: malformed spki');
  const { oid, parameters } = readAlgorithm(must(sequence.within(tags.sequence), 'x509: malformed public key algorithm identifier'));
  const bits = must(sequence.bitString(), 'x509: malformed subjectPublicKey');
  return readers[oid]?.(parameters, rightAligned(bits)) ?? null;
}
