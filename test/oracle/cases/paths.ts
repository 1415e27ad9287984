import { attribute, dns, extension, integer, name, seq, subjectAltName, tlv, utcTime, utf8, generalizedTime } from '../../x509/der.ts';
import {
  authorityKeyId,
  basicConstraints,
  keyPurposes,
  keyUsage,
  make,
  makeCa,
  purposes,
  subjectKeyId,
  type Made,
  type Wish,
} from '../certificates.ts';
import { type ChainCase, chainCase } from '../question.ts';

/** Paths: who may sign, how long, until when, for what, in which order; and the words for what is not so. */

const root = makeCa({ cn: 'root' });
const other = makeCa({ cn: 'other' });
const imposter = makeCa({ cn: 'root', owner: 'imposter' });
const middle = makeCa({ cn: 'middle', issuer: root });
const leaf = make({ cn: 'leaf', issuer: root, extensions: [subjectAltName(dns('leaf.test'))] });
const deep = make({ cn: 'deep', issuer: middle });
const self = make({ cn: 'self' });
const ders = (...made: readonly Made[]): Buffer[] => made.map(({ der }) => der);

const simple: readonly ChainCase[] = [
  chainCase('a leaf under its root', [leaf, root]),
  chainCase('a leaf with its name', [leaf, root], { names: ['leaf.test', 'other.test', '10.0.0.1'] }),
  chainCase('an intermediate', [deep, middle, root]),
  chainCase('a missing intermediate', [deep, root]),
  chainCase('an intermediate that is trusted', [deep, middle]),
  chainCase('the root served too', [deep, middle, root, root]),
  chainCase('certificates in no order, and others between', [deep, other, root, middle, imposter, root]),
  chainCase('no roots', [leaf, root], { roots: [] }),
  chainCase('another root', [leaf, other]),
  chainCase('a root of the same name with another key', [leaf, imposter]),
  chainCase('both roots of the name', [leaf, imposter], { roots: ders(imposter, root) }),
  chainCase('a self-signed leaf that is trusted', [self, self]),
  chainCase('a self-signed leaf that is not', [self, root]),
  chainCase('a leaf that is trusted itself', [leaf, leaf]),
  chainCase('a root as the leaf', [root, root]),
  chainCase('an unknown root as the leaf', [root, other]),
  chainCase('a root among them that cannot be read', [leaf, root], { roots: [Buffer.from('junk'), ...ders(root)] }),
  chainCase('a served certificate that cannot be read', [leaf, root], { chain: [...ders(leaf), Buffer.from('junk')] }),
  chainCase('a chain twice', [deep, middle, deep, middle, root]),
];

const authorities: Readonly<Record<string, readonly Buffer[]>> = {
  'without basic constraints': [],
  'that is no CA': [basicConstraints(false)],
  'that may sign': [basicConstraints(true), keyUsage(5, 6)],
  'that may not sign certificates': [basicConstraints(true), keyUsage(0, 6)],
  'with an empty key usage': [basicConstraints(true), keyUsage()],
  'with path length 0': [basicConstraints(true, 0)],
  'with path length 1': [basicConstraints(true, 1)],
  'with a large path length': [basicConstraints(true, 100_000)],
  'that is no CA but has a path length': [basicConstraints(false, 0)],
  'with an unknown critical extension': [basicConstraints(true), extension('1.2.3.4', seq(), true)],
  'with an unknown extension': [basicConstraints(true), extension('1.2.3.4', seq())],
  'with a critical, unreadable name': [basicConstraints(true), extension('2.5.29.17', seq(tlv(0x88, Buffer.from([42]))), true)],
  'for clients': [basicConstraints(true), keyPurposes(purposes.client)],
  'for servers': [basicConstraints(true), keyPurposes(purposes.server)],
  'for any purpose': [basicConstraints(true), keyPurposes(purposes.code, purposes.any)],
  'for an unknown purpose': [basicConstraints(true), keyPurposes(purposes.unknown)],
};

const asAuthority = Object.entries(authorities).flatMap(([title, extensions]) => {
  const top = make({ cn: 'top', owner: title, extensions });
  const below = makeCa({ cn: 'below', owner: `below ${title}`, issuer: top });
  const between = make({ cn: 'between', owner: `between ${title}`, issuer: root, extensions });
  return [
    chainCase(`a root ${title}`, [make({ cn: 'x', issuer: top }), top]),
    chainCase(`a root ${title}, two levels up`, [make({ cn: 'x', issuer: below }), below, top]),
    chainCase(`an intermediate ${title}`, [make({ cn: 'x', issuer: between }), between, root]),
    chainCase(`a leaf ${title}`, [between, root]),
    chainCase(`a leaf ${title} that is its own root`, [top, top]),
  ];
});

const leafPurposes = [[], [purposes.server], [purposes.client], [purposes.any], [purposes.unknown], [purposes.client, purposes.server]];
const caPurposes = [[purposes.client], [purposes.any], [purposes.server, purposes.client]];
const purpose = (oids: readonly string[]): Buffer[] => (oids.length > 0 ? [keyPurposes(...oids)] : []);
const nested = leafPurposes.flatMap((own, index) =>
  caPurposes.map((above) => {
    const ca = makeCa({ cn: 'purposeful', owner: `purposes ${index} ${above.join()}`, issuer: root, extensions: purpose(above) });
    return chainCase(`purposes ${own.join()} below ${above.join()}`, [make({ cn: 'x', issuer: ca, extensions: purpose(own) }), ca, root]);
  }),
);

const times: Readonly<Record<string, Pick<Wish, 'notBefore' | 'notAfter'>>> = {
  expired: { notAfter: utcTime('261123075959Z') },
  'valid to this second': { notAfter: utcTime('261123080000Z') },
  'valid from this second': { notBefore: utcTime('261123080000Z') },
  'not valid yet': { notBefore: utcTime('261123080001Z') },
  'expired in another zone': { notAfter: utcTime('261123093000+0130') },
  'valid in another zone': { notAfter: utcTime('261123093001+0130') },
  'not valid yet in another zone': { notBefore: utcTime('261123070000-0115') },
  'valid without seconds': { notAfter: utcTime('2612010000Z') },
  'expired without seconds': { notAfter: utcTime('2611010000Z') },
  'of the last century': { notBefore: utcTime('500101000000Z'), notAfter: utcTime('991231235959Z') },
  'valid until 9999': { notAfter: generalizedTime('99991231235959Z') },
  'of the year 0': { notBefore: generalizedTime('00000101000000Z'), notAfter: generalizedTime('00010101000000Z') },
  'with fractions of a second': { notAfter: generalizedTime('20270101000000.5Z') },
  'with a month 13': { notAfter: utcTime('271301000000Z') },
  'with a February 30': { notAfter: utcTime('270230000000Z') },
  'with a leap day that is none': { notAfter: utcTime('270229000000Z') },
  'with a leap day': { notAfter: utcTime('280229000000Z') },
  'with an hour 24': { notAfter: utcTime('270101240000Z') },
  'with a second 60': { notAfter: utcTime('270101000060Z') },
  'with a zone of zero': { notAfter: utcTime('270101000000+0000') },
  'with a zone of 24 hours': { notAfter: utcTime('270101000000+2400') },
  'with a zone of 25 hours': { notAfter: utcTime('270101000000+2500') },
  'with a zone of 60 minutes': { notAfter: utcTime('270101000000+0060') },
  'without a zone': { notAfter: utcTime('270101000000') },
  'with a time of another type': { notAfter: utf8('270101000000Z') },
  'with a generalized time of letters': { notAfter: generalizedTime('2027010100000aZ') },
};

const timed = Object.entries(times).flatMap(([title, validity]) => {
  const ca = makeCa({ cn: 'timed', owner: title, issuer: root, ...validity });
  const top = makeCa({ cn: 'timed root', owner: `root ${title}`, ...validity });
  const below = make({ cn: 'x', issuer: ca });
  return [
    chainCase(`a leaf ${title}`, [make({ cn: 'x', issuer: root, ...validity }), root], { names: ['x'] }),
    chainCase(`an intermediate ${title}`, [below, ca, root]),
    chainCase(`a root ${title}`, [make({ cn: 'x', issuer: top }), top]),
  ];
});

const expired = { notAfter: utcTime('260101000000Z') };
const old = makeCa({ cn: 'renewed', issuer: root, ...expired });
const fresh = makeCa({ cn: 'renewed', issuer: root });
const underOld = make({ cn: 'x', issuer: old });
const bridge = makeCa({ cn: 'middle', owner: 'middle', issuer: other });
const loopA = makeCa({ cn: 'loop a', owner: 'loop a' });
const loopB = makeCa({ cn: 'loop b', owner: 'loop b', issuer: loopA });
const loopAByB = makeCa({ cn: 'loop a', owner: 'loop a', issuer: loopB });
const inLoop = make({ cn: 'x', issuer: loopA });
const selfIssued = makeCa({ cn: 'middle', owner: 'new key', issuer: middle, issuerName: middle.subject });
const long = Array.from({ length: 12 }).reduce<Made[]>(
  (path, _, index) => [makeCa({ cn: `level ${index}`, issuer: path[0] ?? root }), ...path],
  [],
);

const crossing: readonly ChainCase[] = [
  chainCase('an expired intermediate and its renewal', [underOld, old, fresh, root]),
  chainCase('the renewal first', [underOld, fresh, old, root]),
  chainCase('an expired intermediate alone', [underOld, old, root]),
  chainCase('an intermediate that two roots signed', [deep, middle, bridge, root], { roots: ders(other) }),
  chainCase('… and the other of them', [deep, middle, bridge, root]),
  chainCase('… and neither', [deep, middle, bridge, root], { roots: [] }),
  chainCase('a loop', [inLoop, loopA, loopB, loopAByB, root]),
  chainCase('a loop with a root', [inLoop, loopB, loopAByB, loopA]),
  chainCase('a self-issued intermediate', [make({ cn: 'x', issuer: selfIssued }), selfIssued, middle, root]),
  chainCase('twelve levels', [make({ cn: 'x', issuer: long[0] as Made }), ...long, root]),
  chainCase('twelve levels upside down', [make({ cn: 'x', issuer: long[0] as Made }), ...[...long].reverse(), root]),
  chainCase('an expired root beside its renewal', [leaf, root], { roots: ders(makeCa({ cn: 'root', ...expired }), root) }),
  chainCase('an expired root that no renewal follows', [leaf, root], { roots: ders(makeCa({ cn: 'root', ...expired }), imposter) }),
  chainCase('an expired root behind an imposter', [leaf, root], { roots: ders(imposter, makeCa({ cn: 'root', ...expired })) }),
];

const id = (made: (hex: string) => Buffer, hex: string): Buffer[] => (hex ? [made(hex)] : []);
const keyIds = ['', 'aa', 'bb'];
const identified = keyIds.flatMap((own) =>
  keyIds.map((wanted) => {
    const wrong = makeCa({ cn: 'identified', owner: 'wrong', extensions: id(subjectKeyId, own) });
    const expiredOne = makeCa({ cn: 'identified', owner: 'right', extensions: id(subjectKeyId, 'bb'), ...expired });
    const child = make({ cn: 'x', issuer: expiredOne, extensions: id(authorityKeyId, wanted) });
    return chainCase(`key identifiers ${own || 'none'} and ${wanted || 'none'}`, [child, wrong], { roots: ders(expiredOne, wrong) });
  }),
);

const twins = (count: number): Made[] =>
  Array.from({ length: count }, (_, index) => makeCa({ cn: 'twin', owner: 'twin', extensions: [subjectAltName(dns(`twin${index}`))] }));
const ofTwins = make({ cn: 'x', issuer: makeCa({ cn: 'twin', owner: 'twin' }) });
const limits: readonly ChainCase[] = [3, 4, 5, 60, 101].map((count) =>
  chainCase(`${count} certificates that all could have signed each other`, [ofTwins, ...twins(count), root]),
);
const found = chainCase('a root beyond the limit', [ofTwins, ...twins(60), makeCa({ cn: 'twin', owner: 'twin' })]);

const organization = seq(attribute('2.5.4.10', utf8('Some "Org"\n')));
const hints: readonly ChainCase[] = [
  ['an organization', organization],
  ['no name', seq()],
  ['two common names', seq(attribute('2.5.4.3', utf8('first')), attribute('2.5.4.3', utf8('last ü \u{1f600}\u202e')))],
  [
    'an empty common name and an organization',
    seq(attribute('2.5.4.3', utf8('')), attribute('2.5.4.10', utf8('O1')), attribute('2.5.4.10', utf8('O2'))),
  ],
  ['a country', seq(attribute('2.5.4.6', tlv(0x13, Buffer.from('DE'))))],
].map(([title, subject]) => {
  const ca = makeCa({ subject: subject as Buffer, owner: 'hinted', serial: integer('0123456789abcdef01'), ...expired });
  const wrong = makeCa({ subject: subject as Buffer, owner: 'hinted wrongly', serial: integer('00ff') });
  return chainCase(`the hint names ${String(title)}`, [make({ cn: 'x', issuer: ca }), ca], { roots: ders(wrong) });
});

const versions: readonly ChainCase[] = [
  ['1', Buffer.alloc(0)],
  ['2', tlv(0xa0, integer('01'))],
  ['4', tlv(0xa0, integer('03'))],
  ['negative', tlv(0xa0, integer('ff'))],
  ['not minimal', tlv(0xa0, integer('0002'))],
  ['that is no integer', tlv(0xa0, utf8('2'))],
].flatMap(([title, version]) => {
  const ca = make({ cn: 'versioned', owner: `version ${String(title)}`, version: version as Buffer });
  const below = make({ cn: 'x', issuer: ca });
  const between = make({ cn: 'between', owner: 'versioned between', issuer: root, version: version as Buffer });
  return [
    chainCase(`a root of version ${String(title)}`, [below, ca]),
    chainCase(`an intermediate of version ${String(title)}`, [make({ cn: 'x', issuer: between }), between, root]),
    chainCase(`a leaf of version ${String(title)}`, [between, root]),
  ];
});

const serials = ['', '00', '80', 'ff', '0001', '00ff', '7fff', 'ff80'].map((hex) =>
  chainCase(`serial number ${hex}`, [make({ cn: 'x', issuer: root, serial: integer(hex) }), root]),
);

export const pathCases: readonly ChainCase[] = [
  ...simple,
  ...asAuthority,
  ...nested,
  ...timed,
  ...crossing,
  ...identified,
  ...limits,
  found,
  ...hints,
  ...versions,
  ...serials,
  chainCase('a name without names', [make({ subject: name('leaf.test'), issuer: root }), root], { names: ['leaf.test', 'x'] }),
];
