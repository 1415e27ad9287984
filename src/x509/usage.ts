import { childrenOf, contentsOf, hexOf, isTagged, isUniversal, oidOf, universal } from './der.ts';
import { type Extensions, valueOf } from './extensions.ts';
import { keyPurposes } from './oids.ts';

/** What a certificate's key may be used for, and how keys are identified. */

/** KeyUsage (RFC 5280 section 4.2.1.3), bit by bit. */
const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** Empty where there is no such extension. Throws Error. */
export function keyUsageOf(extensions: Extensions): string[] {
  const value = valueOf(extensions, 'keyUsage');
  if (!value) return [];
  const bits = Buffer.from(contentsOf(value, 'keyUsage').slice(1), 'latin1');
  return usages.filter((_, bit) => ((bits[bit >> 3] ?? 0) >> (7 - (bit % 8))) & 1);
}

const mostPurposes = 1000;

/** Names of the key purposes, else their OIDs, each once; empty where there is no such extension. Throws Error. */
export function extendedKeyUsageOf(extensions: Extensions): string[] {
  const value = valueOf(extensions, 'extendedKeyUsage');
  if (!value) return [];
  const purposes = childrenOf(value, 'extendedKeyUsage').map((element) => oidOf(element, 'extendedKeyUsage'));
  const named = new Set(purposes.map((oid) => keyPurposes[oid] ?? oid));
  if (named.size > mostPurposes) throw new Error(`more than ${mostPurposes} key purposes`);
  return [...named];
}

/** In hex; '' where there is none. */
export function subjectKeyIdOf(extensions: Extensions): string {
  const value = valueOf(extensions, 'subjectKeyIdentifier');
  return value ? hexOf(contentsOf(value, 'subjectKeyIdentifier')) : '';
}

/** The keyIdentifier in hex; '' where there is none. */
export function authorityKeyIdOf(extensions: Extensions): string {
  const value = valueOf(extensions, 'authorityKeyIdentifier');
  const keyId = value && childrenOf(value, 'authorityKeyIdentifier').find((element) => isTagged(element, 0));
  return keyId ? hexOf(contentsOf(keyId, 'authorityKeyIdentifier')) : '';
}

interface BasicConstraints {
  readonly isCa: boolean;
  readonly maxPathLength: number | null; // null: not limited
}

function pathLength(hex: string): number {
  if (hex === '' || /^[89a-f]/.test(hex)) throw new Error('pathLenConstraint is not a number of certificates');
  return Math.min(Number.parseInt(hex, 16), Number.MAX_SAFE_INTEGER);
}

/** RFC 5280 section 4.2.1.9; of no CA where there is no such extension. Throws Error. */
export function basicConstraintsOf(extensions: Extensions): BasicConstraints {
  const value = valueOf(extensions, 'basicConstraints');
  const elements = value ? childrenOf(value, 'basicConstraints') : [];
  const ca = elements.find((element) => isUniversal(element, universal.boolean));
  const length = elements.find((element) => isUniversal(element, universal.integer));
  return {
    isCa: ca !== undefined && contentsOf(ca, 'cA') !== '\0',
    maxPathLength: length ? pathLength(hexOf(contentsOf(length, 'pathLenConstraint'))) : null,
  };
}
