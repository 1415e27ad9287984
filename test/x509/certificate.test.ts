import { type KeyObject, createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/x509/index.ts';
import { createCa, issue, selfSigned } from '../support/pki.ts';
import {
  algorithms,
  attribute,
  bits,
  certificate,
  dns,
  extension,
  generalizedTime,
  integer,
  ip,
  isTrue,
  name,
  octets,
  oid,
  seq,
  set,
  subjectAltName,
  tlv,
  utcTime,
  utf8,
} from './der.ts';

const ec = (namedCurve: string): { publicKey: KeyObject } => generateKeyPairSync('ec', { namedCurve });

const serial = (hex: string): string => parseCertificate(certificate({ serial: integer(hex) })).serial;

const trees = (...names: Buffer[]): Buffer[] => names.map((each) => seq(each));
const uri = (text: string): Buffer => tlv(0x86, Buffer.from(text));
const access = (method: string, location: Buffer): Buffer => seq(oid(`1.3.6.1.5.5.7.48.${method}`), location);
const odd = (id: string, value: Buffer) => () => parseCertificate(certificate({ extensions: [extension(id, value)] }));

describe('parseCertificate', () => {
  it('reads a certificate that a CA issued', async () => {
    const ca = await createCa({ name: 'Root' });
    const { der } = await issue(ca, { cn: 'pgx', dns: ['pgx.db.svc', '*.db'], ip: ['10.0.0.1', '2001:db8::1'], email: ['a@b.test'] });
    const seen = parseCertificate(der);
    expect(seen).toMatchObject({
      subject: 'CN=pgx',
      issuer: 'CN=Root',
      dnsNames: ['pgx.db.svc', '*.db'],
      ipAddresses: ['10.0.0.1', '2001:db8::1'],
      otherNames: ['email:a@b.test'],
      hasSubjectAltName: true,
      keyType: 'EC',
      keyBits: 256,
      curve: 'P-256',
      signatureAlgorithm: 'ecdsa-with-SHA256',
      signatureHash: 'SHA-256',
      isCa: false,
      selfSigned: false,
      extendedKeyUsage: ['serverAuth'],
      sha256: createHash('sha256').update(der).digest('hex'),
    });
    expect(seen.authorityKeyId).toBe(parseCertificate(ca.der).subjectKeyId);
    expect(seen.authorityKeyId).toMatch(/^[0-9a-f]{40}$/);
    expect(parseCertificate(ca.der)).toMatchObject({ isCa: true, selfSigned: true });
  });

  it('is not self-signed where only the names are equal', async () => {
    const ca = await createCa({ name: 'same' });
    expect(parseCertificate((await issue(ca, { cn: 'same' })).der).selfSigned).toBe(false);
    expect(parseCertificate((await selfSigned({ cn: 'same' })).der).selfSigned).toBe(true);
  });

  it.each([
    ['P-192', ec('prime192v1'), 'EC', 192],
    ['P-224', ec('P-224'), 'EC', 224],
    ['P-384', ec('P-384'), 'EC', 384],
    ['P-521', ec('P-521'), 'EC', 521],
    ['secp256k1', ec('secp256k1'), 'EC', 256],
    ['brainpoolP384r1', ec('brainpoolP384r1'), 'EC', 384],
    ['brainpoolP512t1', ec('brainpoolP512t1'), 'EC', 512],
    ['K-233', ec('sect233k1'), 'EC', 233],
    ['', generateKeyPairSync('rsa', { modulusLength: 1024 }), 'RSA', 1024],
    ['', generateKeyPairSync('rsa-pss', { modulusLength: 1025 }), 'RSA-PSS', 1025],
    ['', generateKeyPairSync('ed25519'), 'Ed25519', 256],
    ['', generateKeyPairSync('ed448'), 'Ed448', 456],
    ['', generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }), 'DSA', 1024],
  ])('reads the key %#: %s', (curve, { publicKey }, keyType, keyBits) => {
    expect(parseCertificate(certificate({ publicKey }))).toMatchObject({ curve, keyType, keyBits });
  });

  it.each([
    ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
    ['2.16.840.1.101.3.4.3.20', 'SLH-DSA-SHA2-128s'],
    ['2.16.840.1.101.3.4.3.31', 'SLH-DSA-SHAKE-256f'],
    ['1.2.3.4', '1.2.3.4'],
  ])('says that a key of type %s (%s) has no size that it knows', (id, keyType) => {
    const spki = seq(seq(oid(id)), bits(Buffer.alloc(1312)));
    const seen = parseCertificate(certificate({ spki }));
    expect(seen.keyType).toBe(keyType);
    expect(seen.keyBits).toMatchObject({ cause: 'could-not-look' });
    expect(seen.selfSigned).toBe(false);
  });

  it('reads the signature algorithm, RSASSA-PSS with its hash', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const read = (algorithm: Buffer): object => parseCertificate(certificate({ algorithm, signer: rsa }));
    expect(read(algorithms.pss('2.16.840.1.101.3.4.2.2', '30'))).toMatchObject({
      signatureAlgorithm: 'RSASSA-PSS',
      signatureHash: 'SHA-384',
    });
    expect(read(seq(oid('1.2.840.113549.1.1.10'), seq()))).toMatchObject({ signatureAlgorithm: 'RSASSA-PSS', signatureHash: 'SHA-1' });
    expect(read(seq(oid('1.2.840.113549.1.1.4')))).toMatchObject({ signatureAlgorithm: 'md5WithRSAEncryption', signatureHash: 'MD5' });
    expect(read(algorithms.ed448)).toMatchObject({ signatureAlgorithm: 'Ed448', signatureHash: '' });
    expect(read(seq(oid('1.2.3.4')))).toMatchObject({
      signatureAlgorithm: '1.2.3.4',
      signatureHash: { cause: 'could-not-look' }, // what is not known is not called strong
    });
  });

  it('reads subject alternative names of every form', () => {
    const names = subjectAltName(
      dns('a.test, DNS:evil.test'),
      tlv(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), tlv(0xa0, utf8('user'))),
      tlv(0x81, Buffer.from('a@b.test')),
      tlv(0xa4, name('dir')),
      tlv(0x86, Buffer.from('spiffe://cluster.local/ns/db')),
      ip(0x20, 1, 0xd, 0xb8, ...Array<number>(9).fill(0), 1, 0, 1),
      ip(...Array<number>(10).fill(0), 255, 255, 192, 0, 2, 1),
      tlv(0x88, oid('1.2.3').subarray(2)),
    );
    expect(parseCertificate(certificate({ extensions: [names] }))).toMatchObject({
      dnsNames: ['a.test, DNS:evil.test'],
      ipAddresses: ['2001:db8::1:1', '::ffff:192.0.2.1'],
      otherNames: ['other:1.3.6.1.4.1.311.20.2.3', 'email:a@b.test', 'dirname:CN=dir', 'uri:spiffe://cluster.local/ns/db', 'rid:1.2.3'],
    });
  });

  it('tells no names from an empty list of them', () => {
    expect(parseCertificate(certificate()).hasSubjectAltName).toBe(false);
    expect(parseCertificate(certificate({ extensions: [subjectAltName()] }))).toMatchObject({ hasSubjectAltName: true, dnsNames: [] });
  });

  it.each([
    [utcTime('500101000000Z'), '1950-01-01T00:00:00Z'],
    [utcTime('491231235959Z'), '2049-12-31T23:59:59Z'],
    [utcTime('2601012359+0130'), '2026-01-01T22:29:00Z'],
    [generalizedTime('20510203040506Z'), '2051-02-03T04:05:06Z'],
    [generalizedTime('99991231235959Z'), '9999-12-31T23:59:59Z'],
  ])('reads a time %#: %s', (notAfter, text) => {
    expect(parseCertificate(certificate({ notAfter })).notAfter).toBe(text);
  });

  it('writes names as RFC 4514 does, without what could move a cursor', () => {
    const subject = seq(
      attribute('2.5.4.6', tlv(0x13, Buffer.from('DE'))),
      attribute('2.5.4.10', tlv(0x1e, Buffer.from('\u0416', 'utf16le').swap16())),
      set(seq(oid('2.5.4.3'), utf8('#a,b+"c" \u001b[2J')), seq(oid('1.2.3.4'), utf8('x '))),
    );
    expect(parseCertificate(certificate({ subject })).subject).toBe('CN=\\#a\\,b\\+\\"c\\" \ufffd[2J+1.2.3.4=x\\ ,O=Ж,C=DE');
  });

  it('reads serial numbers', () => {
    expect(serial('00ff')).toBe('ff');
    expect(serial('80')).toBe('-80');
    expect(serial('7fffffffffffffffffffffffffffffffffffffff')).toBe('7fffffffffffffffffffffffffffffffffffffff');
  });

  it('reads extensions with large OIDs and key purposes without a name', () => {
    const uuid = extension('2.25.329800735698586629295641978511506172918', utf8('x'));
    const usage = extension('2.5.29.37', seq(oid('2.5.29.37.0'), oid('1.3.6.1.4.1.311.10.3.3')));
    expect(parseCertificate(certificate({ extensions: [uuid, usage] })).extendedKeyUsage).toEqual([
      'anyExtendedKeyUsage',
      '1.3.6.1.4.1.311.10.3.3',
    ]);
  });

  it('reads what the key may be used for, and how far down a CA may sign', () => {
    const constraints = extension('2.5.29.19', seq(isTrue, integer('02')), true);
    const usage = extension('2.5.29.15', tlv(3, Buffer.from([7, 0x06, 0x80])), true);
    expect(parseCertificate(certificate({ extensions: [constraints, usage] }))).toMatchObject({
      isCa: true,
      maxPathLength: 2,
      keyUsage: ['keyCertSign', 'cRLSign', 'decipherOnly'],
    });
    expect(parseCertificate(certificate())).toMatchObject({ isCa: false, maxPathLength: null, keyUsage: [] });
  });

  it('reads name constraints of every form', () => {
    const permitted = tlv(0xa0, ...trees(dns('.example.com'), ip(10, 0, 0, 0, 255, 0, 0, 0), ip(10, 0, 0, 0, 255, 0, 255, 0)));
    const excluded = tlv(0xa1, ...trees(tlv(0x81, Buffer.from('a@b.test')), tlv(0x86, Buffer.from('.b.test')), tlv(0xa4, name('dir'))));
    expect(parseCertificate(certificate({ extensions: [extension('2.5.29.30', seq(permitted, excluded), true)] }))).toMatchObject({
      permittedNames: ['dns:.example.com', 'ip:10.0.0.0/8', 'ip:10.0.0.0/255.0.255.0'],
      excludedNames: ['email:a@b.test', 'uri:.b.test', 'dirname:CN=dir'],
    });
    const many = Array.from({ length: 5000 }, (_, index) => seq(dns(`a${index}`)));
    const cut = parseCertificate(certificate({ extensions: [extension('2.5.29.30', seq(tlv(0xa0, ...many)))] })).permittedNames;
    expect(cut).toHaveLength(101);
    expect(cut.at(-1)).toBe('… and 4900 more');
  });

  it('reads where to ask further, and what the handshake should bring', () => {
    const authority = extension(
      '1.3.6.1.5.5.7.1.1',
      seq(access('1', uri('http://ocsp.test')), access('2', uri('http://ca.test/ca.crt')), access('1', tlv(0xa4, name('dir')))),
    );
    const points = extension(
      '2.5.29.31',
      seq(seq(tlv(0xa0, tlv(0xa0, uri('http://crl.test/1'), uri('ldap://crl.test/2')))), seq(tlv(0xa2))),
    );
    const feature = extension('1.3.6.1.5.5.7.1.24', seq(integer('05')));
    const scts = extension('1.3.6.1.4.1.11129.2.4.2', octets(Buffer.from('000a0003616263000361626300', 'hex').subarray(0, 12)));
    expect(parseCertificate(certificate({ extensions: [authority, points, feature, scts] }))).toMatchObject({
      ocspServers: ['http://ocsp.test'],
      issuerUrls: ['http://ca.test/ca.crt'],
      crlUrls: ['http://crl.test/1', 'ldap://crl.test/2'],
      mustStaple: true,
      embeddedScts: 2,
    });
    expect(parseCertificate(certificate())).toMatchObject({ mustStaple: false, ocspServers: [], crlUrls: [], embeddedScts: 0 });
    const other = extension('1.3.6.1.5.5.7.1.24', seq(integer('11')));
    expect(parseCertificate(certificate({ extensions: [other] })).mustStaple).toBe(false);
  });

  it('does not make up what it cannot read', () => {
    expect(odd('1.3.6.1.4.1.11129.2.4.2', octets(Buffer.from('000a0003', 'hex')))).toThrow('SCT list is malformed');
    expect(odd('2.5.29.19', seq(isTrue, integer('ff')))).toThrow('pathLenConstraint');
    expect(odd('2.5.29.30', seq(tlv(0xa0, seq(ip(10, 0, 0, 0)))))).toThrow('an IP network of 4 octets');
  });
});
