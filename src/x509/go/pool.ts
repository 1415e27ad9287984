import type { GoCertificate } from './certificate.ts';
import { goReading } from './read.ts';
import { Refusal } from './refusal.ts';

/** Certificates to build paths from: Go's x509.CertPool. They are read only when their subject is asked for. */
export interface Pool {
  contains(certificate: GoCertificate): boolean;
  /** Those whose subject is the certificate's issuer, the most plausible by key identifiers first. */
  parentsOf(certificate: GoCertificate): readonly GoCertificate[];
}

/** 0: the key identifiers agree; 1: only one of the two has one; 2: they differ. */
function plausibility(parent: GoCertificate, child: GoCertificate): number {
  if (parent.subjectKeyId.equals(child.authorityKeyId)) return 0;
  return parent.subjectKeyId.length === 0 || child.authorityKeyId.length === 0 ? 1 : 2;
}

const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** Names whose bearers are remembered, of a pool that may be asked for a whole fleet. */
const mostNames = 1000;

/** A pool of DER certificates; those that Go cannot read are not in it. */
export function createPool(ders: readonly Uint8Array[]): Pool {
  const members = new Map(ders.map((der) => [keyOf(der), Buffer.from(der)] as const));
  const read = new Map<Buffer, GoCertificate | Refusal>();
  const bySubject = new Map<string, readonly GoCertificate[]>();
  const memberOf = (der: Buffer): GoCertificate | Refusal => {
    const known = read.get(der) ?? goReading(der);
    read.set(der, known);
    return known;
  };
  const named = (name: Buffer): readonly GoCertificate[] => {
    const known = bySubject.get(keyOf(name));
    if (known) return known;
    const readable = [...members.values()].filter((der) => der.includes(name)).map(memberOf);
    const found = readable.filter((each): each is GoCertificate => !(each instanceof Refusal) && each.subject.der.equals(name));
    if (bySubject.size < mostNames) bySubject.set(keyOf(name), found);
    return found;
  };
  return {
    contains: (certificate) => members.has(keyOf(certificate.der)),
    parentsOf: (certificate) =>
      [...named(certificate.issuer.der)].sort((one, other) => plausibility(one, certificate) - plausibility(other, certificate)),
  };
}
