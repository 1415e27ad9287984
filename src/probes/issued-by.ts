import { X509Certificate } from 'node:crypto';
import type { Certificate } from '../model/facts.ts';

/** A served certificate: its facts, and the bytes that they were read from. */
export interface Read {
  readonly facts: Certificate;
  readonly der: Uint8Array;
}

/** In PEM: Node looks for PEM text within DER before it reads the DER itself, and would take an embedded certificate for this one. */
function opensslReading({ der }: Read): X509Certificate {
  const base64 = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return new X509Certificate(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
}

const named = (subject: Certificate, issuer: Certificate): boolean =>
  subject.issuer === issuer.subject &&
  (subject.authorityKeyId === '' || issuer.subjectKeyId === '' || subject.authorityKeyId === issuer.subjectKeyId);

/** False only where this runtime knows the issuer's key and the signature is not by it: what it cannot verify is not held against a chain. */
function signed(subject: Read, issuer: Read): boolean {
  try {
    return opensslReading(subject).verify(opensslReading(issuer).publicKey);
  } catch {
    return true;
  }
}

/** Whether one certificate was issued by another: by name, by key identifiers, and by signature as far as the runtime verifies it. */
export const issuedBy = (subject: Read, issuer: Read): boolean => named(subject.facts, issuer.facts) && signed(subject, issuer);

/** The most signatures that are verified for one chain: enough for any that is in use, and no work for one made of the same name over and over. */
const mostChecks = 100;

/** `issuedBy` of one chain, each pair once; beyond the bound, false. */
export function createIssuedBy(): typeof issuedBy {
  const known = new Map<string, boolean>();
  return (subject, issuer) => {
    if (!named(subject.facts, issuer.facts)) return false;
    const pair = `${subject.facts.sha256} ${issuer.facts.sha256}`;
    const before = known.get(pair);
    if (before !== undefined || known.size >= mostChecks) return before ?? false;
    const verified = signed(subject, issuer);
    known.set(pair, verified);
    return verified;
  };
}

/**
 * The way from the leaf up, as indexes into the chain: to the last issuer that was served, or to a self-signed certificate. Of several
 * issuers the one that was served first is taken; no certificate comes twice.
 */
export function pathOf(chain: readonly Read[], issued: typeof issuedBy): number[] {
  const path: number[] = [];
  const seen = new Set<string>();
  for (let index = chain.length > 0 ? 0 : -1; index >= 0;) {
    const last = chain[index] as Read;
    path.push(index);
    seen.add(last.facts.sha256);
    index = last.facts.selfSigned ? -1 : chain.findIndex((each) => !seen.has(each.facts.sha256) && issued(last, each));
  }
  return path;
}
