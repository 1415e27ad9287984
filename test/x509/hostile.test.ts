import { randomBytes } from 'node:crypto';
import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesName, parseCertificate, parsePemCertificates, verifyChain } from '../../src/x509/index.ts';
import { selfSigned } from '../support/pki.ts';
import { certificate, dns, extension, generalizedTime, integer, ip, octets, seq, subjectAltName, tlv, utf8 } from './der.ts';

const reasonFor = (der: Uint8Array): string => {
  try {
    parseCertificate(der);
  } catch (error) {
    return error instanceof Error ? error.message : 'not an Error';
  }
  return 'accepted';
};

const withNames = (count: number): Buffer =>
  certificate({ extensions: [subjectAltName(...Array.from({ length: count }, (_, index) => dns(`host-${index}.a`)))] });

describe('hostile certificates', () => {
  it('throws nothing but Errors with short reasons, whatever octet is changed', () => {
    const der = certificate({ extensions: [subjectAltName(dns('a.test'), ip(10, 0, 0, 1)), extension('2.5.29.19', seq())] });
    assert(
      property(nat(der.length - 1), nat(255), nat(der.length), (at, octet, end) => {
        const changed = Buffer.from(der);
        changed[at] = octet;
        for (const bytes of [changed, changed.subarray(0, end)]) {
          const reason = reasonFor(bytes);
          expect(reason).not.toBe('not an Error');
          expect(reason.length).toBeLessThan(150);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['garbage', randomBytes(500)],
    ['another structure', seq(integer('01'))],
    ['something behind it', Buffer.concat([certificate(), Buffer.from([0])])],
    ['a month 13', certificate({ notAfter: generalizedTime('20261301000000Z') })],
    ['a repeated extension', certificate({ extensions: [extension('1.2.3', seq()), extension('1.2.3', seq())] })],
    ['an IP address of 5 octets', certificate({ extensions: [subjectAltName(ip(1, 2, 3, 4, 5))] })],
  ])('refuses %s', (_, der) => {
    expect(reasonFor(der)).not.toBe('accepted');
  });

  it('refuses nesting without end, and more than 256 KiB', () => {
    let nested = seq();
    for (let depth = 0; depth < 5000; depth++) nested = depth % 2 ? seq(nested) : tlv(0xa0, nested);
    expect(reasonFor(nested)).toContain('depth');
    expect(reasonFor(Buffer.alloc(300 * 1024, 0x30))).toBe('the certificate is larger than 256 KiB');
  });

  it('keeps 1,500 names, and of 10,000 says how many it left out', () => {
    const all = parseCertificate(withNames(1500));
    expect(all.dnsNames).toHaveLength(1500);
    expect(all).not.toHaveProperty('namesLeftOut');
    expect(matchesName(all, 'host-1499.a')).toEqual({ ok: true });
    const cut = parseCertificate(withNames(10_000));
    expect(cut.dnsNames).toHaveLength(2000);
    expect(cut.namesLeftOut).toBe(8000);
    expect(matchesName(cut, 'host-1999.a')).toEqual({ ok: true });
    for (const name of ['host-9999.a', 'other.test', '10.0.0.1']) {
      expect(matchesName(cut, name)).toEqual({ ok: null, reason: 'the certificate has 8000 more names than were looked at' });
    }
    expect(verifyChain({ chain: [withNames(10_000)], roots: [], now: new Date() })).toMatchObject({ ok: false });
  });

  it('is not taken for the certificate whose PEM it carries', async () => {
    const { certPem } = await selfSigned({ cn: 'trusted', dns: ['trusted.test'], key: 'ed25519' });
    const der = certificate({ subject: seq(), extensions: [extension('1.2.3.4', octets(utf8(`\n${certPem}\n`)))] });
    expect(parseCertificate(der)).toMatchObject({ subject: '', keyType: 'EC', selfSigned: true });
  });

  it('gives no verdict on no chain at all, nor on one without end', () => {
    expect(verifyChain({ chain: [], roots: [], now: new Date() })).toMatchObject({ ok: null });
    expect(verifyChain({ chain: Array<Uint8Array>(1001).fill(certificate()), roots: [], now: new Date() })).toMatchObject({ ok: null });
  });
});

describe('parsePemCertificates', () => {
  it('takes certificates only, whatever stands between them', async () => {
    const [one, two] = [await selfSigned({ cn: 'one' }), await selfSigned({ cn: 'two' })];
    const text = `# bundle\n${one.keyPem}garbage\n${one.certPem.replaceAll('\n', '\r\n')}${two.certPem.slice(0, -30)}\n${two.certPem}`;
    expect(parsePemCertificates(text).map((der) => parseCertificate(der).subject)).toEqual(['CN=one', 'CN=two']);
  });

  it('is bounded', () => {
    const block = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n';
    expect(parsePemCertificates(block.repeat(12_000))).toHaveLength(10_000);
    expect(parsePemCertificates(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(50)}`.repeat(40_000))).toEqual([]);
  });
});
