import { type Element, childrenOf, contentsOf, isTagged, oidOf } from './der.ts';
import { ipText } from './ip.ts';
import { nameOf } from './name.ts';

/** GeneralName (RFC 5280 section 4.2.1.6) as text. */

export const forms = { other: 0, email: 1, dns: 2, directory: 4, uri: 6, ip: 7, registered: 8 } as const;

/** An IA5String: ASCII, and what is not comes through as Latin-1 rather than lost. */
export const asciiText = (element: Element): string => contentsOf(element, 'general name');

const octetsOf = (element: Element): number[] => [...Buffer.from(contentsOf(element, 'iPAddress'), 'latin1')];

/** An address of 4 or 16 octets. Throws Error. */
export function ipOf(name: Element): string {
  const octets = octetsOf(name);
  if (octets.length !== 4 && octets.length !== 16) throw new Error(`an IP address of ${octets.length} octets in subjectAltName`);
  return ipText(octets);
}

/** The length of a mask of ones and then zeros, else null. */
function prefixLength(mask: readonly number[]): number | null {
  const bits = mask.map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : null;
}

/** An address and a mask, as name constraints have them (RFC 5280 section 4.2.1.10). Throws Error. */
function networkOf(name: Element): string {
  const octets = octetsOf(name);
  const [ip, mask] = [octets.slice(0, octets.length / 2), octets.slice(octets.length / 2)];
  if (octets.length !== 8 && octets.length !== 32) throw new Error(`an IP network of ${octets.length} octets in nameConstraints`);
  return `${ipText(ip)}/${prefixLength(mask) ?? ipText(mask)}`;
}

/** Any form but a DNS name and an IP address: "email:…", "uri:…", "dirname:…", "rid:…", "other:…". Throws Error. */
export function otherNameText(name: Element): string {
  if (!isTagged(name, name.type)) throw new Error('a general name is malformed');
  if (name.type === forms.other) return `other:${oidOf(childrenOf(name, 'otherName')[0], 'otherName')}`;
  if (name.type === forms.email) return `email:${asciiText(name)}`;
  if (name.type === forms.directory) return `dirname:${nameOf(childrenOf(name, 'directoryName')[0]).text}`;
  if (name.type === forms.uri) return `uri:${asciiText(name)}`;
  if (name.type === forms.registered) return `rid:${oidOf(name, 'registeredID')}`;
  return `other:[${name.type}]`; // x400Address, ediPartyName
}

/** The base of a name constraint: "dns:example.com", "ip:10.0.0.0/8", or as above. Throws Error. */
export function constraintText(base: Element): string {
  if (isTagged(base, forms.dns)) return `dns:${asciiText(base)}`;
  return isTagged(base, forms.ip) ? `ip:${networkOf(base)}` : otherNameText(base);
}
