import { generateKeyPairSync } from 'node:crypto';
import type { Issued } from '../../support/pki.ts';
import { certificate, name, type Parts } from '../../x509/der.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A self-signed certificate of any parts, which libraries would not write, and its key. */
export function odd(parts: Parts): Issued {
  const der = certificate({ subject: name('odd'), publicKey: keys.publicKey, signer: keys.privateKey, ...parts });
  const certPem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
  return { der, certPem, chainPem: certPem, keyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
