import { type Element, childrenOf, contentsOf, hexOf, isTagged, isUniversal, readDer, universal } from './der.ts';
import { type Extensions, extensionsOf } from './extensions.ts';
import { type KeyInfo, keyInfoOf } from './key.ts';
import { type Name, nameOf } from './name.ts';
import type { SignatureAlgorithm } from './oids.ts';
import { signatureAlgorithmOf } from './signature.ts';
import { timeOf } from './time.ts';

/** A certificate as RFC 5280 section 4.1 lays it out, read with more patience than a Go client has. */
export interface Structure {
  readonly serial: string; // hex, with a minus sign where negative
  readonly signature: SignatureAlgorithm;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: string; // ISO 8601, UTC
  readonly notAfter: string;
  readonly key: KeyInfo;
  readonly extensions: Extensions;
}

/** What a Go client reads of a server's certificates (maxHandshakeCertificateMsg of crypto/tls). */
const mostBytes = 256 * 1024;

function serialOf(element: Element | undefined): string {
  if (!isUniversal(element, universal.integer)) throw new Error('serial number is missing or malformed');
  const hex = hexOf(contentsOf(element, 'serial number'));
  const value = BigInt(`0x${hex || '0'}`);
  return (/^[89a-f]/.test(hex) ? value - (1n << BigInt(4 * hex.length)) : value).toString(16);
}

function checkVersion(element: Element | undefined): void {
  const version = element ? contentsOf(childrenOf(element, 'version')[0], 'version') : '\0';
  if (!/^[\0-\u0002]$/.test(version)) throw new Error('version is not one of 1, 2 and 3');
}

/** Reads a certificate. Throws Error with a short reason. */
export function readStructure(der: Uint8Array): Structure {
  if (der.length > mostBytes) throw new Error(`the certificate is larger than ${mostBytes / 1024} KiB`);
  const [tbs, algorithm] = childrenOf(readDer(Buffer.from(der).toString('latin1')), 'certificate');
  const fields = childrenOf(tbs, 'certificate');
  const versioned = isTagged(fields[0], 0);
  checkVersion(versioned ? fields[0] : undefined);
  const [serial, , issuer, validity, subject, spki] = fields.slice(versioned ? 1 : 0);
  const [notBefore, notAfter] = childrenOf(validity, 'validity');
  return {
    serial: serialOf(serial),
    signature: signatureAlgorithmOf(algorithm),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    key: keyInfoOf(spki),
    extensions: extensionsOf(fields.find((field) => isTagged(field, 3))),
  };
}
