import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';

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
  if (text.length > 45) return null;
  const four = parseIpv4(text);
  if (four !== null) return { family: 4, value: four };
  const six = parseIpv6(text);
  if (six === null) return null;
  return six >> 32n === 0xffffn ? { family: 4, value: six & 0xffff_ffffn } : { family: 6, value: six };
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

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => (half === '' ? [] : groupsOf(half.split(':'), index === halves.length - 1)));
  if (!head || (halves.length === 2 && !tail)) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The last part of all may be an IPv4 address, which stands for two groups. */
function groupsOf(parts: readonly string[], last: boolean): bigint[] | null {
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    const four = last && index === parts.length - 1 ? parseIpv4(part) : null;
    if (four !== null) groups.push(four >> 16n, four & 0xffffn);
    else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}
