import type { Socket } from 'node:net';
import { parseExtensions } from '../../../src/net/tls/server-hello.ts';
import { Cursor } from '../../../src/net/tls/wire.ts';
import type { Handler } from '../../support/hostile.ts';

/** What a client opened a connection with. */
export interface Heard {
  readonly kind: 'hello' | 'sslv2' | 'http' | 'other';
  readonly record: Buffer; // all of it, as it came
  readonly message: Buffer; // the ClientHello, with its header
  readonly versions: readonly number[];
  readonly suites: readonly number[];
  readonly groups: readonly number[];
  readonly sessionId: Buffer;
  readonly keyShare: Buffer | null; // for X25519
}

const uint16s = (bytes: Buffer): number[] => Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(index * 2));
const none = { message: Buffer.alloc(0), versions: [], suites: [], groups: [], sessionId: Buffer.alloc(0), keyShare: null };

function kindOf(record: Buffer): Heard['kind'] {
  if (record[0] === 22) return 'hello';
  if (record.subarray(0, 4).toString('latin1') === 'GET ') return 'http';
  return record.readUInt8(0) & 0x80 ? 'sslv2' : 'other';
}

function keyShareOf(extension: Buffer | undefined): Buffer | null {
  const entries = new Cursor(extension ? new Cursor(extension).vector(2) : Buffer.alloc(0));
  while (entries.left > 0) {
    const group = entries.uint(2);
    const share = entries.vector(2);
    if (group === 29) return share;
  }
  return null;
}

function heard(record: Buffer): Heard {
  const kind = kindOf(record);
  if (kind !== 'hello') return { kind, record, ...none };
  const message = record.subarray(5);
  const cursor = new Cursor(message.subarray(4));
  const legacy = cursor.uint(2);
  cursor.take(32);
  const sessionId = cursor.vector(1);
  const suites = uint16s(cursor.vector(2));
  cursor.vector(1);
  const extensions = parseExtensions(cursor);
  const versions = extensions.get(43);
  const groups = extensions.get(10);
  return {
    kind,
    record,
    message,
    sessionId,
    suites,
    versions: versions ? uint16s(new Cursor(versions).vector(1)) : [legacy],
    groups: groups ? uint16s(new Cursor(groups).vector(2)) : [],
    keyShare: keyShareOf(extensions.get(51)),
  };
}

export const onHeard =
  (serve: (socket: Socket, client: Heard) => void): Handler =>
  (socket) =>
    socket.once('data', (record) => serve(socket, heard(record)));

/** Answers ClientHellos, and closes on all else, as a port of TLS does. */
export const onHello = (serve: (socket: Socket, client: Heard) => void): Handler =>
  onHeard((socket, client) => {
    if (client.kind === 'hello') serve(socket, client);
    else socket.end();
  });
