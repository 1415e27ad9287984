import { createHash } from 'node:crypto';
import type { Certificate } from '../model/facts.ts';
import { authorityKeyIdOf, basicConstraintsOf, extendedKeyUsageOf, subjectAltNamesOf, subjectKeyIdOf } from './extensions.ts';
import { type Structure, readStructure } from './structure.ts';

/** Subject is issuer, and its own key verifies the signature. */
function isSelfSigned({ issuer, subject, openssl }: Structure): boolean {
  if (!issuer.der.equals(subject.der)) return false;
  try {
    return openssl.verify(openssl.publicKey);
  } catch {
    return false; // a key that OpenSSL does not know verifies nothing
  }
}

/**
 * The facts of a certificate (RFC 5280) in DER.
 * @throws Error with a short reason where it is not one, or is larger than 100 KiB.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const structure = readStructure(der);
  const { extensions, key, signature } = structure;
  const names = subjectAltNamesOf(extensions);
  return {
    subject: structure.subject.text,
    issuer: structure.issuer.text,
    serial: structure.serial,
    sha256: createHash('sha256').update(der).digest('hex'),
    notBefore: structure.notBefore,
    notAfter: structure.notAfter,
    dnsNames: [...(names?.dnsNames ?? [])],
    ipAddresses: [...(names?.ipAddresses ?? [])],
    otherNames: [...(names?.otherNames ?? [])],
    hasSubjectAltName: names !== null,
    keyType: key.type,
    keyBits: key.bits,
    curve: key.curve,
    signatureAlgorithm: signature.name,
    signatureHash: signature.hash,
    maxPathLength: null,
    keyUsage: [],
    permittedNames: [],
    excludedNames: [],
    mustStaple: false,
    ocspServers: [],
    issuerUrls: [],
    crlUrls: [],
    embeddedScts: 0,
    isCa: basicConstraintsOf(extensions)?.isCa ?? false,
    selfSigned: isSelfSigned(structure),
    extendedKeyUsage: [...extendedKeyUsageOf(extensions)],
    subjectKeyId: subjectKeyIdOf(extensions),
    authorityKeyId: authorityKeyIdOf(extensions),
  };
}
