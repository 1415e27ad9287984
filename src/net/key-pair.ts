import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { KeyPair } from '../model/attempt.ts';
import { Ended, unsupported } from './ended.ts';

/** A client certificate, ready to be presented. */
export interface Identity {
  readonly chain: readonly Buffer[]; // DER, the client's own first
  readonly key: KeyObject;
}

const mismatch = 'the client certificate and its key do not belong together';
const unusable = 'the client certificate or its key cannot be used';
const mostCertificates = 10;
const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** What OpenSSL says of a pair may quote what it read, and is not passed on. */
function inOurWords(error: unknown): Ended {
  if (error instanceof Ended) return error;
  const apart = error instanceof Error && 'code' in error && error.code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
  return unsupported(apart ? mismatch : unusable);
}

/** Reads a pair. Throws `Ended` (unsupported) where it cannot be used. */
export function identityOf({ certificate, key }: KeyPair): Identity {
  const chain = [...certificate.matchAll(pem)].slice(0, mostCertificates).map(([, text = '']) => Buffer.from(text, 'base64'));
  const [own] = chain;
  if (!own) throw unsupported(unusable);
  try {
    const privateKey = createPrivateKey(key());
    if (!new X509Certificate(own).checkPrivateKey(privateKey)) throw unsupported(mismatch);
    return { chain, key: privateKey };
  } catch (error) {
    throw inOurWords(error);
  }
}

/** The pair in a context of Node's tls. Throws `Ended` (unsupported) where it cannot be used. */
export function contextWith({ certificate, key }: KeyPair, options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext({ ...options, cert: certificate, key: key() });
  } catch (error) {
    throw inOurWords(error);
  }
}
