import type { KeyObject } from 'node:crypto';
import type { CertificateRequestSeen } from '../model/attempt.ts';
import { unsupported } from './ended.ts';
import type { Identity } from './key-pair.ts';

/** Schemes of RFC 8446 section 4.2.3 and RFC 8734 by the curve of the key, and by its type, in the order in which they are tried. */
const ofCurve: Readonly<Record<string, number>> = {
  prime256v1: 0x0403,
  secp384r1: 0x0503,
  secp521r1: 0x0603,
  brainpoolP256r1: 0x081a,
  brainpoolP384r1: 0x081b,
  brainpoolP512r1: 0x081c,
};
const ofType: Readonly<Record<string, readonly number[]>> = {
  rsa: [0x0804, 0x0805, 0x0806],
  'rsa-pss': [0x0809, 0x080a, 0x080b],
  ed25519: [0x0807],
  ed448: [0x0808],
};
/** The second octet of a pair of hash and signature algorithm, RFC 5246 section 7.4.1.4.1. */
const algorithmsOfTls12: Readonly<Record<string, number>> = { rsa: 1, dsa: 2, ec: 3 };

const curveOf = ({ asymmetricKeyDetails }: KeyObject): string => asymmetricKeyDetails?.namedCurve ?? '';
const typeOf = ({ asymmetricKeyType }: KeyObject): string => asymmetricKeyType ?? '';
const keyText = (key: KeyObject): string => `${typeOf(key).toUpperCase()} ${curveOf(key)}`.trim();

function schemesOfTls13(key: KeyObject): readonly number[] {
  const curve = ofCurve[curveOf(key)];
  return curve === undefined ? (ofType[typeOf(key)] ?? []) : [curve];
}

const none = (key: KeyObject): Error => unsupported(`the server takes no signature of the client certificate's key (${keyText(key)})`);

/** A scheme of TLS 1.3 that the key has and the server takes. Throws `Ended` (unsupported) where there is none. */
export function schemeFor({ key }: Identity, { signatureSchemes }: CertificateRequestSeen): number {
  const scheme = schemesOfTls13(key).find((each) => signatureSchemes.includes(each));
  if (scheme === undefined) throw none(key);
  return scheme;
}

/** Throws `Ended` (unsupported) where no signature of the key is one that the server takes; before TLS 1.2 it does not say which it takes. */
export function requireSchemeOfTls12({ key }: Identity, { signatureSchemes }: CertificateRequestSeen): void {
  const algorithm = algorithmsOfTls12[typeOf(key)];
  const taken = signatureSchemes.some((scheme) => (scheme & 0xff) === algorithm || ofType[typeOf(key)]?.includes(scheme));
  if (signatureSchemes.length > 0 && !taken) throw none(key);
}
