import { type Element, childrenOf, contentsOf, isUniversal, oidOf, readDer, universal } from './der.ts';

/** The values of a certificate's extensions by OID (RFC 5280 section 4.2): the DER within each OCTET STRING. */
export type Extensions = ReadonlyMap<string, string>;

export const oids = {
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

function extensionOf(element: Element): readonly [string, string] {
  const [id, second, third] = childrenOf(element, 'extension');
  const value = isUniversal(second, universal.boolean) ? third : second;
  if (!isUniversal(value, universal.octetString)) throw new Error('extension is malformed');
  return [oidOf(id, 'extension'), contentsOf(value, 'extension')];
}

/** The extensions within [3] of the TBSCertificate; none where it is absent. Throws Error, for a repeated extension too. */
export function extensionsOf(wrapped: Element | undefined): Extensions {
  if (!wrapped) return new Map();
  const [sequence] = childrenOf(wrapped, 'extensions');
  const list = childrenOf(sequence, 'extensions').map(extensionOf);
  const extensions = new Map(list);
  if (extensions.size !== list.length) throw new Error('an extension is repeated');
  return extensions;
}

/** The tree within an extension, or undefined where the certificate has none. Throws Error. */
export function valueOf(extensions: Extensions, name: keyof typeof oids): Element | undefined {
  const value = extensions.get(oids[name]);
  return value === undefined ? undefined : readDer(value);
}

const mostListed = 100;

/** A list that decides nothing, cut: its last entry then says how many more there are. */
export const listed = (entries: readonly string[]): string[] =>
  entries.length <= mostListed ? [...entries] : [...entries.slice(0, mostListed), `… and ${entries.length - mostListed} more`];
