import { createHash } from 'node:crypto';
import type { Certificate } from '../model/facts.ts';
import { nameConstraintsOf, subjectAltNamesOf } from './names.ts';
import { isSignedByItself } from './openssl.ts';
import { accessUrlsOf, crlUrlsOf, embeddedSctsOf, mustStapleOf } from './pointers.ts';
import { type Structure, readStructure } from './structure.ts';
import { authorityKeyIdOf, basicConstraintsOf, extendedKeyUsageOf, keyUsageOf, subjectKeyIdOf } from './usage.ts';

type Of<Fact extends keyof Certificate> = Pick<Certificate, Fact>;

function nameFacts({ extensions }: Structure): Of<'dnsNames' | 'ipAddresses' | 'otherNames' | 'namesLeftOut' | 'hasSubjectAltName'> {
  const names = subjectAltNamesOf(extensions);
  const { leftOut = 0, ...kept } = names ?? { dnsNames: [], ipAddresses: [], otherNames: [] };
  return { ...kept, ...(leftOut > 0 && { namesLeftOut: leftOut }), hasSubjectAltName: names !== null };
}

function authorityFacts({ extensions }: Structure): Of<'isCa' | 'maxPathLength' | 'permittedNames' | 'excludedNames'> {
  const { permitted, excluded } = nameConstraintsOf(extensions);
  return { ...basicConstraintsOf(extensions), permittedNames: permitted, excludedNames: excluded };
}

function pointerFacts({ extensions }: Structure): Of<'mustStaple' | 'ocspServers' | 'issuerUrls' | 'crlUrls' | 'embeddedScts'> {
  return {
    mustStaple: mustStapleOf(extensions),
    ocspServers: accessUrlsOf(extensions, 'ocsp'),
    issuerUrls: accessUrlsOf(extensions, 'issuers'),
    crlUrls: crlUrlsOf(extensions),
    embeddedScts: embeddedSctsOf(extensions),
  };
}

/**
 * The facts of a certificate (RFC 5280) in DER.
 * @throws Error with a short reason where it is not one, or is larger than 256 KiB.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const structure = readStructure(der);
  const { extensions, key, signature, issuer, subject } = structure;
  return {
    subject: subject.text,
    issuer: issuer.text,
    serial: structure.serial,
    sha256: createHash('sha256').update(der).digest('hex'),
    notBefore: structure.notBefore,
    notAfter: structure.notAfter,
    ...nameFacts(structure),
    keyType: key.type,
    keyBits: key.bits,
    curve: key.curve,
    signatureAlgorithm: signature.name,
    signatureHash: signature.hash,
    ...authorityFacts(structure),
    selfSigned: issuer.der.equals(subject.der) && isSignedByItself(der),
    keyUsage: keyUsageOf(extensions),
    extendedKeyUsage: extendedKeyUsageOf(extensions),
    ...pointerFacts(structure),
    subjectKeyId: subjectKeyIdOf(extensions),
    authorityKeyId: authorityKeyIdOf(extensions),
  };
}
