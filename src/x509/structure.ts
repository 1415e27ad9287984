import { X509Certificate } from 'node:crypto';
import { type Element, childrenOf, contentsOf, encodingOf, hexOf, isTagged, isUniversal, readDer, universal } from './der.ts';
import { type Extensions, extensionsOf } from './extensions.ts';
import { type KeyInfo, keyInfoOf } from './key.ts';
import { type Name, nameOf } from './name.ts';
import type { SignatureAlgorithm } from './oids.ts';
import { signatureAlgorithmOf } from './signature.ts';
import { timeOf } from './time.ts';

/** A certificate as RFC 5280 section 4.1 lays it out, with OpenSSL's reading of the same bytes for signatures. */
export interface Structure {
  readonly der: Uint8Array;
  readonly openssl: X509Certificate;
  readonly version: number; // 1, 2 or 3
  readonly serial: string; // hex, with a minus sign where negative
  readonly signature: SignatureAlgorithm;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: string; // ISO 8601, UTC
  readonly notAfter: string;
  readonly key: KeyInfo;
  readonly spki: Buffer;
  readonly extensions: Extensions;
}

/** What OpenSSL clients read of a whole chain by default (SSL_MAX_CERT_LIST_DEFAULT). */
const mostBytes = 100 * 1024;

/**
 * OpenSSL's reading of exactly these bytes. They are wrapped in PEM, because Node looks for PEM text within DER before it reads the DER itself: a
 * certificate could carry another one's PEM in an extension and be taken for it.
 */
function opensslReading(der: Uint8Array): X509Certificate {
  const base64 = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  try {
    return new X509Certificate(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
  } catch {
    throw new Error('OpenSSL cannot read the certificate');
  }
}

function serialOf(element: Element | undefined): string {
  if (!isUniversal(element, universal.integer)) throw new Error('serial number is missing or malformed');
  const hex = hexOf(contentsOf(element, 'serial number'));
  const value = BigInt(`0x${hex || '0'}`);
  return (/^[89a-f]/.test(hex) ? value - (1n << BigInt(4 * hex.length)) : value).toString(16);
}

function versionOf(element: Element | undefined): number {
  const version = element ? contentsOf(childrenOf(element, 'version')[0], 'version') : '\0';
  if (!/^[\0-\u0002]$/.test(version)) throw new Error('version is not one of 1, 2 and 3');
  return version.charCodeAt(0) + 1;
}

/** Reads a certificate. Throws Error with a short reason. */
export function readStructure(der: Uint8Array): Structure {
  if (der.length > mostBytes) throw new Error(`the certificate is larger than ${mostBytes / 1024} KiB`);
  const [tbs, algorithm] = childrenOf(readDer(Buffer.from(der).toString('latin1')), 'certificate');
  const fields = childrenOf(tbs, 'certificate');
  const versioned = isTagged(fields[0], 0);
  const [serial, , issuer, validity, subject, spki] = fields.slice(versioned ? 1 : 0);
  const [notBefore, notAfter] = childrenOf(validity, 'validity');
  return {
    der,
    openssl: opensslReading(der),
    version: versionOf(versioned ? fields[0] : undefined),
    serial: serialOf(serial),
    signature: signatureAlgorithmOf(algorithm),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    key: keyInfoOf(spki),
    spki: encodingOf(spki as Element),
    extensions: extensionsOf(fields.find((field) => isTagged(field, 3))),
  };
}
