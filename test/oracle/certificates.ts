import { certificate, extension, integer, isTrue, name, octets, oid, seq, tlv, type Parts } from '../x509/der.ts';
import { keysOf, signatureOf, signings, usualSigning, type Keys, type SigningName } from './keys.ts';

/** Certificates of every kind, right and wrong. */

export interface Made {
  readonly der: Buffer;
  readonly subject: Buffer;
  readonly keys: Keys;
  readonly kind: string; // of the key
}

export interface Wish extends Omit<Parts, 'issuer' | 'sign'> {
  readonly cn?: string; // instead of subject
  readonly kind?: string; // of the key; P-256
  readonly owner?: string; // of the key; the common name
  readonly issuer?: Made; // itself
  readonly issuerName?: Buffer; // where it is not the issuer's subject
  readonly signing?: SigningName;
}

const hexOf = (value: number): string => {
  const hex = value.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even;
};
const number = (value: number): Buffer => integer(hexOf(value));

export function make(wish: Wish): Made {
  const { cn = 'test', kind = 'P-256', issuer } = wish;
  const subject = wish.subject ?? name(cn);
  const keys = keysOf(kind, wish.owner ?? cn);
  const signer = issuer?.keys ?? keys;
  const signing = wish.signing ?? usualSigning(issuer?.kind ?? kind);
  const der = certificate({
    ...wish,
    subject,
    issuer: wish.issuerName ?? issuer?.subject ?? subject,
    publicKey: keys.publicKey,
    algorithm: wish.algorithm ?? signings[signing].algorithm,
    sign: (signed) => signatureOf(signing, signed, signer.privateKey),
  });
  return { der, subject, keys, kind };
}

export const basicConstraints = (isCa: boolean, pathLength?: number): Buffer =>
  extension('2.5.29.19', seq(...(isCa ? [isTrue] : []), ...(pathLength === undefined ? [] : [number(pathLength)])), true);
/** A BIT STRING with these bits: 5 is keyCertSign. */
export function keyUsage(...usages: readonly number[]): Buffer {
  const value = usages.reduce((sum, bit) => sum | (0x8000 >> bit), 0);
  const octet = value & 0xff ? [value >> 8, value & 0xff] : [value >> 8];
  const last = octet.at(-1) ?? 0;
  const unused = last === 0 ? 0 : 31 - Math.clz32(last & -last);
  return extension('2.5.29.15', tlv(3, Buffer.from([unused, ...(last === 0 ? [] : octet)])), true);
}
export const purposes = {
  any: '2.5.29.37.0',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  code: '1.3.6.1.5.5.7.3.3',
  unknown: '1.2.3.4.5',
} as const;
export const keyPurposes = (...oids: readonly string[]): Buffer => extension('2.5.29.37', seq(...oids.map(oid)));
export const subjectKeyId = (hex: string): Buffer => extension('2.5.29.14', octets(Buffer.from(hex, 'hex')));
export const authorityKeyId = (hex: string): Buffer => extension('2.5.29.35', seq(tlv(0x80, Buffer.from(hex, 'hex'))));

const general = (tag: number, text: string): Buffer => tlv(tag, Buffer.from(text, 'latin1'));
export const email = (text: string): Buffer => general(0x81, text);
export const uri = (text: string): Buffer => general(0x86, text);
export const directory = (text: string): Buffer => tlv(0xa4, name(text));
/** An address and a mask as they stand in name constraints. */
export const network = (...address: readonly number[]): Buffer => tlv(0x87, Buffer.from(address));

const subtrees = (tag: number, names: readonly Buffer[]): Buffer[] =>
  names.length > 0 ? [tlv(tag, ...names.map((each) => seq(each)))] : [];

export const nameConstraints = (permitted: readonly Buffer[], excluded: readonly Buffer[] = [], critical = true): Buffer =>
  extension('2.5.29.30', seq(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded)), critical);

export const anyPolicy = '2.5.29.32.0';
export const policies = (...oids: readonly string[]): Buffer => extension('2.5.29.32', seq(...oids.map((each) => seq(oid(each)))));
export const policyMappings = (...pairs: readonly (readonly [string, string])[]): Buffer =>
  extension('2.5.29.33', seq(...pairs.map(([issuer, subject]) => seq(oid(issuer), oid(subject)))));
const tagged = (tag: number, value: number | null): Buffer[] => (value === null ? [] : [tlv(tag, number(value).subarray(2))]);
export const policyConstraints = (explicit: number | null, inhibit: number | null): Buffer =>
  extension('2.5.29.36', seq(...tagged(0x80, explicit), ...tagged(0x81, inhibit)), true);
export const inhibitAnyPolicy = (value: number): Buffer => extension('2.5.29.54', number(value), true);

/** A CA with its basic constraints, and whatever else is wished. */
export const makeCa = (wish: Wish & { readonly pathLength?: number }): Made => {
  const { pathLength, ...rest } = wish;
  return make({ ...rest, extensions: [basicConstraints(true, pathLength), ...(wish.extensions ?? [])] });
};
