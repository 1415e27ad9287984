import alerts from '../../rules/registries/alerts.json';
import suites from '../../rules/registries/cipher-suites.json';
import primes from '../../rules/registries/dh-primes.json';
import groups from '../../rules/registries/groups.json';
import schemes from '../../rules/registries/signature-schemes.json';

/** IANA's names and code points, as data under rules/registries. */
export type CipherSuite = (typeof suites.rows)[number];

export const cipherSuites: readonly CipherSuite[] = suites.rows;
export const namedGroups = groups.rows;

/** SSLv2: a protocol of its own, with a hello of its own. */
export const sslv2 = { name: 'SSLv2', id: 0x0002 } as const;

/** TLS versions and SSLv3, the highest first: name and wire value (RFC 8446 section 4.2.1, RFC 6101). */
export const tlsVersions = [
  { name: 'TLSv1.3', id: 0x0304 },
  { name: 'TLSv1.2', id: 0x0303 },
  { name: 'TLSv1.1', id: 0x0302 },
  { name: 'TLSv1.0', id: 0x0301 },
  { name: 'SSLv3', id: 0x0300 },
] as const;

const hex = (id: number): string => `0x${id.toString(16).padStart(4, '0')}`;
const names = (rows: readonly { id: number; name: string }[]): ReadonlyMap<number, string> =>
  new Map(rows.map((row) => [row.id, row.name]));

const suiteNames = names(suites.rows);
const suiteIds: ReadonlyMap<string, number> = new Map(suites.rows.map((row) => [row.name, row.id]));
const groupNames = names(groups.rows);
const schemeNames = names(schemes.rows);
const alertNames = names(alerts.rows);
const primeNames: ReadonlyMap<string, string> = new Map(primes.rows.map((row) => [row.sha256, row.name]));

/** The registered name, else the code point in hex. */
export const suiteName = (id: number): string => suiteNames.get(id) ?? hex(id);
export const suiteId = (name: string): number | undefined => suiteIds.get(name);
export const groupName = (id: number): string => groupNames.get(id) ?? hex(id);
export const groupId = (name: string): number | undefined => groups.rows.find((row) => row.name === name)?.id;
export const schemeName = (id: number): string => schemeNames.get(id) ?? hex(id);
export const alertName = (id: number): string => alertNames.get(id) ?? `alert ${id}`;
export const versionName = (id: number): string => [...tlsVersions, sslv2].find((version) => version.id === id)?.name ?? hex(id);

/** The name of a prime of finite-field Diffie-Hellman that many servers share, by the SHA-256 of its octets in hex; '' for any other. */
export const primeName = (sha256: string): string => primeNames.get(sha256) ?? '';
