import { bits, nothing, oid, seq, tlv, integer } from '../../x509/der.ts';
import { make, makeCa } from '../certificates.ts';
import { keysOf, signings, type SigningName } from '../keys.ts';
import { type ChainCase, chainCase } from '../question.ts';

/** Every kind of key as issuer, under every signature algorithm; every kind of key of a leaf; keys that are no keys. */

const issuers = ['P-224', 'P-256', 'P-384', 'P-521', 'rsa:1024', 'rsa:2048', 'rsa:768', 'ed25519', 'dsa', 'rsa-pss:2048'];
const leaves = ['P-224', 'P-521', 'secp256k1', 'brainpoolP256r1', 'prime192v1', 'rsa:512', 'rsa:3072', 'rsa-pss:2048', 'ed448', 'dsa'];

function underEach(kind: string): ChainCase[] {
  const ca = makeCa({ cn: `ca of ${kind}`, kind });
  return (Object.keys(signings) as SigningName[]).map((signing) =>
    chainCase(`${signing} by ${kind}`, [make({ cn: 'leaf', issuer: ca, signing }), ca]),
  );
}

const root = makeCa({ cn: 'root' });

function leafOf(kind: string): ChainCase[] {
  const leaf = make({ cn: `leaf of ${kind}`, kind, issuer: root });
  return [chainCase(`a leaf with a key of ${kind}`, [leaf, root]), chainCase(`a leaf of ${kind} that is its own root`, [leaf, leaf], {})];
}

const ecId = '1.2.840.10045.2.1';
const p256 = oid('1.2.840.10045.3.1.7');
const point = keysOf('P-256').publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
const rsaId = seq(oid('1.2.840.113549.1.1.1'), nothing);
const changed = (octets: Buffer, at: number): Buffer => Buffer.from(octets.map((octet, index) => (index === at ? octet ^ 1 : octet)));
const modulus = Buffer.concat([Buffer.from([2, 3]), Buffer.from('010001', 'hex')]);

const oddKeys: Readonly<Record<string, Buffer>> = {
  'a point off the curve': seq(seq(oid(ecId), p256), bits(changed(point, 64))),
  'a compressed point': seq(seq(oid(ecId), p256), bits(Buffer.concat([Buffer.from([2]), point.subarray(1, 33)]))),
  'a short point': seq(seq(oid(ecId), p256), bits(point.subarray(0, 60))),
  'no point at all': seq(seq(oid(ecId), p256), bits(Buffer.alloc(0))),
  'the point at infinity': seq(seq(oid(ecId), p256), bits(Buffer.from([0]))),
  'a coordinate that is not reduced': seq(seq(oid(ecId), p256), bits(Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 0xff)]))),
  'a coordinate of P-384 that is not reduced': seq(
    seq(oid(ecId), oid('1.3.132.0.34')),
    bits(Buffer.concat([Buffer.from([4]), Buffer.alloc(96, 0xff)])),
  ),
  'a point of P-521 on another curve': seq(
    seq(oid(ecId), oid('1.3.132.0.35')),
    bits(Buffer.concat([Buffer.from([4]), Buffer.alloc(132, 0)])),
  ),
  'EC parameters that are no OID': seq(seq(oid(ecId), nothing), bits(point)),
  'EC without parameters': seq(seq(oid(ecId)), bits(point)),
  'an unknown curve': seq(seq(oid(ecId), oid('1.2.3.4')), bits(point)),
  'RSA without NULL': seq(seq(oid('1.2.840.113549.1.1.1')), bits(seq(modulus, integer('03')))),
  'RSA that is no sequence': seq(rsaId, bits(modulus)),
  'RSA with a negative modulus': seq(rsaId, bits(seq(integer('80'), integer('03')))),
  'RSA with modulus zero': seq(rsaId, bits(seq(integer('00'), integer('03')))),
  'RSA with a modulus that is not minimal': seq(rsaId, bits(seq(integer('0001'), integer('03')))),
  'RSA with exponent zero': seq(rsaId, bits(seq(modulus, integer('00')))),
  'RSA with a negative exponent': seq(rsaId, bits(seq(modulus, integer('ff')))),
  'RSA with an exponent of 9 octets': seq(rsaId, bits(seq(modulus, integer('010000000000000001')))),
  'RSA with a tiny modulus': seq(rsaId, bits(seq(modulus, integer('010001')))),
  'RSA of 8200 bits': seq(rsaId, bits(seq(integer(`00${'ff'.repeat(1025)}`), integer('010001')))),
  'Ed25519 with parameters': seq(seq(oid('1.3.101.112'), nothing), bits(Buffer.alloc(32, 7))),
  'Ed25519 of 31 octets': seq(seq(oid('1.3.101.112')), bits(Buffer.alloc(31, 7))),
  'DSA without parameters': seq(seq(oid('1.2.840.10040.4.1')), bits(integer('05'))),
  'DSA with a zero parameter': seq(seq(oid('1.2.840.10040.4.1'), seq(integer('00'), integer('05'), integer('05'))), bits(integer('05'))),
  'DSA that is no integer': seq(seq(oid('1.2.840.10040.4.1'), seq()), bits(seq())),
  'ML-DSA-65': seq(seq(oid('2.16.840.1.101.3.4.3.18')), bits(Buffer.alloc(1952, 1))),
  X25519: seq(seq(oid('1.3.101.110')), bits(Buffer.alloc(32, 9))),
  'an algorithm without OID': seq(seq(nothing), bits(point)),
  'parameters cut off': seq(tlv(0x30, oid(ecId), Buffer.from([6, 9])), bits(point)),
  'padding bits that are set': seq(rsaId, tlv(3, Buffer.from([3, 0xff]))),
  'padding bits that are not set': seq(seq(oid(ecId), p256), tlv(3, Buffer.from([3]), point.subarray(0, 64), Buffer.from([0x08]))),
  nothing: Buffer.alloc(0),
};

const odd = Object.entries(oddKeys).flatMap(([title, spki]) => {
  const leaf = make({ cn: 'odd', issuer: root, spki });
  const ca = makeCa({ cn: 'odd CA', issuer: root, spki });
  const below = make({ cn: 'below', issuer: ca });
  return [
    chainCase(`a leaf: ${title}`, [leaf, root]),
    chainCase(`a root: ${title}`, [below, ca]),
    chainCase(`an intermediate: ${title}`, [below, ca, root]),
  ];
});

const identifiers: Readonly<Record<string, Buffer>> = {
  'Ed25519 with parameters': seq(oid('1.3.101.112'), nothing),
  'an unknown one': seq(oid('1.2.3.4')),
  'ECDSA with NULL': seq(oid('1.2.840.10045.4.3.2'), nothing),
  'RSA without NULL': seq(oid('1.2.840.113549.1.1.11')),
  'PSS without parameters': seq(oid('1.2.840.113549.1.1.10')),
  'PSS with default parameters': seq(oid('1.2.840.113549.1.1.10'), seq()),
  'no OID': seq(nothing),
};

const oddIdentifiers = Object.entries(identifiers).map(([title, algorithm]) =>
  chainCase(`a signature algorithm: ${title}`, [make({ cn: 'leaf', issuer: root, algorithm }), root]),
);

const differing = chainCase('signature algorithms that differ within and without', [
  make({ cn: 'leaf', issuer: root, outerAlgorithm: signings['ecdsa-sha384'].algorithm }),
  root,
]);

export const algorithmCases: readonly ChainCase[] = [
  ...issuers.flatMap(underEach),
  ...leaves.flatMap(leafOf),
  ...odd,
  ...oddIdentifiers,
  differing,
];
