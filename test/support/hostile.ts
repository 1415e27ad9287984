import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { closer } from '../miniature/metrics-server.ts';

/** Servers that no exporter should resemble. Each handler gets a fresh connection. */
export type Handler = (socket: net.Socket) => void;

export const head = (status: string, ...fields: readonly string[]): string => ['HTTP/1.1 ' + status, ...fields, '', ''].join('\r\n');

/** Writes chunks for as long as the peer reads, at most `most` bytes. */
export function pour(socket: net.Socket, chunk: Buffer, most: number): void {
  let written = 0;
  const more = (): void => {
    while (written < most && !socket.destroyed) {
      written += chunk.length;
      if (!socket.write(chunk)) return;
    }
    if (written >= most) socket.end();
  };
  socket.on('drain', more);
  more();
}

/** One byte a second of an answer that would take a minute or more. */
const trickle =
  (answer: Buffer): Handler =>
  (socket) => {
    let sent = 1;
    socket.write(answer.subarray(0, 1));
    const timer = setInterval(() => socket.write(answer.subarray(sent, (sent += 1))), 1000);
    socket.once('close', () => clearInterval(timer));
  };

const slowAnswer = head('200 OK', 'Content-Type: text/plain; version=0.0.4', 'X-Padding: '.padEnd(60, 'x'));
/** A TLS record of 2^14 bytes, which begins as a ServerHello (RFC 8446 section 5.1). */
const slowRecord = Buffer.concat([Buffer.from([0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3]), Buffer.alloc(1 << 14)]);
/** Records of one empty HelloRequest message each (RFC 5246 section 7.4.1.1), which OpenSSL's client reads forever. */
const helloRequests = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0x16, 3, 3, 0, 4, 0, 0, 0, 0])));

const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 167 + 131) % 251));
const megabyte = Buffer.alloc(1 << 20, 'padding_info{text="one more line that says nothing at all"} 1\n');

const onRequest =
  (answer: Handler): Handler =>
  (socket) =>
    socket.once('data', () => answer(socket));

export const hostile = {
  silent: (socket) => void socket.resume(),
  trickle: trickle(Buffer.from(slowAnswer)),
  trickledRecord: trickle(slowRecord),
  helloRequests: onRequest((socket) => pour(socket, helloRequests, 100 << 20)),
  garbage: onRequest((socket) => socket.end(noise)),
  reset: onRequest((socket) => socket.resetAndDestroy()),
  hugeBody: onRequest((socket) => {
    socket.write(head('200 OK', 'Content-Type: text/plain; version=0.0.4', `Content-Length: ${100 << 20}`));
    pour(socket, megabyte, 100 << 20);
  }),
  endlessHeaders: onRequest((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, Buffer.from('X-Endless: and one more header that says nothing at all\r\n'.repeat(1000)), 1 << 30);
  }),
} satisfies Record<string, Handler>;

/** Answers every request with a redirect to the given place. */
export const redirect = (location: string): Handler =>
  onRequest((socket) => socket.end(head('302 Found', `Location: ${location}`, 'Content-Length: 0')));

export interface HostileServer {
  readonly port: number;
  readonly connections: () => number;
  readonly firstConnection: Promise<void>;
  stop(): Promise<void>;
}

export async function startHostile(handler: Handler): Promise<HostileServer> {
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    socket.on('error', () => socket.destroy());
    handler(socket);
  });
  const stop = closer(server);
  const firstConnection = once(server, 'connection').then(() => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, connections: () => connections, firstConnection, stop };
}
