import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { parseIp as parseOctets } from '../x509/index.ts';

/** An IP address as a number; an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is the IPv4 address it carries. */
export interface Ip {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** An address block (RFC 4632, RFC 4291 section 2.3). */
export interface Cidr {
  readonly text: string;
  readonly base: Ip;
  readonly prefix: number;
}

/** Parses an address in the usual forms, strictly: no leading zeros, no zone. Null where it is none. */
export function parseIp(text: string): Ip | null {
  const octets = parseOctets(text);
  return octets && { family: octets.length === 4 ? 4 : 6, value: octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n) };
}

/** Parses "10.0.0.0/8"; a bare address is a block of one. Throws a usage error. */
export function parseCidr(text: string): Cidr {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const base = parseIp(match?.[1] ?? '');
  const bits = base?.family === 4 ? 32 : 128;
  const prefix = match?.[2] === undefined ? bits : Number(match[2]);
  if (!base || prefix > bits)
    throw usageError(`--allow-cidr ${clean(text, 100)}: not an address block`, 'for example: --allow-cidr 10.244.0.0/16');
  return { text, base, prefix };
}

export function contains({ base, prefix }: Cidr, ip: Ip): boolean {
  const rest = BigInt((base.family === 4 ? 32 : 128) - prefix);
  return base.family === ip.family && base.value >> rest === ip.value >> rest;
}

export const sameIp = (a: Ip, b: Ip): boolean => a.family === b.family && a.value === b.value;
