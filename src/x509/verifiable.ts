import {
  type BasicConstraints,
  authorityKeyIdOf,
  basicConstraintsOf,
  extendedKeyUsageOf,
  maySignCertificates,
  subjectAltNamesOf,
  subjectKeyIdOf,
} from './extensions.ts';
import { type Structure, readStructure } from './structure.ts';

/** What path validation looks at, beside the structure. */
export interface Verifiable extends Structure {
  readonly basicConstraints: BasicConstraints | null;
  readonly extendedKeyUsage: readonly string[];
  readonly subjectKeyId: string;
  readonly authorityKeyId: string;
  readonly maySign: boolean;
  readonly subjectAltName: string | undefined; // its DER
  readonly unhandledCritical: boolean; // a critical extension that Go does not know
  readonly constraints: readonly string[]; // extensions whose effect on a path is not decided here, by name
}

const subjectAltName = '2.5.29.17';

/** Extensions that crypto/x509/parser.go handles, by their last arc under 2.5.29. */
const handled: ReadonlySet<string> = new Set([14, 15, 17, 19, 30, 31, 32, 33, 35, 36, 37, 54].map((arc) => `2.5.29.${arc}`));

const undecidable: Readonly<Record<string, string>> = {
  '2.5.29.30': 'name constraints',
  '2.5.29.33': 'policy mappings',
  '2.5.29.36': 'policy constraints',
};

/** Go calls a critical subjectAltName unhandled where it has no name of a type that Go reads. */
function hasReadableName(structure: Structure): boolean {
  const names = subjectAltNamesOf(structure.extensions);
  if (!names) return false;
  return names.dnsNames.length + names.ipAddresses.length > 0 || names.otherNames.some((name) => /^(email|uri):/.test(name));
}

function hasUnhandledCritical(structure: Structure): boolean {
  const critical = [...structure.extensions].filter(([, extension]) => extension.critical).map(([oid]) => oid);
  return critical.some((oid) => !handled.has(oid) || (oid === subjectAltName && !hasReadableName(structure)));
}

/** Throws Error with a short reason. */
export function readVerifiable(der: Uint8Array): Verifiable {
  const structure = readStructure(der);
  const { extensions } = structure;
  return {
    ...structure,
    basicConstraints: basicConstraintsOf(extensions),
    extendedKeyUsage: extendedKeyUsageOf(extensions),
    subjectKeyId: subjectKeyIdOf(extensions),
    authorityKeyId: authorityKeyIdOf(extensions),
    maySign: maySignCertificates(extensions),
    subjectAltName: extensions.get(subjectAltName)?.value,
    unhandledCritical: hasUnhandledCritical(structure),
    constraints: Object.entries(undecidable).flatMap(([oid, name]) => (extensions.has(oid) ? [name] : [])),
  };
}

const goCurves: ReadonlySet<string> = new Set(['P-224', 'P-256', 'P-384', 'P-521']);

/** Why Go 1.26 refuses to parse what RFC 5280 or OpenSSL would let pass, in its words; '' where it parses. */
export function goParseError(certificate: Structure): string {
  if (certificate.serial.startsWith('-')) return 'x509: negative serial number';
  if (certificate.key.type === 'EC' && !goCurves.has(certificate.key.curve)) return 'x509: unsupported elliptic curve';
  return '';
}
