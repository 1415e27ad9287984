import { cipherSuites, namedGroups, suiteName, tlsVersions } from '../../../src/model/registry.ts';

/** What a judge says of one server. What it does not tell is absent. */
export interface Judged {
  readonly versions: readonly string[]; // "SSLv2", "TLSv1.2", …
  readonly suites: readonly string[]; // "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
  readonly groups13?: readonly string[]; // IANA's names
  readonly groups12?: readonly string[];
  readonly curves?: readonly string[]; // of whatever version, where it does not say which
  readonly primes?: ReadonlyMap<string, number>; // "TLSv1.2 TLS_DHE_…" → bits of the DH prime
  readonly session?: Readonly<Record<string, boolean>>; // by the names of the fact group `session`
  readonly clientAuth?: string;
}

export interface Judge {
  readonly name: string;
  readonly slow?: true; // takes seconds
  judge(port: number): Promise<Judged>;
}

/** In the order of the registry, each once. */
export const ordered = (rows: Iterable<string>): string[] => [...new Set(rows)].sort();

export const row = (versionName: string, name: string): string => `${versionName} ${name}`;

const versionNames = new Set<string>(['SSLv2', ...tlsVersions.map(({ name }) => name)]);
/** Refuses what is no name of a version here: a judge whose output is not understood must not look like one that found nothing. */
export function version(name: string): string {
  if (!versionNames.has(name)) throw new Error(`no TLS version: ${name}`);
  return name;
}

const suites = new Set<string>(cipherSuites.map(({ name }) => name));
export function suite(name: string): string {
  if (!suites.has(name)) throw new Error(`no cipher suite: ${name}`);
  return name;
}
export const suiteOf = (codePoint: string): string => suite(suiteName(Number(codePoint)));

const aliases: Readonly<Record<string, string>> = { prime256v1: 'secp256r1', X25519: 'x25519', X448: 'x448' };
const groupNames = new Set<string>(namedGroups.map(({ name }) => name));
/** IANA's name for OpenSSL's. */
export function group(name: string): string {
  const known = aliases[name] ?? name;
  if (!groupNames.has(known)) throw new Error(`no named group: ${name}`);
  return known;
}
export function groupOf(codePoint: string): string {
  const found = namedGroups.find(({ id }) => id === Number(codePoint));
  if (!found) throw new Error(`no named group: ${codePoint}`);
  return found.name;
}
