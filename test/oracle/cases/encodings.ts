import {
  attribute,
  bits,
  certificate,
  dns,
  extension,
  integer,
  isTrue,
  name,
  nothing,
  octets,
  oid,
  seq,
  set,
  tlv,
  utf8,
} from '../../x509/der.ts';
import { authorityKeyId, make, makeCa, subjectKeyId } from '../certificates.ts';
import { type ChainCase, chainCase } from '../question.ts';

/** What Go's parser takes and what it does not, element by element. */

const root = makeCa({ cn: 'root' });
const text = (tag: number, octetsOfText: Buffer | string): Buffer => seq(attribute('2.5.4.3', tlv(tag, Buffer.from(octetsOfText))));

const subjects: Readonly<Record<string, Buffer>> = {
  'UTF8String that is none': text(0x0c, Buffer.from([0xc3, 0x28])),
  PrintableString: text(0x13, "A-z 0-9 '()+,-./:=?*&"),
  'PrintableString with an at sign': text(0x13, 'a@b'),
  IA5String: text(0x16, 'a@b'),
  'IA5String with an umlaut': text(0x16, Buffer.from([0xe4])),
  NumericString: text(0x12, '12 3'),
  'NumericString with letters': text(0x12, 'a'),
  T61String: text(0x14, Buffer.from([0xe4, 0x41])),
  BMPString: text(0x1e, Buffer.from([0x04, 0x16, 0, 0])),
  'BMPString of 3 octets': text(0x1e, Buffer.from([0, 0x41, 0])),
  'BMPString with a surrogate': text(0x1e, Buffer.from([0xd8, 0x3d])),
  'BMPString with a noncharacter': text(0x1e, Buffer.from([0xfd, 0xd0])),
  UniversalString: text(0x1c, Buffer.from([0, 0, 0, 0x41])),
  BOOLEAN: seq(attribute('2.5.4.3', isTrue)),
  'a SEQUENCE for a value': seq(attribute('2.5.4.3', seq())),
  'no value': seq(set(seq(oid('2.5.4.3')))),
  'no type': seq(set(seq(utf8('x')))),
  'a type that is cut off': seq(set(seq(tlv(6, Buffer.from([0x55, 0x84])), utf8('x')))),
  'a type that is not minimal': seq(set(seq(tlv(6, Buffer.from([0x55, 0x80, 0x04])), utf8('x')))),
  'a type with a large arc': seq(set(seq(oid('1.2.4294967296'), utf8('x')))),
  'a type with the largest arc': seq(set(seq(oid('1.2.2147483647'), utf8('x')))),
  'an empty SET': seq(set()),
  'a SEQUENCE for a SET': seq(seq(seq(oid('2.5.4.3'), utf8('x')))),
  'a SET of no attribute': seq(set(utf8('x'))),
  'a SET for the name': set(),
  'a multi-valued RDN': seq(set(seq(oid('2.5.4.3'), utf8('a')), seq(oid('2.5.4.10'), utf8('b')))),
  'something behind the value': seq(set(seq(oid('2.5.4.3'), utf8('x'), nothing))),
};

const raw = (id: string, value: Buffer): Buffer => seq(oid(id), octets(value));
const extensions: Readonly<Record<string, readonly Buffer[]>> = {
  'of no kind': [nothing],
  'without OID': [seq(octets(Buffer.alloc(0)))],
  'without value': [seq(oid('1.2.3'))],
  'with a value of another type': [seq(oid('1.2.3'), utf8('x'))],
  'critical: 1': [seq(oid('1.2.3'), Buffer.from([1, 1, 1]), octets(Buffer.alloc(0)))],
  'critical: of 2 octets': [seq(oid('1.2.3'), Buffer.from([1, 2, 0xff, 0xff]), octets(Buffer.alloc(0)))],
  'critical: false': [seq(oid('1.2.3'), Buffer.from([1, 1, 0]), octets(Buffer.alloc(0)))],
  twice: [raw('1.2.3', nothing), raw('1.2.3', nothing)],
  'with a UUID for OID': [raw('2.25.329800735698586629295641978511506172918', nothing)],
  'keyUsage: no bits': [raw('2.5.29.15', seq())],
  'keyUsage: padding that is set': [raw('2.5.29.15', tlv(3, Buffer.from([7, 0xff])))],
  'keyUsage: 8 bits of padding': [raw('2.5.29.15', tlv(3, Buffer.from([8, 0])))],
  'keyUsage: something behind': [raw('2.5.29.15', Buffer.concat([tlv(3, Buffer.from([0, 0x80])), nothing]))],
  'basicConstraints: no sequence': [raw('2.5.29.19', isTrue)],
  'basicConstraints: a boolean of 1': [raw('2.5.29.19', seq(Buffer.from([1, 1, 1])))],
  'basicConstraints: a negative path length': [raw('2.5.29.19', seq(isTrue, integer('ff')))],
  'basicConstraints: a path length of 8 octets': [raw('2.5.29.19', seq(isTrue, integer('7fffffffffffffff')))],
  'basicConstraints: a path length of 9 octets': [raw('2.5.29.19', seq(isTrue, integer('00ffffffffffffffff')))],
  'basicConstraints: a path length that is not minimal': [raw('2.5.29.19', seq(isTrue, integer('0001')))],
  'basicConstraints: something behind': [raw('2.5.29.19', seq(isTrue, integer('01'), nothing))],
  'subjectKeyIdentifier: critical': [extension('2.5.29.14', octets(Buffer.from('aa')), true)],
  'subjectKeyIdentifier: no octets': [raw('2.5.29.14', seq())],
  'subjectKeyIdentifier: empty': [subjectKeyId('')],
  'authorityKeyIdentifier: critical': [extension('2.5.29.35', seq(tlv(0x80, Buffer.from('a'))), true)],
  'authorityKeyIdentifier: empty': [raw('2.5.29.35', seq())],
  'authorityKeyIdentifier: no sequence': [raw('2.5.29.35', octets(Buffer.alloc(0)))],
  'authorityKeyIdentifier: cut off': [raw('2.5.29.35', seq(Buffer.from([0x80, 5, 0])))],
  'authorityKeyIdentifier: an issuer only': [raw('2.5.29.35', seq(tlv(0xa1, name('x')), tlv(0x82, Buffer.from([1]))))],
  'authorityKeyIdentifier: as it should be': [authorityKeyId('aabb')],
  'extKeyUsage: empty': [raw('2.5.29.37', seq())],
  'extKeyUsage: no OIDs': [raw('2.5.29.37', seq(utf8('x')))],
  'extKeyUsage: no sequence': [raw('2.5.29.37', oid('1.2.3'))],
  'extKeyUsage: a large arc': [raw('2.5.29.37', seq(oid('1.2.4294967296')))],
  'policies: no sequence': [raw('2.5.29.32', nothing)],
  'policies: an OID alone': [raw('2.5.29.32', seq(oid('1.2.3')))],
  'policies: a large arc': [raw('2.5.29.32', seq(seq(oid('1.2.42949672960000'))))],
  'policies: not minimal': [raw('2.5.29.32', seq(seq(tlv(6, Buffer.from([0x55, 0x80, 1])))))],
  'policies: cut off': [raw('2.5.29.32', seq(seq(tlv(6, Buffer.from([0x55, 0x81])))))],
  'policies: an empty OID': [raw('2.5.29.32', seq(seq(tlv(6))))],
  'policyMappings: one policy': [raw('2.5.29.33', seq(seq(oid('1.2.3'))))],
  'policyMappings: no sequence': [raw('2.5.29.33', nothing)],
  'policyConstraints: no sequence': [raw('2.5.29.36', nothing)],
  'policyConstraints: an empty number': [raw('2.5.29.36', seq(tlv(0x80)))],
  'policyConstraints: 9 octets': [raw('2.5.29.36', seq(tlv(0x81, Buffer.alloc(9, 1))))],
  'policyConstraints: negative': [raw('2.5.29.36', seq(tlv(0x80, Buffer.from([0xff]))))],
  'inhibitAnyPolicy: no number': [raw('2.5.29.54', nothing)],
  'inhibitAnyPolicy: negative': [raw('2.5.29.54', integer('ff'))],
  'cRLDistributionPoints: as they should be': [raw('2.5.29.31', seq(seq(tlv(0xa0, tlv(0xa0, tlv(0x86, Buffer.from('http://x/')))))))],
  'cRLDistributionPoints: no sequence': [raw('2.5.29.31', nothing)],
  'cRLDistributionPoints: a point of another type': [raw('2.5.29.31', seq(nothing))],
  'cRLDistributionPoints: no full name': [raw('2.5.29.31', seq(seq(tlv(0xa0, tlv(0xa1)))))],
  'cRLDistributionPoints: only an issuer': [raw('2.5.29.31', seq(seq(tlv(0xa2))))],
  'cRLDistributionPoints: a name cut off': [raw('2.5.29.31', seq(seq(tlv(0xa0, tlv(0xa0, Buffer.from([0x86, 9]))))))],
  'authorityInfoAccess: critical': [extension('1.3.6.1.5.5.7.1.1', seq(), true)],
  'authorityInfoAccess: no sequence': [raw('1.3.6.1.5.5.7.1.1', nothing)],
  'authorityInfoAccess: no method': [raw('1.3.6.1.5.5.7.1.1', seq(seq(nothing)))],
  'authorityInfoAccess: a directory name': [raw('1.3.6.1.5.5.7.1.1', seq(seq(oid('1.3.6.1.5.5.7.48.1'), tlv(0xa4, name('x')))))],
  'authorityInfoAccess: a location cut off': [raw('1.3.6.1.5.5.7.1.1', seq(seq(oid('1.3.6.1.5.5.7.48.1'), Buffer.from([0x86, 9]))))],
  'subjectAltName: no sequence': [raw('2.5.29.17', nothing)],
  'subjectAltName: cut off': [raw('2.5.29.17', seq(Buffer.from([0x82, 9])))],
  'subjectAltName: empty and critical': [extension('2.5.29.17', seq(), true)],
  'subjectAltName: an umlaut': [raw('2.5.29.17', seq(tlv(0x82, Buffer.from('ä'))))],
  'subjectAltName: a mailbox with an umlaut': [raw('2.5.29.17', seq(tlv(0x81, Buffer.from('ä'))))],
  'subjectAltName: a URI with an umlaut': [raw('2.5.29.17', seq(tlv(0x86, Buffer.from('ä'))))],
  'subjectAltName: an address of 5 octets': [raw('2.5.29.17', seq(tlv(0x87, Buffer.alloc(5))))],
  'subjectAltName: a constructed DNS name': [raw('2.5.29.17', seq(tlv(0xa2, dns('x'))))],
  'subjectAltName: a tag of two octets': [raw('2.5.29.17', seq(Buffer.from([0x9f, 0x21, 0])))],
};

const body = certificate();
const inner = body.subarray(4);
const tbsLength = inner.readUInt8(1);
const tbs = inner.subarray(0, tbsLength >= 0x80 ? 2 + (tbsLength & 0x7f) + inner.readUIntBE(2, tbsLength & 0x7f) : 2 + tbsLength);
const rest = inner.subarray(tbs.length);
const whole: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'one octet': Buffer.from([0x30]),
  'an empty sequence': seq(),
  'a set': tlv(0x31, inner),
  'no signed part': seq(nothing),
  'the signed part alone': seq(tbs),
  'something behind': Buffer.concat([body, nothing]),
  'something behind the signature': seq(inner, nothing),
  'a signature that is no bit string': seq(tbs, rest.subarray(0, 12), octets(Buffer.alloc(4))),
  'an empty bit string for signature': seq(tbs, rest.subarray(0, 12), tlv(3)),
  'an empty signature': seq(tbs, rest.subarray(0, 12), bits(Buffer.alloc(0))),
  'an indefinite length': Buffer.concat([Buffer.from([0x30, 0x80]), inner, Buffer.alloc(2)]),
  'a length that is not minimal': Buffer.concat([Buffer.from([0x30, 0x83, 0]), body.subarray(2)]),
  'a length of five octets': Buffer.concat([Buffer.from([0x30, 0x85, 0, 0, 0]), body.subarray(2)]),
  'a length beyond the end': body.subarray(0, -1),
};

const one = (title: string, der: Buffer): ChainCase => chainCase(title, [], { chain: [der], roots: [root.der] });
const leafWith = (list: readonly Buffer[]): Buffer => make({ cn: 'x', issuer: root, extensions: list }).der;

const unique: Readonly<Record<string, readonly Buffer[]>> = {
  'both unique identifiers': [tlv(0x81, Buffer.from([0, 1])), tlv(0x82, Buffer.from([0, 1]))],
  'a unique identifier cut off': [Buffer.from([0x81, 0x85])],
  'something unknown before the extensions': [tlv(0x8c, Buffer.from([0]))],
};

export const encodingCases: readonly ChainCase[] = [
  ...Object.entries(subjects).map(([title, subject]) => one(`a subject: ${title}`, make({ subject, owner: 'x', issuer: root }).der)),
  ...Object.entries(subjects).map(([title, subject]) =>
    one(`an issuer: ${title}`, make({ cn: 'x', issuer: root, issuerName: subject }).der),
  ),
  ...Object.entries(extensions).map(([title, list]) => one(`an extension ${title}`, leafWith(list))),
  ...Object.entries(extensions).map(([title, list]) =>
    chainCase(`a CA with an extension ${title}`, [
      make({ cn: 'x', issuer: makeCa({ cn: 'ca', extensions: list }) }),
      makeCa({ cn: 'ca', extensions: list }),
    ]),
  ),
  ...Object.entries(whole).map(([title, der]) => one(`a certificate: ${title}`, der)),
  ...Object.entries(unique).map(([title, uniqueIds]) => one(title, make({ cn: 'x', issuer: root, uniqueIds }).der)),
];
