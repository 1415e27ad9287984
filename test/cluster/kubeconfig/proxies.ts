import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A server on a port of its own, and how many tunnels were asked of it. */
export interface Proxy {
  readonly address: string; // host:port
  tunnels(): number;
  close(): void;
}

async function listen(server: Server, tunnels: () => number, host = '127.0.0.1', port = 0): Promise<Proxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const close = (): void => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  };
  return { address: `${host}:${(server.address() as AddressInfo).port}`, tunnels, close };
}

function join2(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
}

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

/** An HTTP proxy for CONNECT; a user, where one is named, is joe with the password "se cret". */
export function startHttpProxy(kind: 'http' | 'https' | 'denying', dir: string): Promise<Proxy> {
  let count = 0;
  const server =
    kind === 'https' ? createHttps({ cert: readFileSync(join(dir, 'api.crt')), key: readFileSync(join(dir, 'api.key')) }) : createHttp();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    count++;
    const credential = request.headers['proxy-authorization'];
    if (kind === 'denying' || (credential !== undefined && credential !== basic('joe:se cret')))
      return void socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      join2(socket, upstream);
    });
    return void upstream.on('error', () => socket.destroy());
  });
  return listen(server, () => count);
}

/** A SOCKS5 proxy (RFC 1928) that takes anybody without a user, and joe with the password "secret" (RFC 1929). */
export function startSocksProxy(): Promise<Proxy> {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    const next = (): Promise<Buffer> => new Promise((resolve) => socket.once('data', resolve));
    const serve = async (): Promise<void> => {
      const methods = (await next()).subarray(2);
      const method = methods.includes(2) ? 2 : 0;
      socket.write(Buffer.from([5, method]));
      if (method === 2) {
        const isJoe = (await next()).toString('latin1', 1) === '\u0003joe\u0006secret';
        socket.write(Buffer.from([1, isJoe ? 0 : 1]));
        if (!isJoe) return void socket.end();
      }
      const request = await next();
      const host = request[3] === 1 ? [...request.subarray(4, 8)].join('.') : request.toString('latin1', 5, 5 + (request[4] ?? 0));
      const upstream = connect(request.readUInt16BE(request.length - 2), host, () => {
        socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        join2(socket, upstream);
      });
      return void upstream.on('error', () => socket.destroy());
    };
    void serve();
  });
  return listen(server, () => count);
}

/** Passes connections on, and can cut those that are open. */
export async function startForwarder(host: string, port: number, to: number): Promise<Proxy & { cut(): void }> {
  let count = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    count++;
    open.add(socket);
    join2(socket, connect(to, '127.0.0.1'));
  });
  const proxy = await listen(server, () => count, host, port);
  return { ...proxy, cut: () => open.forEach((socket) => socket.destroy()) };
}
