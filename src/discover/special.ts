import { contains, parseCidr, type Cidr, type Ip } from './ip.ts';

const blocks = (kind: string, ...texts: readonly string[]) => texts.map((text) => ({ kind, cidr: parseCidr(text) }));

/** Addresses that belong to no pod, whatever an object says (RFC 6890, RFC 4291, and the clouds' own metadata services). */
const special = [
  ...blocks(
    'a cloud metadata',
    '169.254.169.254',
    '169.254.170.2',
    'fd00:ec2::254',
    'fd20:ce::254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
  ),
  ...blocks('a loopback', '127.0.0.0/8', '::1'),
  ...blocks('a link-local', '169.254.0.0/16', 'fe80::/10'),
  ...blocks('a multicast', '224.0.0.0/4', 'ff00::/8'),
  ...blocks('an unspecified', '0.0.0.0/8', '::'),
  ...blocks('a reserved', '240.0.0.0/4'),
];
const nat64 = parseCidr('64:ff9b::/96');

/** What is particular about an address that can never be proven to belong to a cluster. */
export interface Special {
  readonly kind: string; // "a loopback address"
  readonly block: Cidr;
}

/** Null where the address is like any other. */
export function specialAddress(ip: Ip): Special | null {
  const carried: Ip = contains(nat64, ip) ? { family: 4, value: ip.value & 0xffff_ffffn } : ip;
  const found = special.find(({ cidr }) => contains(cidr, carried));
  return found ? { kind: `${found.kind} address`, block: found.cidr } : null;
}
