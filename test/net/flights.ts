import { contentType, handshakeType } from '../../src/net/tls/constants.ts';
import { handshake } from '../../src/net/tls/messages.ts';
import { record } from '../../src/net/tls/records.ts';
import { uint, vector } from '../../src/net/tls/wire.ts';

/** What a server could send, message by message; for servers that misbehave on purpose. */

export interface ServerHelloOptions {
  readonly version?: number;
  readonly suite?: number;
  readonly random?: Buffer;
  readonly sessionId?: Buffer;
  readonly extensions?: readonly Buffer[];
}

export const serverHello = (options: ServerHelloOptions = {}): Buffer =>
  handshake(
    handshakeType.serverHello,
    Buffer.concat([
      uint(options.version ?? 0x0303, 2),
      options.random ?? Buffer.alloc(32, 7),
      vector(1, options.sessionId ?? Buffer.alloc(0)),
      uint(options.suite ?? 0xc02f, 2),
      uint(0, 1),
      ...(options.extensions ? [vector(2, ...options.extensions)] : []),
    ]),
  );

const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const selectTls13 = Buffer.from('002b00020304', 'hex');

/** A HelloRetryRequest for a group; `hello` is the record of the ClientHello that it answers. */
export const helloRetryRequest = (hello: Buffer, group: number): Buffer =>
  serverHello({
    suite: 0x1301,
    random: retryRandom,
    sessionId: hello.subarray(44, 44 + hello.readUInt8(43)),
    extensions: [selectTls13, Buffer.concat([Buffer.from('00330002', 'hex'), uint(group, 2)])],
  });

export const certificate = (...chain: readonly Uint8Array[]): Buffer =>
  handshake(handshakeType.certificate, vector(3, ...chain.map((der) => vector(3, Buffer.from(der)))));
const signature = Buffer.concat([uint(0x0804, 2), vector(2, Buffer.alloc(256, 5))]);
const serverKeyExchange = (group: number): Buffer =>
  handshake(handshakeType.serverKeyExchange, Buffer.concat([uint(3, 1), uint(group, 2), vector(1, Buffer.alloc(32, 9)), signature]));
const serverHelloDone = handshake(handshakeType.serverHelloDone, Buffer.alloc(0));

export const flightOf = (chain: readonly Uint8Array[]): Buffer =>
  Buffer.concat([serverHello(), certificate(...chain), serverKeyExchange(29), serverHelloDone]);
export const flight = (der: Uint8Array): Buffer => flightOf([der]);

/** Handshake bytes cut into records of so many bytes. */
export function inRecords(bytes: Buffer, size: number): Buffer {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) records.push(record(contentType.handshake, bytes.subarray(at, at + size)));
  return Buffer.concat(records);
}
