import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { type ExporterIdentity, exposition, landingPage } from './exposition.ts';

/** How one exporter serves its metrics. */
export interface MetricsServerOptions {
  readonly identity: ExporterIdentity;
  readonly path: string;
  readonly plaintext: boolean;
  readonly tls: TlsOptions | null; // with `plaintext`: both on one port
  readonly basicAuth: string; // "user:password", '' for none
}

export interface RunningServer {
  readonly port: number;
  readonly connections: () => number; // accepted so far
  stop(): Promise<void>;
}

/** What Go's net/http says to a request without TLS on a port with TLS. */
const httpToHttps = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';
const handshakeRecord = 0x16; // RFC 8446 section 5.1

function answer(options: MetricsServerOptions): http.RequestListener {
  const credentials = `Basic ${Buffer.from(options.basicAuth).toString('base64')}`;
  return (request, response) => {
    if (options.basicAuth && request.headers.authorization !== credentials) {
      response.writeHead(401, { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Basic' }).end('Unauthorized\n');
    } else if (request.url === options.path) {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' });
      response.end(exposition(options.identity));
    } else if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end(landingPage(options.identity, options.path));
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
    }
  };
}

/** Hands a fresh connection to the server that its first byte asks for. */
function route(options: MetricsServerOptions): (socket: net.Socket) => void {
  const plain = http.createServer(answer(options));
  const secure = options.tls ? https.createServer(options.tls, answer(options)) : null;
  secure?.on('tlsClientError', (_error, socket) => socket.destroy());
  return (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === handshakeRecord && secure) {
        secure.emit('connection', socket); // takes what was read back by itself
      } else {
        if (options.plaintext) plain.emit('connection', socket);
        else socket.end(httpToHttps);
        socket.resume();
      }
    });
  };
}

/** Listens at the wished port, else, where that is taken, at any free one. */
export async function listen(server: net.Server, host: string, wished: number): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  return attempt(wished).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    return attempt(0);
  });
}

/** Stops a server and all its connections. */
export function closer(server: net.Server): () => Promise<void> {
  const open = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
}

/** Serves metrics at the host and, where it is free, the wished port. */
export async function startMetricsServer(options: MetricsServerOptions, host: string, wished: number): Promise<RunningServer> {
  let connections = 0;
  const server = net.createServer(route(options));
  server.on('connection', () => (connections += 1));
  const stop = closer(server);
  return { port: await listen(server, host, wished), connections: () => connections, stop };
}
