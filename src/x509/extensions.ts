import { type Element, childrenOf, contentsOf, hexOf, isTagged, isUniversal, oidOf, readDer, universal } from './der.ts';
import { ipText } from './ip.ts';
import { nameOf } from './name.ts';
import { keyPurposes } from './oids.ts';

/** One extension (RFC 5280 section 4.2): its value is the DER within the OCTET STRING. */
interface Extension {
  readonly critical: boolean;
  readonly value: string;
}
export type Extensions = ReadonlyMap<string, Extension>;

const oids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

function extensionOf(element: Element): [string, Extension] {
  const [id, second, third] = childrenOf(element, 'extension');
  const critical = isUniversal(second, universal.boolean) && contentsOf(second, 'critical') !== '\0';
  const value = isUniversal(second, universal.boolean) ? third : second;
  if (!isUniversal(value, universal.octetString)) throw new Error('extension is malformed');
  return [oidOf(id, 'extension'), { critical, value: contentsOf(value, 'extension') }];
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
function valueOf(extensions: Extensions, oid: string): Element | undefined {
  const extension = extensions.get(oid);
  return extension && readDer(extension.value);
}

export interface SubjectAltNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly otherNames: readonly string[];
}

/** What stands for each form of GeneralName that is neither a DNS name nor an IP address (RFC 5280 section 4.2.1.6). */
function otherNameOf(name: Element): string {
  if (!isTagged(name, name.type)) throw new Error('subjectAltName is malformed');
  if (name.type === 0) return `other:${oidOf(childrenOf(name, 'otherName')[0], 'otherName')}`;
  if (name.type === 1) return `email:${latin1(name)}`;
  if (name.type === 4) return `dirname:${nameOf(childrenOf(name, 'directoryName')[0]).text}`;
  if (name.type === 6) return `uri:${latin1(name)}`;
  if (name.type === 8) return `rid:${oidOf(name, 'registeredID')}`;
  return `other:[${name.type}]`; // x400Address, ediPartyName
}

const isOther = (name: Element): boolean => !isTagged(name, 2) && !isTagged(name, 7);

/** An IA5String: ASCII, and what is not comes through as Latin-1 rather than lost. */
const latin1 = (element: Element): string => contentsOf(element, 'subjectAltName');

function ipOf(name: Element): string {
  const octets = Buffer.from(contentsOf(name, 'iPAddress'), 'latin1');
  if (octets.length !== 4 && octets.length !== 16) throw new Error(`an IP address of ${octets.length} octets in subjectAltName`);
  return ipText([...octets]);
}

/** Null where there is no subjectAltName. Throws Error. */
export function subjectAltNamesOf(extensions: Extensions): SubjectAltNames | null {
  const value = valueOf(extensions, oids.subjectAltName);
  if (!value) return null;
  const names = childrenOf(value, 'subjectAltName');
  return {
    dnsNames: names.filter((name) => isTagged(name, 2)).map(latin1),
    ipAddresses: names.filter((name) => isTagged(name, 7)).map(ipOf),
    otherNames: names.filter(isOther).map(otherNameOf),
  };
}

/** Names of the key purposes, else their OIDs; empty where there is no such extension. */
export function extendedKeyUsageOf(extensions: Extensions): readonly string[] {
  const value = valueOf(extensions, oids.extendedKeyUsage);
  if (!value) return [];
  const purposes = childrenOf(value, 'extendedKeyUsage').map((element) => oidOf(element, 'extendedKeyUsage'));
  return purposes.map((oid) => keyPurposes[oid] ?? oid);
}

/** In hex; '' where there is none. */
export function subjectKeyIdOf(extensions: Extensions): string {
  const value = valueOf(extensions, oids.subjectKeyIdentifier);
  return value ? hexOf(contentsOf(value, 'subjectKeyIdentifier')) : '';
}

/** The keyIdentifier in hex; '' where there is none. */
export function authorityKeyIdOf(extensions: Extensions): string {
  const value = valueOf(extensions, oids.authorityKeyIdentifier);
  const keyId = value && childrenOf(value, 'authorityKeyIdentifier').find((element) => isTagged(element, 0));
  return keyId ? hexOf(contentsOf(keyId, 'authorityKeyIdentifier')) : '';
}

export interface BasicConstraints {
  readonly isCa: boolean;
  readonly maxPathLength: number | null;
}

/** Null where there is no such extension. Throws Error. */
export function basicConstraintsOf(extensions: Extensions): BasicConstraints | null {
  const value = valueOf(extensions, oids.basicConstraints);
  if (!value) return null;
  const elements = childrenOf(value, 'basicConstraints');
  const ca = elements.find((element) => isUniversal(element, universal.boolean));
  const length = elements.find((element) => isUniversal(element, universal.integer));
  return {
    isCa: ca !== undefined && contentsOf(ca, 'cA') !== '\0',
    maxPathLength: length ? Number.parseInt(hexOf(contentsOf(length, 'pathLenConstraint')), 16) : null,
  };
}

/** Whether the key may sign certificates: keyCertSign is bit 5; true where there is no keyUsage, or an empty one (as in Go). */
export function maySignCertificates(extensions: Extensions): boolean {
  const value = valueOf(extensions, oids.keyUsage);
  if (!value) return true;
  const bits = Buffer.from(contentsOf(value, 'keyUsage').slice(1), 'latin1');
  return bits.every((octet) => octet === 0) || ((bits[0] ?? 0) & 0x04) !== 0;
}
