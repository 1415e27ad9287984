import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type ConnectionOptions, type TlsOptions } from 'node:tls';
import { ByteReader } from '../../src/net/byte-reader.ts';
import { Ended } from '../../src/net/ended.ts';
import { ProtectedRecords } from '../../src/net/tls13/protection.ts';
import { suites } from '../../src/net/tls13/suites.ts';
import { contentType } from '../../src/net/tls/constants.ts';
import { PlainRecords } from '../../src/net/tls/records.ts';
import { withoutChangeCipherSpec } from '../../src/net/tls13/protection.ts';

/** What real servers send: recorded on the loopback address when the run begins. */

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
  });

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Between a client and a server; keeps what the server sends. */
async function recorder(port: number): Promise<{ readonly port: number; readonly recorded: () => Buffer; readonly close: () => void }> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    upstream.on('data', (chunk) => chunks.push(chunk));
    client.pipe(upstream).pipe(client);
  });
  const close = (): void => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: await listening(proxy), recorded: () => Buffer.concat(chunks), close };
}

export interface Recording {
  readonly bytes: Buffer; // as the server sent them
  readonly serverSecret: Buffer | null; // of the handshake, TLS 1.3
}

/** One handshake and one request with Node's own server. */
export async function recordTls(server: TlsOptions, client: ConnectionOptions): Promise<Recording> {
  const tls = createTlsServer(server, (socket) => {
    socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nup 1\n');
  });
  tls.on('tlsClientError', () => undefined);
  const tap = await recorder(await listening(tls));
  const socket = connectTls({ host: '127.0.0.1', port: tap.port, rejectUnauthorized: false, ...client });
  let serverSecret: Buffer | null = null;
  socket.on('keylog', (line) => {
    const secret = /^SERVER_HANDSHAKE_TRAFFIC_SECRET \S+ ([0-9a-f]+)/.exec(String(line))?.[1];
    if (secret !== undefined) serverSecret = Buffer.from(secret, 'hex');
  });
  socket.on('error', () => undefined).resume();
  await closed(socket);
  tap.close();
  tls.close();
  return { bytes: tap.recorded(), serverSecret };
}

/** The plaintext of the encrypted flight, EncryptedExtensions to Finished; `bytes` begin with a ServerHello of TLS_AES_128_GCM_SHA256. */
export async function decrypted({ bytes, serverSecret }: Recording): Promise<Buffer> {
  const suite = suites.get(0x1301);
  if (!suite || !serverSecret) throw new Error('not a recording of TLS_AES_128_GCM_SHA256');
  const plain = withoutChangeCipherSpec(new PlainRecords(ByteReader.of(bytes)));
  await plain.next();
  const records = new ProtectedRecords(plain, suite, serverSecret);
  const fragments: Buffer[] = [];
  try {
    for (;;) {
      const { type, fragment } = await records.next();
      if (type === contentType.handshake) fragments.push(fragment);
    }
  } catch (error) {
    if (!(error instanceof Ended)) throw error; // the records after the handshake have other keys
  }
  return Buffer.concat(fragments);
}

/** What Node's HTTP server sends for one GET. */
export async function recordHttp(listener: RequestListener): Promise<Buffer> {
  const server = createHttpServer(listener);
  const socket = connect(await listening(server), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await closed(socket);
  server.close();
  return Buffer.concat(chunks);
}
