import { cipherSuites, tlsVersions, type CipherSuite } from '../model/registry.ts';

const versionIds: ReadonlyMap<string, number> = new Map(tlsVersions.map(({ name, id }) => [name, id]));
const versionId = (name: string): number => versionIds.get(name) ?? 0;

/** Lists longer than this make some servers fail (testssl.sh sends bundles of 128), unless they have answered a longer one. */
export const usualLength = 128;
export const tls13 = 0x0304;
export const tls12 = 0x0303;
export const tls10 = 0x0301;
export const ssl3 = 0x0300;

/** Whether the suite is registered for the version. */
export const existsAt = (suite: CipherSuite, version: number): boolean =>
  versionId(suite.minVersion) <= version && version <= versionId(suite.maxVersion);

const keyExchangeRank: Readonly<Record<string, number>> = { ECDHE: 0, DHE: 1, RSA: 2, ECDH: 6, DH: 7 };
/** RSA before ECDSA: a server with a certificate of each that follows the client's order shows the other one to the first hello. */
const authenticationRank: Readonly<Record<string, number>> = { RSA: 0, ECDSA: 0.25, DSS: 9, anon: 12 };
const cipherRanks: readonly (readonly [RegExp, number])[] = [
  [/^(?:AES|CHACHA)/, 0],
  [/^(?:3DES|RC4-128)/, 4],
  [/^CAMELLIA/, 5],
  [/^(?:SEED|IDEA|DES)/, 6],
  [/^ARIA/, 8],
  [/^(?:RC4-40|RC2|NULL)/, 10],
];
const unusual = 20;

/**
 * How unlikely a server is to want it: the lower, the earlier it is offered. Suites that a client without credentials or a certificate's
 * name gets nothing from (PSK, Kerberos, SRP) come last: they only fill up a list.
 */
const rank = (suite: CipherSuite): number =>
  (keyExchangeRank[suite.kx] ?? unusual) +
  (authenticationRank[suite.auth] ?? unusual) +
  (cipherRanks.find(([cipher]) => cipher.test(suite.enc))?.[1] ?? unusual) +
  (suite.mode.includes('CCM') ? 3 : 0) +
  (suite.aead ? 0 : 0.5);

const ranked = cipherSuites.filter((suite) => versionId(suite.maxVersion) <= tls12).sort((one, other) => rank(one) - rank(other));
const id = ({ id: codePoint }: CipherSuite): number => codePoint;

const belowTls13 = tlsVersions.map((version) => version.id).filter((version) => version <= tls12);
const rankedUpTo: ReadonlyMap<number, readonly number[]> = new Map(
  belowTls13.map((max) => [max, ranked.filter((suite) => versionId(suite.minVersion) <= max).map(id)]),
);

/** The suites to offer when `max` is the highest version offered (TLS 1.2 or less), the likeliest first. */
export const suitesUpTo = (max: number, length: number): number[] => rankedUpTo.get(max)?.slice(0, length) ?? [];

const withoutCertificate: ReadonlySet<string> = new Set(['anon', 'PSK', 'SRP', 'KRB5', 'ECCPWD', 'NULL']);
const withCertificate: ReadonlySet<number> = new Set(cipherSuites.filter(({ auth }) => !withoutCertificate.has(auth)).map(id));

/** Every suite whose key exchange shows a certificate, those that are bad otherwise too: a server may have nothing else. */
export const certificateSuites = (max: number): number[] => suitesUpTo(max, ranked.length).filter((each) => withCertificate.has(each));

export const showsCertificate = (suite: number): boolean => withCertificate.has(suite);

const common13: readonly number[] = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305];
/** Every suite of TLS 1.3, the common ones first. */
export const suites13: readonly number[] = [
  ...common13,
  ...cipherSuites
    .filter((suite) => existsAt(suite, tls13))
    .map(id)
    .filter((each) => !common13.includes(each)),
];

const ecdsa: ReadonlySet<number> = new Set(cipherSuites.filter(({ auth }) => auth === 'ECDSA').map(id));
const likeliest = suitesUpTo(tls12, usualLength - common13.length);

/** The suites of the first hello: those of TLS 1.3 that the engine speaks, then the likeliest of TLS 1.2 and less, ECDSA first. */
export const firstSuites: readonly number[] = [
  ...common13,
  ...likeliest.filter((each) => ecdsa.has(each)),
  ...likeliest.filter((each) => !ecdsa.has(each)),
];

/** Every suite below TLS 1.3, the likeliest first; of equals the stronger one, which servers with an order of their own rarely prefer. */
export const everySuite: readonly number[] = [...ranked].sort((one, other) => rank(one) - rank(other) || other.bits - one.bits).map(id);

/** SSLv3 has no suites with elliptic curves (`curves`), but a few servers accept them in it all the same (JSSE), and some only them. */
export const ssl3Suites = (curves: boolean): number[] =>
  ranked.filter((suite) => versionId(suite.minVersion) <= tls10 && suite.kx.startsWith('EC') === curves).map(id);

/** Good suites of TLS 1.2 and less, one handful for each kind of certificate: a server that accepts one shows its certificate of that kind. */
const isGood = (suite: CipherSuite): boolean =>
  withCertificate.has(suite.id) && suite.forwardSecrecy && suite.bits >= 128 && /^(?:AES|CHACHA)/.test(suite.enc);
const goodSuites: ReadonlyMap<number, readonly CipherSuite[]> = new Map(
  belowTls13.map((version) => [version, ranked.filter((suite) => existsAt(suite, version) && isGood(suite))]),
);
export const leafSuites = (version: number): readonly CipherSuite[] => goodSuites.get(version) ?? [];
