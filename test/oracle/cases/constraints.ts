import { dns, extension, ip, nothing, seq, subjectAltName, tlv } from '../../x509/der.ts';
import { directory, email, make, makeCa, nameConstraints, network, uri } from '../certificates.ts';
import { type ChainCase, chainCase } from '../question.ts';

/** Name constraints of every type against names of every type. */

const zeros = (count: number): number[] => Array<number>(count).fill(0);
const ten = [10, 0, 0, 0];
const documentation = [0x20, 0x01, 0x0d, 0xb8, ...zeros(12)];
const mapped = (...address: number[]): number[] => [...zeros(10), 255, 255, ...address];

const constraints: Readonly<Record<string, Buffer>> = {
  'permits example.com': nameConstraints([dns('example.com')]),
  'permits .example.com': nameConstraints([dns('.example.com')]),
  'permits EXAMPLE.com and other.test': nameConstraints([dns('EXAMPLE.com'), dns('other.test')]),
  'permits nested and neighbouring domains': nameConstraints(
    ['a.com', 'a.a.com', 'a-a.com', 'b.a.com', 'example.com', 'host.example.com', 'z.test'].map(dns),
  ),
  'excludes example.com': nameConstraints([], [dns('example.com')]),
  'excludes host.example.com': nameConstraints([], [dns('host.example.com'), dns('x.host.example.com')]),
  'excludes .example.com': nameConstraints([], [dns('.example.com')]),
  'permits example.com, excludes bad.example.com': nameConstraints([dns('example.com')], [dns('bad.example.com')]),
  'permits every DNS name': nameConstraints([dns('')]),
  'excludes every DNS name': nameConstraints([], [dns('')]),
  'permits 10/8': nameConstraints([network(...ten, 255, 0, 0, 0)]),
  'permits networks with bits beyond the mask': nameConstraints([network(10, 1, 2, 3, 255, 0, 0, 0), network(10, 0, 0, 9, 255, 255, 0, 0)]),
  'excludes 10.0.0.0/30': nameConstraints([], [network(...ten, 255, 255, 255, 252)]),
  'excludes 2001:db8::/32': nameConstraints([], [network(...documentation, 255, 255, 255, 255, ...zeros(12))]),
  'permits all of IPv6': nameConstraints([network(...zeros(32))]),
  'permits mapped 10/8': nameConstraints([network(...mapped(...ten), ...Array<number>(13).fill(255), 0, 0, 0)]),
  'permits a mailbox': nameConstraints([email('joe@example.com')]),
  'permits mailboxes of example.com': nameConstraints([email('example.com')]),
  'permits mailboxes below example.com': nameConstraints([email('.example.com')]),
  'excludes a quoted mailbox': nameConstraints([], [email('"joe"@EXAMPLE.com'), email('other.test')]),
  'permits URIs of example.com': nameConstraints([uri('example.com')]),
  'excludes URIs below example.com': nameConstraints([], [uri('.example.com')]),
  'permits a directory name': nameConstraints([directory('x')]),
  'permits a directory name, not critical': nameConstraints([directory('x')], [], false),
  'permits a directory name and example.com': nameConstraints([directory('x'), dns('example.com')], [], false),
  'excludes a directory name': nameConstraints([], [directory('leaf')], false),
};

const names: Readonly<Record<string, Buffer | null>> = {
  'no names': null,
  'host.example.com': subjectAltName(dns('host.example.com')),
  'example.com': subjectAltName(dns('example.com')),
  '*.example.com': subjectAltName(dns('*.example.com')),
  'deep names': subjectAltName(dns('a.b.host.example.com'), dns('x.bad.EXAMPLE.com')),
  'names of neighbours': subjectAltName(dns('a-a.com'), dns('c.a.com'), dns('notexample.com')),
  'odd DNS names': subjectAltName(dns('host.example.com'), dns('two..dots.example.com')),
  'a name with a trailing dot': subjectAltName(dns('host.example.com.')),
  'an empty DNS name': subjectAltName(dns('')),
  '10.0.0.1': subjectAltName(ip(10, 0, 0, 1)),
  '10.9.0.5 and 192.0.2.1': subjectAltName(ip(10, 9, 0, 5), ip(192, 0, 2, 1)),
  '2001:db8::1': subjectAltName(ip(...documentation.slice(0, 15), 1)),
  '::ffff:10.0.0.1': subjectAltName(ip(...mapped(10, 0, 0, 1))),
  'joe@example.com': subjectAltName(email('joe@example.com')),
  'joe@mail.Example.COM': subjectAltName(email('joe@mail.Example.COM')),
  'a mailbox that is none': subjectAltName(email('joe')),
  'a mailbox with a dot too many': subjectAltName(email('jo..e@example.com')),
  'https://host.example.com/path': subjectAltName(uri('https://host.example.com/path')),
  'https://example.com:8443/?q#f': subjectAltName(uri('https://example.com:8443/?q#f')),
  'a URI with an address': subjectAltName(uri('https://10.0.0.1/x')),
  'a URI with an IPv6 address': subjectAltName(uri('https://[2001:db8::1]:443/x')),
  'a URI without host': subjectAltName(uri('urn:uuid:1234')),
  'a name of each type': subjectAltName(dns('host.example.com'), ip(10, 0, 0, 1), email('joe@example.com'), uri('https://example.com/')),
  'a directory name': subjectAltName(directory('leaf')),
};

const intermediate = (title: string, constraint: Buffer) => {
  const root = makeCa({ cn: 'root' });
  return { root, ca: makeCa({ cn: 'constrained', owner: title, issuer: root, extensions: [constraint] }) };
};

const crossed = Object.entries(constraints).flatMap(([title, constraint]) => {
  const { root, ca } = intermediate(title, constraint);
  return Object.entries(names).map(([named, san]) =>
    chainCase(`${title}: ${named}`, [make({ cn: 'leaf', issuer: ca, extensions: san ? [san] : [] }), ca, root]),
  );
});

const tree = (tag: number, contents: Buffer): Buffer => extension('2.5.29.30', seq(tlv(tag, seq(contents))), true);
const malformed: Readonly<Record<string, Buffer>> = {
  'nothing at all': extension('2.5.29.30', seq(), true),
  'empty trees': extension('2.5.29.30', seq(tlv(0xa0), tlv(0xa1)), true),
  'something behind': extension('2.5.29.30', Buffer.concat([seq(tlv(0xa0, seq(dns('a')))), nothing]), true),
  'something else within': extension('2.5.29.30', seq(tlv(0xa0, seq(dns('a'))), nothing), true),
  'a tree that is no sequence': extension('2.5.29.30', seq(tlv(0xa0, dns('a'))), true),
  'a trailing dot': tree(0xa0, dns('example.com.')),
  'two dots': tree(0xa0, dns('example..com')),
  'a space': tree(0xa1, dns('example com')),
  'octets that are not ASCII': tree(0xa0, tlv(0x82, Buffer.from('münchen.example'))),
  'octets that are not UTF-8': tree(0xa0, tlv(0x82, Buffer.from([0x61, 0xff, 0x22, 0x62]))),
  'an address of 5 octets': tree(0xa0, network(10, 0, 0, 0, 8)),
  'a mask with holes': tree(0xa0, network(...ten, 255, 0, 255, 0)),
  'a mailbox without domain label': tree(0xa0, email('joe@.example.com')),
  'a mailbox domain with a trailing dot': tree(0xa0, email('example.com.')),
  'an address for a URI': tree(0xa0, uri('10.0.0.1')),
  'a URI constraint with a space': tree(0xa0, uri('a b')),
  'a control character': tree(0xa0, dns('a\nb')),
};

const broken = Object.entries(malformed).map(([title, constraint]) => {
  const { root, ca } = intermediate(`malformed ${title}`, constraint);
  return chainCase(`constraints with ${title}`, [make({ cn: 'leaf', issuer: ca }), ca, root]);
});

const root = makeCa({ cn: 'constraining root', extensions: [nameConstraints([dns('example.com')])] });
const named = subjectAltName(dns('other.test'));
const middle = makeCa({ cn: 'middle', issuer: root, extensions: [named] });
const narrower = makeCa({ cn: 'narrower', issuer: root, extensions: [nameConstraints([dns('a.example.com')])] });
const free = makeCa({ cn: 'middle', owner: 'middle', extensions: [] });

const levels: readonly ChainCase[] = [
  chainCase('a root that constrains', [make({ cn: 'leaf', issuer: root, extensions: [named] }), root]),
  chainCase('an intermediate with a name that the root does not permit', [make({ cn: 'leaf', issuer: middle }), middle, root]),
  chainCase('constraints on two levels, the lower broken', [
    make({ cn: 'leaf', issuer: narrower, extensions: [subjectAltName(dns('b.example.com'))] }),
    narrower,
    root,
  ]),
  chainCase('constraints on two levels, both kept', [
    make({ cn: 'leaf', issuer: narrower, extensions: [subjectAltName(dns('x.a.example.com'))] }),
    narrower,
    root,
  ]),
  chainCase('a path that is constrained and one that is not', [make({ cn: 'leaf', issuer: middle, extensions: [named] }), middle, root], {
    roots: [root.der, free.der],
  }),
  chainCase('a leaf that constrains itself', [
    make({ cn: 'leaf', issuer: free, extensions: [named, nameConstraints([dns('example.com')])] }),
    free,
  ]),
];

export const constraintCases: readonly ChainCase[] = [...crossed, ...broken, ...levels];
