import { X509Certificate } from 'node:crypto';

/**
 * OpenSSL's reading of exactly these bytes. They are wrapped in PEM, because Node looks for PEM text within DER before it reads the DER itself: a
 * certificate could carry another one's PEM in an extension and be taken for it. Throws Error.
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

/** Whether the certificate's own key verifies its signature, of whatever kind it is. Throws Error where OpenSSL cannot read the certificate. */
export function isSignedByItself(der: Uint8Array): boolean {
  const certificate = opensslReading(der);
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    return false; // a key that OpenSSL does not know verifies nothing
  }
}
