import { cipherSuites, groupName, suiteName, versionName } from '../../model/registry.ts';
import { clean } from '../../model/text.ts';
import type { HelloSpec, ServerHelloSeen } from '../../model/attempt.ts';
import { garbage } from '../ended.ts';
import type { Seen } from '../seen.ts';
import { extensionType, ssl30, tls12, tls13 } from './constants.ts';
import { groupsFor } from './extensions.ts';
import { Cursor } from './wire.ts';

/** A ServerHello or HelloRetryRequest, RFC 8446 section 4.1.3. */
export interface ServerHello {
  readonly version: number;
  readonly random: Buffer;
  readonly sessionId: Buffer;
  readonly suite: number;
  readonly compression: number;
  readonly helloRetryRequest: boolean;
  readonly extensions: ReadonlyMap<number, Buffer>;
}

/** The most extensions that are told of; about sixty are registered. */
export const mostExtensions = 100;

const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const downgrade = [Buffer.from('DOWNGRD\u0000', 'latin1'), Buffer.from('DOWNGRD\u0001', 'latin1')];
const suitesOfTls13: ReadonlySet<number> = new Set(cipherSuites.filter((row) => row.minVersion === 'TLSv1.3').map((row) => row.id));

/** Throws garbage where an extension comes twice (RFC 8446 section 4.2). */
export function parseExtensions(cursor: Cursor): ReadonlyMap<number, Buffer> {
  const extensions = new Map<number, Buffer>();
  if (cursor.left === 0) return extensions;
  const list = new Cursor(cursor.vector(2));
  while (list.left > 0) {
    const type = list.uint(2);
    if (extensions.has(type)) throw garbage(`extension ${type} is sent twice`);
    extensions.set(type, list.vector(2));
  }
  return extensions;
}

export function parseServerHello(body: Buffer): ServerHello {
  const cursor = new Cursor(body);
  const legacyVersion = cursor.uint(2);
  const random = cursor.take(32);
  const sessionId = cursor.vector(1);
  const suite = cursor.uint(2);
  const compression = cursor.uint(1);
  const extensions = parseExtensions(cursor);
  const selected = extensions.get(extensionType.supportedVersions);
  const version = selected ? new Cursor(selected).uint(2) : legacyVersion;
  if (version < ssl30 || version > tls13) throw garbage('a ServerHello of no known version');
  return { version, random, sessionId, suite, compression, helloRetryRequest: version === tls13 && random.equals(retryRandom), extensions };
}

/** The protocol's name that the server chose (RFC 7301 section 3.1), '' where there is none. */
export function alpnOf(extensions: ReadonlyMap<number, Buffer>): string {
  const chosen = extensions.get(extensionType.alpn);
  return chosen ? clean(new Cursor(new Cursor(chosen).vector(2)).vector(1).toString('latin1')) : '';
}

const groupOf = (hello: ServerHello): number | null => {
  const share = hello.extensions.get(extensionType.keyShare);
  return share ? new Cursor(share).uint(2) : null;
};

/** Without supported_groups, which SSLv3 has not, a server may choose any group (RFC 8422 section 4). */
function groupWasOffered({ versions, groups = groupsFor(versions) }: HelloSpec, group: number | null): boolean {
  return group === null || versions[0] === ssl30 || groups.length === 0 || groups.includes(group);
}

/** A hello below TLS 1.3 offers all versions up to its highest; supported_versions adds TLS 1.3 only. */
function wasOffered(spec: HelloSpec, hello: ServerHello): boolean {
  if ((hello.version === tls13) !== suitesOfTls13.has(hello.suite)) return false;
  const version = hello.version === tls13 ? spec.versions.includes(tls13) : hello.version <= Math.min(spec.versions[0] ?? 0, tls12);
  return version && spec.suites.includes(hello.suite) && groupWasOffered(spec, groupOf(hello));
}

/** What is told of a ServerHello; `spec` null where the offer was another's (Node's), who judges the choice itself. */
export const seenOf = (hello: ServerHello, spec: HelloSpec | null): ServerHelloSeen => ({
  version: hello.version,
  suite: hello.suite,
  offered: spec === null || wasOffered(spec, hello),
  helloRetryRequest: hello.helloRetryRequest,
  downgradeSentinel: hello.version < tls13 && downgrade.some((sentinel) => sentinel.equals(hello.random.subarray(24))),
  group: groupOf(hello),
  alpn: alpnOf(hello.extensions),
  compression: hello.compression,
  sessionId: hello.version < tls13 && hello.sessionId.length > 0,
  extensions: [...hello.extensions.keys()].slice(0, mostExtensions),
});

/** Writes down that a choice was not offered. Throws `Ended` (garbage). */
function refuseChoice(seen: Seen, what: string): never {
  if (seen.serverHello) seen.serverHello = { ...seen.serverHello, offered: false };
  throw garbage(`the server chose ${what}, which was not offered`);
}

/** Throws `Ended` (garbage) where the server chose what was not offered. */
export function requireOffered(seen: Seen): void {
  if (!seen.serverHello || seen.serverHello.offered) return;
  const { version, suite, group } = seen.serverHello;
  refuseChoice(seen, `${versionName(version)} with ${suiteName(suite)}${group === null ? '' : ` and ${groupName(group)}`}`);
}

/** Throws `Ended` (garbage) where the group of a ServerKeyExchange was not offered. */
export function requireGroup(seen: Seen, spec: HelloSpec, group: number): void {
  if (!groupWasOffered(spec, group)) refuseChoice(seen, groupName(group));
}
