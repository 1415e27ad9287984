import { type GoAlgorithm, algorithmOf } from './algorithm.ts';
import { Cursor, context, explicit, isInt64, tags } from './cursor.ts';
import { type Read, readExtensions } from './extensions.ts';
import { type GoKey, readAlgorithm, readKey, rightAligned } from './key.ts';
import { type GoName, nameOf } from './name.ts';
import { Refusal, insist, must } from './refusal.ts';
import { type GoTime, readTime } from './time.ts';

/** A certificate as x509.ParseCertificate of Go 1.26 reads it (crypto/x509/parser.go). */
export interface GoCertificate extends Readonly<Read> {
  readonly der: Buffer;
  readonly tbs: Buffer; // what is signed
  readonly signature: Buffer;
  readonly algorithm: GoAlgorithm | null; // of the signature; null: Go does not know it
  readonly version: bigint; // 1, 2 or 3
  readonly serial: bigint;
  readonly issuer: GoName;
  readonly subject: GoName;
  readonly notBefore: GoTime;
  readonly notAfter: GoTime;
  readonly spki: Buffer;
  readonly key: GoKey | null; // null: Go does not know its type
}

function readVersion(tbs: Cursor): bigint {
  if (!tbs.isNext(explicit(0))) return 1n;
  const wrapped = must(tbs.within(explicit(0)), 'x509: malformed version');
  const version = wrapped.integer();
  if (!isInt64(version) || version < 0n || !wrapped.isEmpty) throw new Refusal('x509: malformed version');
  insist(version <= 2n, 'x509: invalid version');
  return version + 1n;
}

/** The signature's algorithm stands within the signed part and outside of it. */
function readSignatureAlgorithm(tbs: Cursor, certificate: Cursor): GoAlgorithm | null {
  const inner = must(tbs.contents(tags.sequence), 'x509: malformed signature algorithm identifier');
  const outer = must(certificate.contents(tags.sequence), 'x509: malformed algorithm identifier');
  insist(outer.equals(inner), "x509: inner and outer signature algorithm identifiers don't match");
  return algorithmOf(readAlgorithm(new Cursor(inner)));
}

function readSerial(tbs: Cursor): bigint {
  const serial = must(tbs.integer(), 'x509: malformed serial number');
  insist(serial >= 0n, 'x509: negative serial number');
  return serial;
}

function skipUniqueIds(tbs: Cursor): void {
  if (tbs.isNext(context(1))) must(tbs.any(), 'x509: malformed issuerUniqueID');
  if (tbs.isNext(context(2))) must(tbs.any(), 'x509: malformed subjectUniqueID');
}

function readAllExtensions(tbs: Cursor, version: bigint): Read {
  if (version > 1n) skipUniqueIds(tbs);
  const hasExtensions = version === 3n && tbs.isNext(explicit(3));
  return readExtensions(hasExtensions ? must(tbs.within(explicit(3)), 'x509: malformed extensions') : null);
}

/** Reads a certificate. Throws Refusal with Go's words. */
export function readGoCertificate(bytes: Uint8Array): GoCertificate {
  const input = new Cursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const whole = must(input.next(tags.sequence), 'x509: malformed certificate');
  const certificate = new Cursor(whole.contents);
  const signed = must(certificate.next(tags.sequence), 'x509: malformed tbs certificate');
  const tbs = new Cursor(signed.contents);
  const version = readVersion(tbs);
  const serial = readSerial(tbs);
  const algorithm = readSignatureAlgorithm(tbs, certificate);
  const issuer = nameOf(must(tbs.next(tags.sequence), 'x509: malformed issuer').element);
  const validity = must(tbs.within(tags.sequence), 'x509: malformed validity');
  const [notBefore, notAfter] = [readTime(validity), readTime(validity)];
  const subject = nameOf(must(tbs.next(tags.sequence), 'x509: malformed issuer').element);
  const spki = must(tbs.next(tags.sequence), 'x509: malformed spki').element;
  const key = readKey(spki);
  const extensions = readAllExtensions(tbs, version);
  const signature = rightAligned(must(certificate.bitString(), 'x509: malformed signature'));
  insist(input.isEmpty, 'x509: trailing data');
  const names = { version, serial, issuer, subject, notBefore, notAfter };
  return { ...extensions, ...names, der: whole.element, tbs: signed.element, signature, algorithm, spki, key };
}
