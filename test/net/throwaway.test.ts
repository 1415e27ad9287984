import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { createThrowaway } from '../../src/net/index.ts';

const now = new Date('2026-11-23T08:00:00Z');

it('a throwaway certificate is signed by its own key, for clients alone, and valid around the time it was made for', () => {
  const pair = createThrowaway(now);
  const certificate = new X509Certificate(pair.certificate);
  expect(certificate.subject).toBe('CN=pgx-audit self-signed test certificate');
  expect(certificate.issuer).toBe(certificate.subject);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(pair.key()))).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect([certificate.validFrom, certificate.validTo]).toEqual(['Nov 22 08:00:00 2026 GMT', 'Nov 24 08:00:00 2026 GMT']);
  expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
});

it('one is made for a scan, is another one in the next, and its key is nothing that is printed', () => {
  const pair = createThrowaway(now);
  expect(pair.certificate).toBe(pair.certificate);
  expect(createThrowaway(now).certificate).not.toBe(pair.certificate);
  expect(JSON.stringify(pair)).not.toContain('PRIVATE');
});
