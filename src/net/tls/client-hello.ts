import type { HelloSpec } from '../../model/attempt.ts';
import { random } from '../random.ts';
import { contentType, extensionType, handshakeType, ssl30, tls10, tls12, tls13 } from './constants.ts';
import { extension, extensionsOf, groupsFor } from './extensions.ts';
import { handshake } from './messages.ts';
import { record } from './records.ts';
import { uint, uint16s, vector } from './wire.ts';

/** What one side keeps between its first ClientHello and the one after a HelloRetryRequest (RFC 8446 section 4.1.2). */
export interface HelloState {
  readonly random: Buffer;
  readonly sessionId: Buffer;
  readonly groups: readonly number[];
  readonly keyShares: readonly Buffer[];
  readonly cookie: Buffer | null;
}

export const newHelloState = (spec: HelloSpec): HelloState => ({
  random: random(32),
  sessionId: spec.versions.includes(tls13) ? random(32) : nothing, // middlebox compatibility, RFC 8446 appendix D.4
  groups: spec.groups ?? groupsFor(spec.versions),
  keyShares: [],
  cookie: null,
});

const nothing = Buffer.alloc(0);
const renegotiationScsv = 0x00ff; // RFC 5746 section 3.3, for the hello without extensions
const usualAlpn = ['http/1.1'];
const noCompression = Buffer.from([0]);
const deflateOrNone = Buffer.from([1, 0]); // RFC 3749 section 2
const highest = (spec: HelloSpec): number => spec.versions[0] ?? tls12;

/** Messages of 256 to 511 bytes hang old load balancers (RFC 7685), and lengths of 10 or 14 past a multiple of 256 break others. */
function paddingFor(length: number): Buffer {
  const least = 5; // an extension's head, and one byte: the last extension is never empty
  if (length >= 256 && length < 512) return paddingOf(Math.max(least, 512 - length));
  return [10, 14, 18].includes(length % 256) ? paddingOf(least) : nothing;
}
const paddingOf = (length: number): Buffer => extension(extensionType.padding, Buffer.alloc(length - 4));

function extensionBlock(spec: HelloSpec, state: HelloState, before: number): readonly Buffer[] {
  if (highest(spec) === ssl30) return [];
  const { versions, serverName, alpn = usualAlpn, tickets } = spec;
  const extensions = extensionsOf({ versions, serverName, alpn, tickets, ...state });
  return [vector(2, extensions, paddingFor(before + 2 + extensions.length))];
}

/** The ClientHello as a handshake message, with its header. */
export function clientHello(spec: HelloSpec, state: HelloState): Buffer {
  const suites = highest(spec) === ssl30 ? [...spec.suites, renegotiationScsv] : spec.suites;
  const start = [
    uint(Math.min(highest(spec), tls12), 2),
    state.random,
    vector(1, state.sessionId),
    vector(2, uint16s(suites)),
    vector(1, spec.compression ? deflateOrNone : noCompression),
  ];
  const before = 4 + start.reduce((sum, part) => sum + part.length, 0);
  return handshake(handshakeType.clientHello, Buffer.concat([...start, ...extensionBlock(spec, state, before)]));
}

/** The record of a ClientHello says TLS 1.0, for servers that refuse what they do not know (RFC 8446 section 5.1); SSLv3's says its own. */
export const helloRecord = (spec: HelloSpec, message: Buffer): Buffer =>
  record(contentType.handshake, message, highest(spec) === ssl30 ? ssl30 : tls10);
