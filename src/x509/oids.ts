import type { Leaf } from '../model/fact.ts';

/** Names of object identifiers in certificates. */

/** How a signature algorithm is named by its RFC, and its hash. */
export interface SignatureAlgorithm {
  readonly name: string;
  readonly hash: Leaf<string>; // '' where the algorithm has none of its own
}

const signature = (name: string, hash: string): SignatureAlgorithm => ({ name, hash });

export const pssOid = '1.2.840.113549.1.1.10';

/** NIST's arc of signature algorithms (CSOR). */
const nistSignatures = '2.16.840.1.101.3.4.3';

/** FIPS 205: the twelve parameter sets of SLH-DSA, in the order of their arcs from 20 on (RFC 9909). */
const slhDsaSets = ['sha2', 'shake'].flatMap((hash) => ['128s', '128f', '192s', '192f', '256s', '256f'].map((set) => `${hash}-${set}`));

/** ML-DSA and SLH-DSA by OID: key and signature have the same. */
const postQuantum: readonly (readonly [oid: string, name: string])[] = [
  ...['44', '65', '87'].map((set, index) => [`${nistSignatures}.${17 + index}`, `ml-dsa-${set}`] as const),
  ...slhDsaSets.map((set, index) => [`${nistSignatures}.${20 + index}`, `slh-dsa-${set}`] as const),
];

/** RFC 3279, 4055, 5758, 8410, 8692, 9688, 9881, 9909; OIW for the ISO variants; GM/T 0006 for SM2. */
export const signatureAlgorithms: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.113549.1.1.2': signature('md2WithRSAEncryption', 'MD2'),
  '1.2.840.113549.1.1.3': signature('md4WithRSAEncryption', 'MD4'),
  '1.2.840.113549.1.1.4': signature('md5WithRSAEncryption', 'MD5'),
  '1.2.840.113549.1.1.5': signature('sha1WithRSAEncryption', 'SHA-1'),
  '1.3.14.3.2.3': signature('md5WithRSA', 'MD5'),
  '1.3.14.3.2.29': signature('sha1WithRSA', 'SHA-1'),
  '1.2.840.113549.1.1.14': signature('sha224WithRSAEncryption', 'SHA-224'),
  '1.2.840.113549.1.1.11': signature('sha256WithRSAEncryption', 'SHA-256'),
  '1.2.840.113549.1.1.12': signature('sha384WithRSAEncryption', 'SHA-384'),
  '1.2.840.113549.1.1.13': signature('sha512WithRSAEncryption', 'SHA-512'),
  '1.2.840.113549.1.1.15': signature('sha512-224WithRSAEncryption', 'SHA-512/224'),
  '1.2.840.113549.1.1.16': signature('sha512-256WithRSAEncryption', 'SHA-512/256'),
  '2.16.840.1.101.3.4.3.14': signature('id-rsassa-pkcs1-v1_5-with-sha3-256', 'SHA3-256'),
  '2.16.840.1.101.3.4.3.15': signature('id-rsassa-pkcs1-v1_5-with-sha3-384', 'SHA3-384'),
  '2.16.840.1.101.3.4.3.16': signature('id-rsassa-pkcs1-v1_5-with-sha3-512', 'SHA3-512'),
  '1.2.840.10040.4.3': signature('dsa-with-sha1', 'SHA-1'),
  '2.16.840.1.101.3.4.3.1': signature('dsa-with-sha224', 'SHA-224'),
  '2.16.840.1.101.3.4.3.2': signature('dsa-with-sha256', 'SHA-256'),
  '1.2.840.10045.4.1': signature('ecdsa-with-SHA1', 'SHA-1'),
  '1.2.840.10045.4.3.1': signature('ecdsa-with-SHA224', 'SHA-224'),
  '1.2.840.10045.4.3.2': signature('ecdsa-with-SHA256', 'SHA-256'),
  '1.2.840.10045.4.3.3': signature('ecdsa-with-SHA384', 'SHA-384'),
  '1.2.840.10045.4.3.4': signature('ecdsa-with-SHA512', 'SHA-512'),
  '1.3.101.112': signature('Ed25519', ''),
  '1.3.101.113': signature('Ed448', ''),
  '2.16.840.1.101.3.4.3.10': signature('id-ecdsa-with-sha3-256', 'SHA3-256'),
  '2.16.840.1.101.3.4.3.11': signature('id-ecdsa-with-sha3-384', 'SHA3-384'),
  '2.16.840.1.101.3.4.3.12': signature('id-ecdsa-with-sha3-512', 'SHA3-512'),
  '1.3.6.1.5.5.7.6.30': signature('id-RSASSA-PSS-SHAKE128', 'SHAKE128'),
  '1.3.6.1.5.5.7.6.31': signature('id-RSASSA-PSS-SHAKE256', 'SHAKE256'),
  '1.3.6.1.5.5.7.6.32': signature('id-ecdsa-with-shake128', 'SHAKE128'),
  '1.3.6.1.5.5.7.6.33': signature('id-ecdsa-with-shake256', 'SHAKE256'),
  '1.2.156.10197.1.501': signature('sm2-with-sm3', 'SM3'),
  ...Object.fromEntries(postQuantum.map(([oid, name]) => [oid, signature(`id-${name}`, '')])),
};

/** Hash functions as RSASSA-PSS parameters name them (RFC 4055 section 2.1). */
export const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'MD5',
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.4': 'SHA-224',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
  '2.16.840.1.101.3.4.2.5': 'SHA-512/224',
  '2.16.840.1.101.3.4.2.6': 'SHA-512/256',
  '2.16.840.1.101.3.4.2.8': 'SHA3-256',
  '2.16.840.1.101.3.4.2.9': 'SHA3-384',
  '2.16.840.1.101.3.4.2.10': 'SHA3-512',
};

/** Types of public keys (RFC 3279, 4055, 5480, 8410, 9881, 9909). */
export const keyTypes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.10045.2.1': 'EC',
  '1.2.840.10040.4.1': 'DSA',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  ...Object.fromEntries(postQuantum.map(([oid, name]) => [oid, name.toUpperCase().replace(/[SF]$/, (form) => form.toLowerCase())])),
};

interface Curve {
  readonly name: string;
  readonly bits: number; // of the field
}

/** Curves of one arc, "name bits" by last arc. */
const curvesOf = (arc: string, named: Readonly<Record<number, string>>): [string, Curve][] =>
  Object.entries(named).map(([last, words]) => {
    const [name = '', bits = ''] = words.split(' ');
    return [`${arc}.${last}`, { name, bits: Number(bits) }];
  });

/** Named curves: NIST's name where it has one (FIPS 186-4), else SEC 2's, X9.62's, RFC 5639's or GM/T 0003's. */
export const curves: Readonly<Record<string, Curve>> = Object.fromEntries([
  ...curvesOf('1.2.840.10045.3.1', { 1: 'P-192 192', 2: 'prime192v2 192', 3: 'prime192v3 192', 4: 'prime239v1 239', 7: 'P-256 256' }),
  ...curvesOf('1.3.132.0', { 33: 'P-224 224', 34: 'P-384 384', 35: 'P-521 521' }),
  ...curvesOf('1.3.132.0', { 8: 'secp160r1 160', 9: 'secp160k1 160', 10: 'secp256k1 256', 28: 'secp128r1 128', 30: 'secp160r2 160' }),
  ...curvesOf('1.3.132.0', { 31: 'secp192k1 192', 32: 'secp224k1 224', 1: 'K-163 163', 15: 'B-163 163', 26: 'K-233 233', 27: 'B-233 233' }),
  ...curvesOf('1.3.132.0', { 16: 'K-283 283', 17: 'B-283 283', 36: 'K-409 409', 37: 'B-409 409', 38: 'K-571 571', 39: 'B-571 571' }),
  ...curvesOf(
    '1.3.36.3.3.2.8.1.1',
    Object.fromEntries(
      [160, 192, 224, 256, 320, 384, 512].flatMap((bits, index) => [
        [2 * index + 1, `brainpoolP${bits}r1 ${bits}`],
        [2 * index + 2, `brainpoolP${bits}t1 ${bits}`],
      ]),
    ),
  ),
  ...curvesOf('1.2.156.10197.1', { 301: 'sm2p256v1 256' }),
]);

/** Extended key usages (RFC 5280 section 4.2.1.12). */
export const keyPurposes: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.5': 'ipsecEndSystem',
  '1.3.6.1.5.5.7.3.6': 'ipsecTunnel',
  '1.3.6.1.5.5.7.3.7': 'ipsecUser',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};
