import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KeyKind } from './keys.ts';
import { createCa, daysFromNow, issue, selfSigned } from './pki.ts';

describe('test certificates', () => {
  it.each<KeyKind>(['ec', 'p384', 'rsa1024', 'rsa2048', 'ed25519'])('issues a leaf with a %s key that its CA verifies', async (key) => {
    const ca = await createCa({ name: 'Test root', key: key === 'ed25519' ? 'ed25519' : 'ec' });
    const leaf = await issue(ca, { cn: 'exporter', dns: ['a.test', '*.b.test'], ip: ['127.0.0.1', '::1'], key });
    const seen = new X509Certificate(leaf.certPem);
    expect(seen.verify(new X509Certificate(ca.certPem).publicKey)).toBe(true);
    expect(seen.checkPrivateKey(createPrivateKey(leaf.keyPem))).toBe(true);
    expect(seen.subjectAltName).toBe('DNS:a.test, DNS:*.b.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  });

  it('makes intermediates, whose chain is served without the root', async () => {
    const root = await createCa({ name: 'Root', key: 'rsa2048' });
    const intermediate = await createCa({ name: 'Intermediate', issuer: root, key: 'rsa2048' });
    const leaf = await issue(intermediate, { cn: 'leaf', hash: 'SHA-1', noSan: true, dns: ['unused'] });
    expect(leaf.chainPem).toBe(leaf.certPem + intermediate.certPem);
    expect(new X509Certificate(leaf.certPem).subjectAltName).toBeUndefined();
    expect(new X509Certificate(leaf.certPem).verify(new X509Certificate(intermediate.certPem).publicKey)).toBe(true);
    expect(new X509Certificate(intermediate.certPem).verify(new X509Certificate(root.certPem).publicKey)).toBe(true);
  });

  it('signs by itself, at any time', async () => {
    const old = await selfSigned({ cn: 'old', notBefore: daysFromNow(-20), notAfter: daysFromNow(-10), eku: [] });
    const seen = new X509Certificate(old.certPem);
    expect(seen.verify(seen.publicKey)).toBe(true);
    expect(seen.subject).toBe(seen.issuer);
    expect(new Date(seen.validTo).getTime()).toBeLessThan(Date.now());
  });
});
