import { type Verifiable, goParseError, readVerifiable } from './verifiable.ts';

/** Certificates to build paths from: Go's x509.CertPool. They are read only when their subject is asked for. */
export interface Pool {
  contains(certificate: Verifiable): boolean;
  /** Those whose subject is the certificate's issuer, the most plausible by key identifiers first. */
  parentsOf(certificate: Verifiable): readonly Verifiable[];
}

function readable(der: Uint8Array): Verifiable | null {
  try {
    const certificate = readVerifiable(der);
    return goParseError(certificate) === '' ? certificate : null;
  } catch {
    return null; // Go's AppendCertsFromPEM passes over what it cannot parse
  }
}

/** 0: the key identifiers agree; 1: only one of the two has one; 2: they differ. */
function plausibility(parent: Verifiable, child: Verifiable): number {
  if (parent.subjectKeyId === child.authorityKeyId) return 0;
  return parent.subjectKeyId === '' || child.authorityKeyId === '' ? 1 : 2;
}

/** A pool of DER certificates; those that cannot be read are not in it. */
export function createPool(ders: readonly Uint8Array[]): Pool {
  const members = new Map(ders.map((der) => [Buffer.from(der).toString('latin1'), Buffer.from(der)] as const));
  const read = new Map<Buffer, Verifiable | null>();
  const memberOf = (der: Buffer): Verifiable | null => {
    const known = read.get(der);
    if (known !== undefined) return known;
    const certificate = readable(der);
    read.set(der, certificate);
    return certificate;
  };
  return {
    contains: (certificate) => members.has(Buffer.from(certificate.der).toString('latin1')),
    parentsOf(certificate) {
      const wanted = certificate.issuer.der;
      const candidates = [...members.values()].filter((der) => der.includes(wanted)).map(memberOf);
      return candidates
        .filter((each): each is Verifiable => each !== null && each.subject.der.equals(wanted))
        .sort((one, other) => plausibility(one, certificate) - plausibility(other, certificate));
    },
  };
}
