/** IP addresses as octets (4 or 16) and as text, by hand: node:net is for rooms that open sockets. */

function parseIpv4(text: string): number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.map(Number);
}

/** The groups of one side of "::", each as two octets; an IPv4 address may stand for the last two of the address. */
function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const octets: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const ipv4 = index === groups.length - 1 && group.includes('.') ? parseIpv4(group) : null;
    if (ipv4) octets.push(...ipv4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) octets.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return null;
  }
  return octets;
}

function parseIpv6(text: string): number[] | null {
  const sides = text.split('::');
  if (sides.length > 2) return null;
  const [head, tail] = [parseGroups(sides[0] ?? ''), parseGroups(sides[1] ?? '')];
  if (!head || !tail || (sides.length === 2 && (sides[0] ?? '').includes('.'))) return null;
  const missing = 16 - head.length - tail.length;
  if (sides.length === 1 ? missing !== 0 : missing < 2) return null;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

/** The octets of an address without zone; an IPv4-mapped one (::ffff:192.0.2.1) is the IPv4 address. Null for anything else, as Go's net.ParseIP. */
export function parseIp(text: string): readonly number[] | null {
  if (text.length > 45) return null;
  const octets = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return octets && unmapped(octets);
}

const mappedPrefix = '0,0,0,0,0,0,0,0,0,0,255,255';

/** The IPv4 address within an IPv4-mapped one. */
const unmapped = (octets: readonly number[]): readonly number[] =>
  octets.length === 16 && octets.slice(0, 12).join(',') === mappedPrefix ? octets.slice(12) : octets;

/** The first of the longest runs of two or more zero groups, as [start, end). */
function longestZeros(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start >= 2 && end - start > best[1] - best[0]) best = [start, end];
  }
  return best;
}

/** RFC 5952 for IPv6 (section 5 for IPv4-mapped), dotted decimals for IPv4. */
export function ipText(octets: readonly number[]): string {
  if (octets.length === 4) return octets.join('.');
  if (unmapped(octets).length === 4) return `::ffff:${unmapped(octets).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, index) => (octets[2 * index] ?? 0) * 256 + (octets[2 * index + 1] ?? 0));
  const [start, end] = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (end === 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(end).join(':')}`;
}
