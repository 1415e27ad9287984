import { Refusal, insist } from './refusal.ts';

/** The elliptic curves that Go's crypto/ecdsa knows (SEC 2 section 2): y² = x³ - 3x + b over the field of p. */

interface Curve {
  readonly name: string; // in Go's words
  readonly octets: number; // of a coordinate
  readonly p: bigint;
  readonly b: bigint;
}

const curve = (name: string, octets: number, p: bigint, b: string): Curve => ({ name, octets, p, b: BigInt(`0x${b}`) });

const curves: Readonly<Record<string, Curve>> = {
  '1.3.132.0.33': curve('P224', 28, 2n ** 224n - 2n ** 96n + 1n, 'b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4'),
  '1.2.840.10045.3.1.7': curve(
    'P256',
    32,
    2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
  ),
  '1.3.132.0.34': curve(
    'P384',
    48,
    2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
  ),
  '1.3.132.0.35': curve(
    'P521',
    66,
    2n ** 521n - 1n,
    '0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
  ),
};

const bigintOf = (octets: Buffer): bigint => BigInt(`0x${octets.toString('hex')}`);

/** A coordinate that is not reduced has words of its own in the assembly of P-256. */
const elementWords = (name: string): string => (name === 'P256' ? 'invalid P256 element encoding' : `invalid ${name}Element encoding`);

/** Throws Refusal where the octets are not an uncompressed point (SEC 1 section 2.3.4) of the curve with this OID. */
export function checkPoint(oid: string, octets: Buffer): void {
  const found = curves[oid];
  if (!found) throw new Refusal('x509: unsupported elliptic curve');
  insist(octets[0] === 4, 'ecdsa: invalid uncompressed public key');
  const { name, octets: size, p, b } = found;
  insist(octets.length === 1 + 2 * size, `invalid ${name} point encoding`);
  const [x, y] = [bigintOf(octets.subarray(1, 1 + size)), bigintOf(octets.subarray(1 + size))];
  insist(x < p && y < p, elementWords(name));
  insist((y * y - (x * x * x - 3n * x + b)) % p === 0n, `${name} point not on curve`);
}
