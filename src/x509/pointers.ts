import { type Element, childrenOf, contentsOf, hexOf, isTagged, oidOf } from './der.ts';
import { type Extensions, listed, valueOf } from './extensions.ts';
import { asciiText, forms } from './general-name.ts';

/** Where a certificate says more can be found, and what it promises of the handshake. */

const isUri = (element: Element | undefined): element is Element => isTagged(element, forms.uri);

const methods = { ocsp: '1.3.6.1.5.5.7.48.1', issuers: '1.3.6.1.5.5.7.48.2' } as const;

/** URLs of an access method of authorityInfoAccess (RFC 5280 section 4.2.2.1). Throws Error. */
export function accessUrlsOf(extensions: Extensions, method: keyof typeof methods): string[] {
  const value = valueOf(extensions, 'authorityInfoAccess');
  const descriptions = value ? childrenOf(value, 'authorityInfoAccess') : [];
  const urls = descriptions.flatMap((description) => {
    const [id, location] = childrenOf(description, 'authorityInfoAccess');
    return oidOf(id, 'access method') === methods[method] && isUri(location) ? [asciiText(location)] : [];
  });
  return listed(urls);
}

/** The URLs within a DistributionPoint: those of the fullName of its distributionPoint. */
function pointUrls(point: Element): string[] {
  const name = childrenOf(point, 'cRLDistributionPoints').find((each) => isTagged(each, 0));
  const fullName = name && childrenOf(name, 'cRLDistributionPoints').find((each) => isTagged(each, 0));
  return fullName ? childrenOf(fullName, 'cRLDistributionPoints').filter(isUri).map(asciiText) : [];
}

/** RFC 5280 section 4.2.1.13. Throws Error. */
export function crlUrlsOf(extensions: Extensions): string[] {
  const value = valueOf(extensions, 'crlDistributionPoints');
  return listed(value ? childrenOf(value, 'cRLDistributionPoints').flatMap(pointUrls) : []);
}

const statusRequest = 5;

/** Whether the server must staple an OCSP response: the TLS feature status_request (RFC 7633). Throws Error. */
export function mustStapleOf(extensions: Extensions): boolean {
  const value = valueOf(extensions, 'tlsFeature');
  const features = value ? childrenOf(value, 'TLS feature').map((feature) => contentsOf(feature, 'TLS feature')) : [];
  return features.some((feature) => Number.parseInt(hexOf(feature), 16) === statusRequest);
}

/** How many SignedCertificateTimestamps are embedded: a list of TLS's form in an OCTET STRING (RFC 6962 section 3.3). Throws Error. */
export function embeddedSctsOf(extensions: Extensions): number {
  const value = valueOf(extensions, 'signedCertificateTimestamps');
  if (!value) return 0;
  const list = Buffer.from(contentsOf(value, 'SCT list'), 'latin1');
  if (list.length < 2 || list.readUInt16BE(0) !== list.length - 2) throw new Error('SCT list is malformed');
  let count = 0;
  for (let at = 2; at < list.length; count++) {
    at += at + 2 <= list.length ? 2 + list.readUInt16BE(at) : list.length;
    if (at > list.length) throw new Error('SCT list is malformed');
  }
  return count;
}
