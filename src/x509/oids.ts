import type { Leaf } from '../model/fact.ts';

/** Names of object identifiers in certificates. */

/** How a signature algorithm is named by its RFC, its hash ('' where it has none of its own), and Go's name where Go's crypto/x509 knows it. */
export interface SignatureAlgorithm {
  readonly name: string;
  readonly hash: Leaf<string>; // '' where the algorithm has none of its own
  readonly go: string; // Go's name, '' where Go does not know it
}

const signature = (name: string, hash: string, go = ''): SignatureAlgorithm => ({ name, hash, go });

export const pssOid = '1.2.840.113549.1.1.10';

/** RFC 3279, 4055, 5758, 8410, 9688, 9881; OIW for the ISO variants. */
export const signatureAlgorithms: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.113549.1.1.2': signature('md2WithRSAEncryption', 'MD2'),
  '1.2.840.113549.1.1.3': signature('md4WithRSAEncryption', 'MD4'),
  '1.2.840.113549.1.1.4': signature('md5WithRSAEncryption', 'MD5', 'MD5-RSA'),
  '1.2.840.113549.1.1.5': signature('sha1WithRSAEncryption', 'SHA-1', 'SHA1-RSA'),
  '1.3.14.3.2.3': signature('md5WithRSA', 'MD5'),
  '1.3.14.3.2.29': signature('sha1WithRSA', 'SHA-1', 'SHA1-RSA'),
  '1.2.840.113549.1.1.14': signature('sha224WithRSAEncryption', 'SHA-224'),
  '1.2.840.113549.1.1.11': signature('sha256WithRSAEncryption', 'SHA-256', 'SHA256-RSA'),
  '1.2.840.113549.1.1.12': signature('sha384WithRSAEncryption', 'SHA-384', 'SHA384-RSA'),
  '1.2.840.113549.1.1.13': signature('sha512WithRSAEncryption', 'SHA-512', 'SHA512-RSA'),
  '1.2.840.113549.1.1.15': signature('sha512-224WithRSAEncryption', 'SHA-512/224'),
  '1.2.840.113549.1.1.16': signature('sha512-256WithRSAEncryption', 'SHA-512/256'),
  '2.16.840.1.101.3.4.3.14': signature('id-rsassa-pkcs1-v1_5-with-sha3-256', 'SHA3-256'),
  '2.16.840.1.101.3.4.3.15': signature('id-rsassa-pkcs1-v1_5-with-sha3-384', 'SHA3-384'),
  '2.16.840.1.101.3.4.3.16': signature('id-rsassa-pkcs1-v1_5-with-sha3-512', 'SHA3-512'),
  '1.2.840.10040.4.3': signature('dsa-with-sha1', 'SHA-1', 'DSA-SHA1'),
  '2.16.840.1.101.3.4.3.1': signature('dsa-with-sha224', 'SHA-224'),
  '2.16.840.1.101.3.4.3.2': signature('dsa-with-sha256', 'SHA-256', 'DSA-SHA256'),
  '1.2.840.10045.4.1': signature('ecdsa-with-SHA1', 'SHA-1', 'ECDSA-SHA1'),
  '1.2.840.10045.4.3.1': signature('ecdsa-with-SHA224', 'SHA-224'),
  '1.2.840.10045.4.3.2': signature('ecdsa-with-SHA256', 'SHA-256', 'ECDSA-SHA256'),
  '1.2.840.10045.4.3.3': signature('ecdsa-with-SHA384', 'SHA-384', 'ECDSA-SHA384'),
  '1.2.840.10045.4.3.4': signature('ecdsa-with-SHA512', 'SHA-512', 'ECDSA-SHA512'),
  '1.3.101.112': signature('Ed25519', '', 'Ed25519'),
  '1.3.101.113': signature('Ed448', ''),
  '2.16.840.1.101.3.4.3.17': signature('id-ml-dsa-44', ''),
  '2.16.840.1.101.3.4.3.18': signature('id-ml-dsa-65', ''),
  '2.16.840.1.101.3.4.3.19': signature('id-ml-dsa-87', ''),
};

/** Hash functions as RSASSA-PSS parameters name them (RFC 4055 section 2.1). */
export const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'MD5',
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.4': 'SHA-224',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/** Types of public keys (RFC 3279, 4055, 5480, 8410). */
export const keyTypes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.10045.2.1': 'EC',
  '1.2.840.10040.4.1': 'DSA',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};

/** Named curves: NIST's name where it has one (FIPS 186-4), else SEC 2's or RFC 5639's; and the size of the field in bits. */
export const curves: Readonly<Record<string, { readonly name: string; readonly bits: number }>> = {
  '1.2.840.10045.3.1.1': { name: 'P-192', bits: 192 },
  '1.3.132.0.33': { name: 'P-224', bits: 224 },
  '1.2.840.10045.3.1.7': { name: 'P-256', bits: 256 },
  '1.3.132.0.34': { name: 'P-384', bits: 384 },
  '1.3.132.0.35': { name: 'P-521', bits: 521 },
  '1.3.132.0.10': { name: 'secp256k1', bits: 256 },
  '1.3.36.3.3.2.8.1.1.7': { name: 'brainpoolP256r1', bits: 256 },
  '1.3.36.3.3.2.8.1.1.11': { name: 'brainpoolP384r1', bits: 384 },
  '1.3.36.3.3.2.8.1.1.13': { name: 'brainpoolP512r1', bits: 512 },
};

/** Extended key usages (RFC 5280 section 4.2.1.12). */
export const keyPurposes: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

/** Attribute types with the short names of RFC 4514 section 3 and RFC 4519. */
export const attributeTypes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};
