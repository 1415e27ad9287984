import { Cursor, context, explicit, tags } from './cursor.ts';
import { type NameConstraints, readNameConstraints } from './name-constraints.ts';
import { type GoNames, readNames } from './names.ts';
import { type Policies, noPolicies, readInhibitAnyPolicy, readMappings, readPolicies, readPolicyConstraints } from './policy-extensions.ts';
import { Refusal, insist, must } from './refusal.ts';

interface GoExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** What Go reads of a certificate's extensions (processExtensions of crypto/x509/parser.go). */
export interface Read {
  keyUsage: number; // bit n of RFC 5280 section 4.2.1.3 is 2ⁿ; 0 where there is none
  basicConstraints: { readonly isCa: boolean; readonly maxPathLength: bigint | null } | null;
  names: GoNames | null;
  namesDer: Buffer | null;
  nameConstraints: NameConstraints | null;
  keyPurposes: readonly string[]; // OIDs
  subjectKeyId: Buffer;
  authorityKeyId: Buffer;
  policies: Policies;
  unhandledCritical: boolean; // a critical extension that Go does not know, or not all of
}

type Reader = (read: Read, extension: GoExtension) => boolean;

/** The most significant bit of the first octet is bit 0. */
function keyUsage(read: Read, { value }: GoExtension): boolean {
  const { octets } = must(new Cursor(value).bitString(), 'x509: invalid key usage');
  for (let bit = 0; bit < 9; bit++) if (((octets[bit >> 3] ?? 0) >> (7 - (bit % 8))) & 1) read.keyUsage |= 1 << bit;
  return true;
}

const mostPathLength = 2n ** 63n - 1n;

function basicConstraints(read: Read, { value }: GoExtension): boolean {
  const broken = 'x509: invalid basic constraints';
  const sequence = must(new Cursor(value).within(tags.sequence), broken);
  const isCa = sequence.isNext(tags.boolean) && must(sequence.boolean(), broken);
  const maxPathLength = sequence.isNext(tags.integer) ? must(sequence.integer(), broken) : null;
  insist(maxPathLength === null || (maxPathLength >= 0n && maxPathLength <= mostPathLength), broken);
  read.basicConstraints = { isCa, maxPathLength };
  return true;
}

/** Go calls the extension unhandled where it has no name of a type that Go reads. */
function subjectAltName(read: Read, { value }: GoExtension): boolean {
  read.names = readNames(value);
  read.namesDer = value;
  const { dns, emails, uris, ips } = read.names;
  return dns.length + emails.length + uris.length + ips.length > 0;
}

function nameConstraints(read: Read, { value }: GoExtension): boolean {
  read.nameConstraints = readNameConstraints(value);
  return !read.nameConstraints.hasOthers;
}

/** Only its form is checked. */
function crlDistributionPoints(_: Read, { value }: GoExtension): boolean {
  const points = must(new Cursor(value).within(tags.sequence), 'x509: invalid CRL distribution points');
  while (!points.isEmpty) {
    const broken = 'x509: invalid CRL distribution point';
    const point = must(points.within(tags.sequence), broken);
    if (!point.isNext(explicit(0))) continue;
    const name = must(must(point.within(explicit(0)), broken).within(explicit(0)), broken);
    while (name.isNext(context(6))) must(name.contents(context(6)), broken);
  }
  return true;
}

function authorityKeyId(read: Read, { critical, value }: GoExtension): boolean {
  insist(!critical, 'x509: authority key identifier incorrectly marked critical');
  const broken = 'x509: invalid authority key identifier';
  const sequence = must(new Cursor(value).within(tags.sequence), broken);
  if (sequence.isNext(context(0))) read.authorityKeyId = must(sequence.contents(context(0)), broken);
  return true;
}

function subjectKeyId(read: Read, { critical, value }: GoExtension): boolean {
  insist(!critical, 'x509: subject key identifier incorrectly marked critical');
  read.subjectKeyId = must(new Cursor(value).contents(tags.octetString), 'x509: invalid subject key identifier');
  return true;
}

function extendedKeyUsage(read: Read, { value }: GoExtension): boolean {
  const broken = 'x509: invalid extended key usages';
  const sequence = must(new Cursor(value).within(tags.sequence), broken);
  const purposes: string[] = [];
  while (!sequence.isEmpty) purposes.push(must(sequence.oid(), broken));
  read.keyPurposes = purposes;
  return true;
}

/** Only its form is checked. */
function authorityInfoAccess(_: Read, { critical, value }: GoExtension): boolean {
  insist(!critical, 'x509: authority info access incorrectly marked critical');
  const broken = 'x509: invalid authority info access';
  const sequence = must(new Cursor(value).within(tags.sequence), broken);
  while (!sequence.isEmpty) {
    const description = must(sequence.within(tags.sequence), broken);
    must(description.oid(), broken);
    if (description.isNext(context(6))) must(description.contents(context(6)), broken);
  }
  return true;
}

const readers: Readonly<Record<string, Reader>> = {
  '2.5.29.14': subjectKeyId,
  '2.5.29.15': keyUsage,
  '2.5.29.17': subjectAltName,
  '2.5.29.19': basicConstraints,
  '2.5.29.30': nameConstraints,
  '2.5.29.31': crlDistributionPoints,
  '2.5.29.32': (read, { value }) => readPolicies(read.policies, value),
  '2.5.29.33': (read, { value }) => readMappings(read.policies, value),
  '2.5.29.35': authorityKeyId,
  '2.5.29.36': (read, { value }) => readPolicyConstraints(read.policies, value),
  '2.5.29.37': extendedKeyUsage,
  '2.5.29.54': (read, { value }) => readInhibitAnyPolicy(read.policies, value),
  '1.3.6.1.5.5.7.1.1': authorityInfoAccess,
};

function readExtension(sequence: Cursor): GoExtension {
  const oid = must(sequence.oid(), 'x509: malformed extension OID field');
  const critical = sequence.isNext(tags.boolean) && must(sequence.boolean(), 'x509: malformed extension critical field');
  return { oid, critical, value: must(sequence.contents(tags.octetString), 'x509: malformed extension value field') };
}

/** The extensions within [3] of the TBSCertificate, first as they are, then what they say. Throws Refusal. */
export function readExtensions(from: Cursor | null): Read {
  const none = Buffer.alloc(0);
  const read: Read = {
    keyUsage: 0,
    basicConstraints: null,
    names: null,
    namesDer: null,
    nameConstraints: null,
    keyPurposes: [],
    subjectKeyId: none,
    authorityKeyId: none,
    policies: noPolicies(),
    unhandledCritical: false,
  };
  for (const extension of from ? listed(from) : []) {
    const handled = readers[extension.oid]?.(read, extension) ?? false;
    if (extension.critical && !handled) read.unhandledCritical = true;
  }
  return read;
}

function listed(wrapped: Cursor): GoExtension[] {
  const sequence = must(wrapped.within(tags.sequence), 'x509: malformed extensions');
  const seen = new Map<string, GoExtension>();
  while (!sequence.isEmpty) {
    const extension = readExtension(must(sequence.within(tags.sequence), 'x509: malformed extension'));
    if (seen.has(extension.oid)) throw new Refusal(`x509: certificate contains duplicate extension with OID "${extension.oid}"`);
    seen.set(extension.oid, extension);
  }
  return [...seen.values()];
}
