import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { type Hash, type KeyKind, keyPair, privateKeyPem, signingKey } from './keys.ts';

/** Certificates for tests, made in the process: nothing is ever committed. EC P-256 with SHA-256 unless told otherwise. */

x509.cryptoProvider.set(webcrypto);

const day = 86_400_000;
/** A time relative to now, for notBefore and notAfter. */
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * day);

export interface Issued {
  readonly certPem: string;
  readonly keyPem: string; // PKCS#8
  readonly der: Uint8Array;
  readonly chainPem: string; // the certificate and its intermediates, without the root
}

export interface Ca extends Issued {
  readonly name: string; // the common name
  readonly kind: KeyKind;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly issuer: Ca | null; // null: a root
}

interface Validity {
  readonly notBefore?: Date; // default: yesterday (a leaf), ten years ago (a CA)
  readonly notAfter?: Date; // default: in 89 days (a leaf), in ten years (a CA)
  readonly key?: KeyKind;
  readonly hash?: Hash; // of the signature made by the issuer
}

export interface CaOptions extends Validity {
  readonly name: string;
  readonly issuer?: Ca; // makes an intermediate
  readonly pathLength?: number;
}

export interface LeafOptions extends Validity {
  readonly cn?: string; // '' or absent: an empty subject
  readonly organisation?: string; // a Kubernetes group, in client certificates
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly email?: readonly string[];
  readonly uri?: readonly string[];
  readonly noSan?: boolean; // no subjectAltName at all, whatever is listed above
  readonly eku?: readonly ('serverAuth' | 'clientAuth')[]; // default: serverAuth; empty: no extension
}

interface Signing extends Validity {
  readonly subject: x509.JsonName;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly kind: KeyKind;
  readonly issuer: Ca | null; // null: signed with its own key
  readonly extensions: readonly x509.Extension[];
  readonly notAfter: Date;
}

async function sign(options: Signing): Promise<Issued> {
  const { issuer, keys } = options;
  const signer = issuer ? { key: issuer.keys.privateKey, kind: issuer.kind } : { key: keys.privateKey, kind: options.kind };
  const hash = options.hash ?? 'SHA-256';
  const authority = issuer ? issuer.keys.publicKey : keys.publicKey;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: options.subject,
    issuer: issuer ? [{ CN: [issuer.name] }] : options.subject,
    notBefore: options.notBefore ?? daysFromNow(-1),
    notAfter: options.notAfter,
    publicKey: keys.publicKey,
    signingKey: await signingKey(signer.key, signer.kind, hash),
    signingAlgorithm: { hash },
    extensions: [
      ...options.extensions,
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority),
    ],
  });
  const certPem = `${certificate.toString('pem')}\n`;
  const above = issuer?.issuer ? issuer.chainPem : '';
  return { certPem, keyPem: await privateKeyPem(keys.privateKey), der: new Uint8Array(certificate.rawData), chainPem: certPem + above };
}

/** A root, or with `issuer` an intermediate. */
export async function createCa(options: CaOptions): Promise<Ca> {
  const { name, issuer = null, key: kind = 'ec' } = options;
  const keys = await keyPair(kind, `ca ${name}`);
  const extensions = [
    new x509.BasicConstraintsExtension(true, options.pathLength, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  ];
  const validity = { notBefore: daysFromNow(-3650), notAfter: daysFromNow(3650) };
  const issued = await sign({ ...validity, ...options, subject: [{ CN: [name] }], keys, kind, issuer, extensions });
  return { ...issued, name, kind, keys, issuer };
}

function subjectOf(options: LeafOptions): x509.JsonName {
  const names: x509.JsonName = [];
  if (options.organisation) names.push({ O: [options.organisation] });
  if (options.cn) names.push({ CN: [options.cn] });
  return names;
}

const named = (type: x509.JsonGeneralName['type'], values: readonly string[] = []): x509.JsonGeneralName[] =>
  values.map((value) => ({ type, value }));

function subjectAltNames(options: LeafOptions): x509.JsonGeneralName[] {
  return [...named('dns', options.dns), ...named('ip', options.ip), ...named('email', options.email), ...named('url', options.uri)];
}

function keyUsages(kind: KeyKind): x509.KeyUsagesExtension {
  const usages = x509.KeyUsageFlags;
  return kind.startsWith('rsa') // RSA key exchange enciphers with the key
    ? new x509.KeyUsagesExtension(usages.digitalSignature | usages.keyEncipherment, true)
    : new x509.KeyUsagesExtension(usages.digitalSignature, true);
}

function extensionsOf(options: LeafOptions): x509.Extension[] {
  const extensions: x509.Extension[] = [new x509.BasicConstraintsExtension(false), keyUsages(options.key ?? 'ec')];
  const purposes = (options.eku ?? ['serverAuth']).map((purpose) => x509.ExtendedKeyUsage[purpose]);
  if (purposes.length > 0) extensions.push(new x509.ExtendedKeyUsageExtension(purposes));
  const names = subjectAltNames(options);
  if (names.length > 0 && !options.noSan) extensions.push(new x509.SubjectAlternativeNameExtension(names));
  return extensions;
}

/** A leaf certificate, signed by `ca`, or by itself where `ca` is null. */
export async function issue(ca: Ca | null, options: LeafOptions): Promise<Issued> {
  const kind = options.key ?? 'ec';
  const notAfter = options.notAfter ?? daysFromNow(89);
  const signing = { subject: subjectOf(options), keys: await keyPair(kind, 'leaf'), kind, issuer: ca };
  return sign({ ...options, ...signing, extensions: extensionsOf(options), notAfter });
}

export const selfSigned = (options: LeafOptions): Promise<Issued> => issue(null, options);
