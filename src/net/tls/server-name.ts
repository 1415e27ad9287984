import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const mostName = 253; // RFC 1035 section 2.3.4

/** The name to send as SNI, in ASCII and without its final dot (RFC 6066 section 3); '' for an IP literal, which is never sent, and for no name. */
export function sniOf(name: string): string {
  if (isIP(name) !== 0 || name.length > mostName) return '';
  const ascii = domainToASCII(name).replace(/\.$/, '');
  return ascii.length > mostName || isIP(ascii) !== 0 ? '' : ascii;
}
