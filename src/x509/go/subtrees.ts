import { ipText } from '../ip.ts';
import type { Network } from './name-constraints.ts';

/**
 * The sets that crypto/x509/constraints.go of Go 1.26 makes of name constraints: sorted, without what lies within another, searched by halving. What
 * a search finds, and so what a message names, depends on that order.
 */

/** The constraint that a name meets, as it is printed; undefined where it meets none. */
export type Query<T> = (name: T) => string | undefined;

interface Order<C, T> {
  readonly compare: (one: C, other: C) => number;
  readonly holds: (outer: C, inner: C) => boolean; // all of the inner one lies within the outer
  readonly compareTo: (constraint: C, name: T) => number;
  readonly matches: (constraint: C, name: T) => boolean;
}

function pruned<C, T>(constraints: readonly C[], { compare, holds }: Order<C, T>): readonly C[] {
  const kept: C[] = [];
  for (const each of [...constraints].sort(compare)) {
    const last = kept.at(-1);
    if (last === undefined || !holds(last, each)) kept.push(each);
  }
  return kept;
}

/** The constraint that equals the name, else the last before it, where that matches. */
function search<C, T>(set: readonly C[], name: T, { compareTo, matches }: Order<C, T>): C | undefined {
  let [low, high] = [0, set.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareTo(set[middle] as C, name) < 0) low = middle + 1;
    else high = middle;
  }
  const found = set[low];
  if (found !== undefined && compareTo(found, name) === 0) return found;
  const before = set[Math.max(0, low - 1)];
  return before !== undefined && matches(before, name) ? before : undefined;
}

const isMapped = (ip: Buffer): boolean => ip.length === 16 && ip.readBigUInt64BE(0) === 0n && ip.readUInt32BE(8) === 0xffff;

/** net.IPNet.Contains: IPv4-mapped addresses, and networks of them, are IPv4. */
function contains({ ip: network, mask }: Network, address: Buffer): boolean {
  const [net, bits] = isMapped(network) ? [network.subarray(12), mask.subarray(12)] : [network, mask];
  const ip = isMapped(address) ? address.subarray(12) : address;
  return ip.length === net.length && net.every((octet, index) => ((octet ^ (ip[index] ?? 0)) & (bits[index] ?? 0)) === 0);
}

const broadcast = ({ ip, mask }: Network): Buffer => Buffer.from(ip.map((octet, index) => octet | (~(mask[index] ?? 0) & 0xff)));

const ipOrder: Order<Network, Buffer> = {
  compare: (one, other) => Buffer.compare(one.ip, other.ip) || Buffer.compare(one.mask, other.mask),
  holds: (outer, inner) => contains(outer, inner.ip) && contains(outer, broadcast(inner)),
  compareTo: (constraint, address) => Buffer.compare(constraint.ip, address),
  matches: contains,
};

/** net.IP.String and net.IPNet.String. */
export const goIpText = (ip: Buffer): string => ipText([...(isMapped(ip) ? ip.subarray(12) : ip)]);

function networkText({ ip, mask }: Network): string {
  const bits = isMapped(ip) ? mask.subarray(12) : mask;
  const ones = [...bits].reduce((sum, octet) => sum + octet.toString(2).replaceAll('0', '').length, 0);
  return `${goIpText(ip)}/${ones}`;
}

/** Null where there are no such constraints. */
export function ipQuery(networks: readonly Network[]): Query<Buffer> | null {
  if (networks.length === 0) return null;
  const [ipv4, ipv6] = [4, 16].map((size) =>
    pruned(
      networks.filter(({ ip }) => ip.length === size),
      ipOrder,
    ),
  );
  return (ip) => {
    const found = search((ip.length === 4 ? ipv4 : ipv6) ?? [], ip, ipOrder);
    return found && networkText(found);
  };
}

/** A dot sorts before everything else, so that subdomains follow their domain. */
const rank = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code === 0x2e) return 0;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
};

/** Compares from the end, ASCII letters in whatever case. */
function compareDomains(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let back = 1; back <= shorter; back++) {
    const difference = rank(one, one.length - back) - rank(other, other.length - back);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Whether the name ends with the labels of the constraint; one that begins with a dot wants at least one label more. */
function hasSuffix(constraint: string, name: string): boolean {
  if (constraint.length > name.length || !name.toLowerCase().endsWith(constraint.toLowerCase())) return false;
  return constraint.startsWith('.') || name.length === constraint.length || name.at(-constraint.length - 1) === '.';
}

const domainOrder: Order<string, string> = {
  compare: compareDomains,
  holds: hasSuffix,
  compareTo: compareDomains,
  matches: hasSuffix,
};

/** ".example.com" of "host.example.com"; '' where there is one label. */
const withoutFirstLabel = (name: string): string => (name.includes('.') ? name.slice(name.indexOf('.')) : '');

/** A wildcard meets what is excluded one label below its domain, too. Null where there are no such constraints. */
export function domainQuery(domains: readonly string[], isPermitted: boolean): Query<string> | null {
  if (domains.length === 0) return null;
  if (domains.includes('')) return () => '';
  const set = pruned(domains, domainOrder);
  const parents = new Map(set.map((name) => [withoutFirstLabel(name.toLowerCase()), name.toLowerCase()]));
  parents.delete('');
  return (name) => {
    const found = search(set, name, domainOrder);
    if (found !== undefined || isPermitted || !name.startsWith('*')) return found;
    return parents.get(withoutFirstLabel(name.toLowerCase()));
  };
}
