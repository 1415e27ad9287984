import { Cursor, context, isInt64, tags } from './cursor.ts';
import { Refusal, insist, must } from './refusal.ts';

/** What a certificate says of policies (RFC 5280 sections 4.2.1.4, 5, 11 and 14). Policies are OIDs in hex, as encoded. */
export interface Policies {
  policies: readonly string[];
  mappings: readonly (readonly [issuer: string, subject: string])[];
  requireExplicit: bigint | null; // null: not said
  inhibitMapping: bigint | null;
  inhibitAny: bigint | null;
}

export const noPolicies = (): Policies => ({ policies: [], mappings: [], requireExplicit: null, inhibitMapping: null, inhibitAny: null });

/** Arcs of any size, in as few octets as they need. */
function isOid(contents: Buffer): boolean {
  const isMinimal = contents.every((octet, index) => octet !== 0x80 || (index > 0 && (contents[index - 1] ?? 0) >= 0x80));
  return contents.length > 0 && (contents.at(-1) ?? 0x80) < 0x80 && isMinimal;
}

export function readPolicies(into: Policies, der: Buffer): true {
  const broken = 'x509: invalid certificate policies';
  const sequence = must(new Cursor(der).within(tags.sequence), broken);
  const found = new Set<string>();
  while (!sequence.isEmpty) {
    const contents = must(must(sequence.within(tags.sequence), broken).contents(tags.oid), broken);
    const policy = contents.toString('hex');
    insist(!found.has(policy) && isOid(contents), broken);
    found.add(policy);
  }
  into.policies = [...found];
  return true;
}

export function readMappings(into: Policies, der: Buffer): true {
  const broken = 'x509: invalid policy mappings extension';
  const sequence = must(new Cursor(der).within(tags.sequence), broken);
  const mappings: [string, string][] = [];
  while (!sequence.isEmpty) {
    const pair = must(sequence.within(tags.sequence), broken);
    const [issuer, subject] = [must(pair.contents(tags.oid), broken), must(pair.contents(tags.oid), broken)];
    mappings.push([issuer.toString('hex'), subject.toString('hex')]);
  }
  into.mappings = mappings;
  return true;
}

export function readPolicyConstraints(into: Policies, der: Buffer): true {
  const broken = 'x509: invalid policy constraints extension';
  const sequence = must(new Cursor(der).within(tags.sequence), broken);
  const certificates = (tag: number): bigint | null => {
    if (!sequence.isNext(tag)) return null;
    const value = sequence.integer(tag);
    if (!isInt64(value)) throw new Refusal(broken);
    return value;
  };
  into.requireExplicit = certificates(context(0));
  into.inhibitMapping = certificates(context(1));
  return true;
}

export function readInhibitAnyPolicy(into: Policies, der: Buffer): true {
  const value = new Cursor(der).integer();
  if (!isInt64(value)) throw new Refusal('x509: invalid inhibit any policy extension');
  into.inhibitAny = value;
  return true;
}
