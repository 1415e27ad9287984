import { constants, sign } from 'node:crypto';
import { unsupported } from '../ended.ts';
import type { Identity } from '../key-pair.ts';
import { handshakeType } from '../tls/constants.ts';
import { handshake } from '../tls/messages.ts';
import { uint, vector } from '../tls/wire.ts';
import { schemes, signedContent } from './certificate-verify.ts';

/** A Certificate message without a certificate, RFC 8446 section 4.4.2. */
export const emptyCertificate = handshake(handshakeType.certificate, Buffer.alloc(4));

const noExtensions = vector(2);

/** Our chain, RFC 8446 section 4.4.2; in a handshake the request's context is empty. */
export const certificateMessage = ({ chain }: Identity): Buffer =>
  handshake(handshakeType.certificate, Buffer.concat([vector(1), vector(3, ...chain.flatMap((der) => [vector(3, der), noExtensions]))]));

/** Our proof that we hold the key, RFC 8446 section 4.4.3. Throws `Ended` (unsupported) where the key refuses. */
export function certificateVerify({ key }: Identity, scheme: number, transcript: Buffer): Buffer {
  const { hash = null, pss = false } = schemes.get(scheme) ?? {};
  const padding = pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  try {
    const signature = sign(hash, signedContent('client', transcript), { key, ...padding });
    return handshake(handshakeType.certificateVerify, Buffer.concat([uint(scheme, 2), vector(2, signature)]));
  } catch {
    throw unsupported("the client certificate's key cannot sign as the server wants it");
  }
}
