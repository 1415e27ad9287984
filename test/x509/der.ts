import { type KeyObject, generateKeyPairSync, sign } from 'node:crypto';

/** A certificate written octet by octet: everything that certificate libraries refuse to write, or cannot. */

export const tlv = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(contents);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
};

export const seq = (...items: readonly Buffer[]): Buffer => tlv(0x30, ...items);
export const set = (...items: readonly Buffer[]): Buffer => tlv(0x31, ...items);
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
export const integer = (hex: string): Buffer => tlv(0x02, Buffer.from(hex, 'hex'));
export const octets = (...contents: readonly Buffer[]): Buffer => tlv(0x04, ...contents);
export const bits = (contents: Buffer): Buffer => tlv(0x03, Buffer.from([0]), contents);
export const nothing = Buffer.from([5, 0]);
export const isTrue = Buffer.from([1, 1, 0xff]);

const base128 = (arc: bigint): number[] => {
  const groups = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn) | 0x80);
  return groups;
};

export const oid = (dotted: string): Buffer => {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return tlv(0x06, Buffer.from([first * 40n + second, ...rest].flatMap(base128)));
};

export const attribute = (type: string, value: Buffer): Buffer => set(seq(oid(type), value));
export const name = (commonName: string): Buffer => seq(attribute('2.5.4.3', utf8(commonName)));
export const utcTime = (text: string): Buffer => tlv(0x17, Buffer.from(text));
export const generalizedTime = (text: string): Buffer => tlv(0x18, Buffer.from(text));
export const extension = (id: string, value: Buffer, critical = false): Buffer =>
  seq(oid(id), ...(critical ? [isTrue] : []), octets(value));
export const subjectAltName = (...names: readonly Buffer[]): Buffer => extension('2.5.29.17', seq(...names));
export const dns = (text: string): Buffer => tlv(0x82, Buffer.from(text));
export const ip = (...address: readonly number[]): Buffer => tlv(0x87, Buffer.from(address));

/** Algorithm identifiers of signatures. */
export const algorithms = {
  ecdsaSha256: seq(oid('1.2.840.10045.4.3.2')),
  sha256Rsa: seq(oid('1.2.840.113549.1.1.11'), nothing),
  ed25519: seq(oid('1.3.101.112')),
  ed448: seq(oid('1.3.101.113')),
  pss: (hash: string, salt: string): Buffer => {
    const digest = seq(oid(hash), nothing);
    const mask = seq(oid('1.2.840.113549.1.1.8'), digest);
    return seq(oid('1.2.840.113549.1.1.10'), seq(tlv(0xa0, digest), tlv(0xa1, mask), tlv(0xa2, integer(salt))));
  },
};

export interface Parts {
  readonly version?: Buffer; // the element; empty: version 1
  readonly serial?: Buffer;
  readonly algorithm?: Buffer; // of the signature
  readonly issuer?: Buffer;
  readonly notBefore?: Buffer;
  readonly notAfter?: Buffer;
  readonly subject?: Buffer;
  readonly publicKey?: KeyObject;
  readonly spki?: Buffer;
  readonly uniqueIds?: readonly Buffer[];
  readonly extensions?: readonly Buffer[];
  readonly signer?: KeyObject;
  readonly hash?: string | null; // of the signature; null for Ed25519 and Ed448
  readonly sign?: (signed: Buffer) => Buffer; // instead of signer and hash
  readonly outerAlgorithm?: Buffer; // where it differs from the one that is signed
}

const shared = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** A version 3 certificate: EC P-256 with SHA-256, valid from 2020 to 2049, signed by its own (shared) key unless told otherwise. */
export function certificate(parts: Parts = {}): Buffer {
  const algorithm = parts.algorithm ?? algorithms.ecdsaSha256;
  const tbs = seq(
    parts.version ?? tlv(0xa0, integer('02')),
    parts.serial ?? integer('01'),
    algorithm,
    parts.issuer ?? parts.subject ?? name('test'),
    seq(parts.notBefore ?? utcTime('200101000000Z'), parts.notAfter ?? utcTime('491231235959Z')),
    parts.subject ?? name('test'),
    parts.spki ?? spkiOf(parts.publicKey ?? shared.publicKey),
    ...(parts.uniqueIds ?? []),
    ...(parts.extensions ? [tlv(0xa3, seq(...parts.extensions))] : []),
  );
  const hash = parts.hash === undefined ? 'sha256' : parts.hash;
  const signature = parts.sign ? parts.sign(tbs) : sign(hash, tbs, parts.signer ?? shared.privateKey);
  return seq(tbs, parts.outerAlgorithm ?? algorithm, bits(signature));
}
