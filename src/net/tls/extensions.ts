import { curvesOfTls12, groupsOfTls13, usualCurves, usualFirst } from '../../model/groups.ts';
import { extensionType, tls12, tls13 } from './constants.ts';
import { sniOf } from './server-name.ts';
import { uint, uint16s, vector } from './wire.ts';

export const extension = (type: number, ...parts: readonly Buffer[]): Buffer => Buffer.concat([uint(type, 2), vector(2, ...parts)]);

const groups13 = usualFirst(groupsOfTls13, usualCurves);
const withoutFiniteField = [...new Set([...groups13.filter((id) => id >> 8 !== 1), ...curvesOfTls12])];

/** The groups that a hello which computes nothing lists: what the versions it offers know. */
export function groupsFor(versions: readonly number[]): readonly number[] {
  if (!versions.includes(tls13)) return curvesOfTls12;
  return versions.length === 1 ? groups13 : withoutFiniteField;
}

// RFC 8446 section 4.2.3, strongest first, with the obsolete ones: a server whose certificate is signed so is to show it, not to refuse.
const signatureSchemes = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x081a, 0x081b, 0x081c,
  0x0904, 0x0905, 0x0906, 0x0303, 0x0301, 0x0402, 0x0203, 0x0201, 0x0202, 0x0101,
];

// What never changes is encoded once.
const signatureAlgorithms = extension(extensionType.signatureAlgorithms, vector(2, uint16s(signatureSchemes)));
const pointFormats = extension(extensionType.ecPointFormats, vector(1, uint(0, 1))); // uncompressed, RFC 8422 section 5.1.2
const extendedMasterSecret = extension(extensionType.extendedMasterSecret);
const encryptThenMac = extension(extensionType.encryptThenMac);
const sessionTicket = extension(extensionType.sessionTicket); // empty: a ticket is welcome, RFC 5077 section 3.2
const signedCertificateTimestamp = extension(extensionType.signedCertificateTimestamp);
const statusRequest = extension(extensionType.statusRequest, Buffer.from('0100000000', 'hex')); // OCSP from any responder, RFC 6066 section 8
const pskKeyExchangeModes = extension(extensionType.pskKeyExchangeModes, vector(1, uint(1, 1))); // psk_dhe_ke: some servers want to see it
const renegotiationInfo = extension(extensionType.renegotiationInfo, vector(1)); // RFC 5746 section 3.4

function serverName(name: string): readonly Buffer[] {
  const sni = sniOf(name);
  return sni === '' ? [] : [extension(extensionType.serverName, vector(2, uint(0, 1), vector(2, Buffer.from(sni))))];
}

const supportedGroups = (groups: readonly number[]): readonly Buffer[] =>
  groups.length === 0 ? [] : [extension(extensionType.supportedGroups, vector(2, uint16s(groups)))];

const alpn = (protocols: readonly string[]): readonly Buffer[] =>
  protocols.length === 0
    ? []
    : [extension(extensionType.alpn, vector(2, ...protocols.map((name) => vector(1, Buffer.from(name, 'latin1')))))];

interface ExtensionChoices {
  readonly versions: readonly number[]; // the highest first
  readonly serverName: string;
  readonly groups: readonly number[];
  readonly alpn: readonly string[];
  readonly tickets?: false | undefined;
  readonly keyShares: readonly Buffer[]; // KeyShareEntry; none asks for a HelloRetryRequest
  readonly cookie: Buffer | null;
}

const forTls12 = (choices: ExtensionChoices): readonly Buffer[] =>
  choices.versions.some((version) => version <= tls12)
    ? [extendedMasterSecret, encryptThenMac, ...(choices.tickets === false ? [] : [sessionTicket]), renegotiationInfo, pointFormats]
    : [];

const forTls13 = (choices: ExtensionChoices): readonly Buffer[] =>
  choices.versions.includes(tls13)
    ? [
        ...(choices.cookie ? [extension(extensionType.cookie, vector(2, choices.cookie))] : []),
        pskKeyExchangeModes,
        extension(extensionType.keyShare, vector(2, ...choices.keyShares)),
        extension(extensionType.supportedVersions, vector(1, uint16s(choices.versions))),
      ]
    : [];

const encode = (choices: ExtensionChoices): Buffer =>
  Buffer.concat([
    ...serverName(choices.serverName),
    ...forTls12(choices),
    signedCertificateTimestamp,
    statusRequest,
    ...((choices.versions[0] ?? 0) >= tls12 ? [signatureAlgorithms] : []),
    ...supportedGroups(choices.groups),
    ...alpn(choices.alpn),
  ]);

const encoded = new Map<string, Buffer>();
const mostEncoded = 1000;

/** What hellos of one shape have in common is encoded once. */
function common(choices: ExtensionChoices): Buffer {
  const { versions, groups, alpn: protocols, tickets, serverName: name } = choices;
  const shape = JSON.stringify([versions, groups, protocols, tickets, name]);
  const before = encoded.get(shape);
  if (before) return before;
  const block = encode(choices);
  if (encoded.size >= mostEncoded) encoded.clear();
  encoded.set(shape, block);
  return block;
}

/** The extensions of one ClientHello, without padding. The last is never empty: some servers hang up on that. */
export const extensionsOf = (choices: ExtensionChoices): Buffer => Buffer.concat([common(choices), ...forTls13(choices)]);
