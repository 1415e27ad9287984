import { dns, ip, integer, name, subjectAltName, utcTime } from '../x509/der.ts';
import {
  anyPolicy,
  authorityKeyId,
  basicConstraints,
  email,
  inhibitAnyPolicy,
  keyPurposes,
  keyUsage,
  make,
  nameConstraints,
  network,
  policies,
  policyConstraints,
  policyMappings,
  purposes,
  subjectKeyId,
  uri,
  type Made,
  type Wish,
} from './certificates.ts';
import { chainCase, type ChainCase } from './question.ts';

/** Chains that a seed decides: the same seed makes the same shapes, with other keys. */

interface Chance {
  readonly below: (most: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
  readonly some: <T>(of: readonly T[], most: number) => T[];
  readonly happens: (probability: number) => boolean;
}

/** mulberry32. */
function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const some = <T>(of: readonly T[], most: number): T[] => Array.from({ length: below(most + 1) }, () => one(of));
  return { below, one, some, happens: (probability) => next() < probability };
}

const kinds = ['P-384', 'P-521', 'P-224', 'ed25519', 'rsa:2048'];
const oddKinds = ['rsa:768', 'secp256k1', 'ed448', 'rsa-pss:2048', 'dsa'];
const domains = ['example.com', 'a.example.com', '.example.com', 'b.a.example.com', 'EXAMPLE.COM', 'a-a.com', 'a.com', 'other.test', ''];
const hosts = ['example.com', 'a.example.com', 'x.b.a.example.com', '*.example.com', '*.a.com', 'A-a.com', 'other.test', '*'];
const octets = [0, 1, 10, 128, 255];
const oids = ['1.2.3.1', '1.2.3.2', '1.2.3.3', anyPolicy];
const masks = [0, 0x80, 0xf0, 0xff];

const address = ({ one }: Chance): number[] => [10, one(octets), one(octets), one(octets)];
function subnet(chance: Chance): Buffer {
  const mask = [255, chance.one(masks), 0, 0];
  if (mask[1] === 255) mask[2] = chance.one(masks);
  return network(...address(chance), ...mask);
}

function tree(chance: Chance): Buffer {
  const domain = chance.one(domains);
  return chance.one([() => dns(domain), () => dns(domain), () => email(domain), () => uri(domain), () => subnet(chance)])();
}

function nameOf(chance: Chance): Buffer {
  const host = chance.happens(0.01) ? 'not..valid' : chance.one(hosts);
  const forms = [() => dns(host), () => dns(host), () => email(`joe@${host}`), () => uri(`https://${host}/`), () => ip(...address(chance))];
  return chance.one(forms)();
}

const names = (chance: Chance): Buffer => subjectAltName(...chance.some([0, 1, 2, 3], 4).map(() => nameOf(chance)));

/** Extensions that a certificate may have, each now and then. */
function extensions(chance: Chance, isCa: boolean): Buffer[] {
  const { happens, one, some, below } = chance;
  const trees = (least: number): Buffer[] => Array.from({ length: least + below(3) }, () => tree(chance));
  const found: (Buffer | false)[] = [
    happens(isCa ? 0.98 : 0.3) && basicConstraints(happens(isCa ? 0.99 : 0.1), happens(0.15) ? below(4) : undefined),
    happens(0.3) && keyUsage(...(isCa && happens(0.9) ? [5, 6] : [0])),
    happens(isCa ? 0.1 : 0.5) && keyPurposes(...some(Object.values(purposes), 3), ...(happens(0.7) ? [purposes.server] : [])),
    happens(isCa ? 0.1 : 0.8) && names(chance),
    isCa && happens(0.2) && nameConstraints(trees(happens(0.98) ? 1 : 0), trees(0), happens(0.5)),
    happens(0.3) && policies(...new Set(some(oids, 3))),
    isCa && happens(0.1) && policyMappings([one(oids), one(oids)], [one(oids), one(oids)]),
    isCa && happens(0.08) && policyConstraints(happens(0.7) ? below(3) : null, happens(0.5) ? below(3) : null),
    isCa && happens(0.08) && inhibitAnyPolicy(below(3)),
    happens(0.4) && subjectKeyId(one(['aa', 'bb'])),
    happens(0.4) && authorityKeyId(one(['aa', 'bb'])),
  ];
  return found.filter((each): each is Buffer => each !== false);
}

const validity = ({ happens }: Chance): Pick<Wish, 'notBefore' | 'notAfter'> => ({
  ...(happens(0.02) && { notBefore: utcTime('270101000000Z') }),
  ...(happens(0.04) && { notAfter: utcTime('260101000000Z') }),
});

const weak = ['sha1-rsa', 'ecdsa-sha1', 'ecdsa-sha384', 'sha512-pss', 'ecdsa-sha224', 'md5-rsa'] as const;

function member(chance: Chance, issuers: readonly Made[], isCa: boolean): Made {
  const { happens, one, below } = chance;
  const usual = happens(0.8) ? 'P-256' : one(kinds);
  const cn = isCa ? `ca ${below(5)}` : 'leaf';
  const issuer = issuers.length > 0 && !happens(0.05) ? one(issuers) : undefined;
  return make({
    cn,
    owner: `${cn} ${below(2)}`,
    kind: happens(0.02) ? one(oddKinds) : usual,
    serial: integer(happens(0.003) ? '80' : '11'),
    ...validity(chance),
    ...(issuer && { issuer }),
    ...(happens(0.03) && { issuerName: name(`ca ${below(5)}`) }),
    ...(happens(0.04) && { signing: one(weak) }),
    extensions: extensions(chance, isCa),
  });
}

function shuffled<T>(chance: Chance, list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(chance.below(rest.length), 1)[0] as T);
}

const ders = (made: readonly Made[]): Buffer[] => made.map(({ der }) => der);

/** One chain: a few authorities that issued each other, a leaf, some of them served and some trusted. */
export function randomCase(seed: number): ChainCase {
  const chance = chanceOf(seed);
  const authorities: Made[] = [];
  const count = 2 + chance.below(5);
  for (let index = 0; index < count; index++) authorities.push(member(chance, authorities.slice(-3), true));
  const leaf = member(chance, authorities.slice(-2), false);
  const roots = authorities.filter((_, index) => (index === 0 ? chance.happens(0.9) : chance.happens(0.2)));
  const served = shuffled(chance, authorities).filter(() => chance.happens(0.93));
  return chainCase(`seed ${seed}`, [], { chain: ders([leaf, ...served]), roots: ders(roots), names: chance.some(hosts, 2) });
}

/** A certificate with some octets changed. */
export function brokenCase(seed: number): ChainCase {
  const chance = chanceOf(seed);
  const root = member(chance, [], true);
  const { der } = member(chance, [root], false);
  const changed = Buffer.from(der);
  for (let times = 1 + chance.below(2); times > 0; times--) {
    const at = chance.below(changed.length);
    changed[at] = chance.happens(0.5) ? chance.below(256) : (changed[at] ?? 0) ^ (1 << chance.below(8));
  }
  return chainCase(`broken ${seed}`, [], { chain: [changed], roots: [root.der] });
}
