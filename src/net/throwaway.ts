import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyPair } from '../model/attempt.ts';

/** Tags of ITU-T X.690 that a certificate is made of. */
const tag = { bitString: 0x03, octetString: 0x04, oid: 0x06, utf8String: 0x0c, utcTime: 0x17, sequence: 0x30, set: 0x31 } as const;

function der(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...head]), body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(tag.sequence, ...parts);
const bits = (bytes: Buffer): Buffer => der(tag.bitString, Buffer.from([0]), bytes);
const oid = (hex: string): Buffer => der(tag.oid, Buffer.from(hex, 'hex'));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302')); // RFC 5758 section 3.2
const commonName = sequence(
  der(tag.set, sequence(oid('550403'), der(tag.utf8String, Buffer.from('pgx-audit self-signed test certificate')))),
);
const isTrue = Buffer.from('0101ff', 'hex');
const version3 = Buffer.from('a003020102', 'hex');

/** RFC 5280 section 4.2: not a CA, for signatures of clients alone. */
const extensions = der(
  0xa3,
  sequence(
    sequence(oid('551d13'), isTrue, der(tag.octetString, sequence())), // basicConstraints
    sequence(oid('551d0f'), isTrue, der(tag.octetString, Buffer.from('03020780', 'hex'))), // keyUsage: digitalSignature
    sequence(oid('551d25'), der(tag.octetString, sequence(oid('2b06010505070302')))), // extendedKeyUsage: clientAuth
  ),
);

/** YYMMDDHHMMSSZ, RFC 5280 section 4.1.2.5.1: until 2049. */
const utcTime = (date: Date): Buffer => der(tag.utcTime, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

const day = 86_400_000;

/** From the day before to the day after, so that clocks may differ. */
const validity = (now: Date): Buffer => sequence(utcTime(new Date(now.getTime() - day)), utcTime(new Date(now.getTime() + day)));

function serialNumber(): Buffer {
  const serial = randomBytes(8);
  serial[0] = (serial.readUInt8(0) & 0x3f) | 0x40; // positive, and as short as DER wants it
  return der(0x02, serial);
}

function make(now: Date): { readonly certificate: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const signed = sequence(version3, serialNumber(), ecdsaWithSha256, commonName, validity(now), commonName, spki, extensions);
  const certificate = sequence(signed, ecdsaWithSha256, bits(sign('sha256', signed, privateKey)));
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/**
 * A client certificate that nobody issued but itself (EC P-256), to see whether a server verifies what it asks for. It is made when it is first
 * needed, lives as long as the scan, and is trusted by nobody.
 */
export function createThrowaway(now: Date): KeyPair {
  let made: ReturnType<typeof make> | undefined;
  const pair = (): ReturnType<typeof make> => (made ??= make(now));
  return {
    get certificate() {
      return pair().certificate;
    },
    key: () => pair().key,
  };
}
