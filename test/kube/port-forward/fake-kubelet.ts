import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** One port-forward, as an API server and its kubelet see it (k8s.io/cri-streaming portforward/websocket.go). */
export interface Forward {
  readonly request: IncomingMessage;
  readonly ports: readonly number[];
  readonly websocket: WebSocket;
  readonly tcp: Socket;
  /** Writes the port's number on both of its channels, for every port. */
  readonly open: () => void;
  readonly send: (channel: number, bytes: Buffer | string) => void;
  /** Calls back with the bytes of each message and its channel. */
  readonly onMessage: (take: (channel: number, bytes: Buffer) => void) => void;
}

export interface FakeKubelet {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  connections(): number; // that were ever made
  open(): number; // that are open now
  close(): Promise<void>;
}

interface FakeOptions {
  readonly tls?: ServerOptions;
  readonly instead?: (request: IncomingMessage, socket: Duplex) => void; // of the upgrade
}

export const preamble = (port: number): Buffer => Buffer.of(port & 0xff, port >> 8);

function forwardOf(websocket: WebSocket, request: IncomingMessage): Forward {
  const ports = new URL(request.url ?? '', 'http://x').searchParams.getAll('ports').map(Number);
  const send = (channel: number, bytes: Buffer | string): void =>
    websocket.send(Buffer.concat([Buffer.of(channel), Buffer.from(bytes)]), () => undefined);
  return {
    request,
    ports,
    websocket,
    tcp: request.socket,
    open: () =>
      ports.forEach((port, index) => {
        send(2 * index, preamble(port));
        send(2 * index + 1, preamble(port));
      }),
    send,
    onMessage: (take) => websocket.on('message', (message: Buffer) => take(message[0] ?? -1, message.subarray(1))),
  };
}

/** An API server and a kubelet in one, in this process, that treats every port-forward as the test says. */
export async function startFakeKubelet(serve: (forward: Forward) => void, { tls, instead }: FakeOptions = {}): Promise<FakeKubelet> {
  const sockets = new Set<Socket>();
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const websockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v4.channel.k8s.io', maxPayload: 2 ** 26 });
  const server = tls ? createHttpsServer(tls) : createHttpServer();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.on('upgrade', (request, socket, head) => {
    requests.push(request);
    socket.on('error', () => undefined);
    if (instead)
      return instead(
        request,
        socket.resume().on('end', () => socket.destroy()),
      );
    websockets.handleUpgrade(request, socket, head, (websocket) => {
      websocket.on('error', () => undefined);
      serve(forwardOf(websocket, request));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const goWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'failed to connect to localhost:1 inside namespace "x", IPv4: dial tcp4 127.0.0.1:1: connect: connection refused',
  ECONNRESET: 'read tcp4 127.0.0.1:53412->127.0.0.1:1: read: connection reset by peer',
};

/**
 * Joins a port-forward to a port of this machine as containerd does (internal/cri/server/sandbox_portforward_linux.go): the error's text on
 * the error channel where it cannot be dialled, and the end of the WebSocket soon after either side has ended.
 */
export function forwardTo(portOf: (port: number) => number): (forward: Forward) => void {
  return ({ ports, websocket, open, send, onMessage }) => {
    open();
    const sockets = ports.map((port, index) => {
      const socket = connect(portOf(port), '127.0.0.1');
      socket.on('data', (bytes) => send(2 * index, bytes));
      socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
        send(2 * index + 1, `error forwarding port ${port} to pod 5c0ffee, uid : ${goWords[code] ?? 'failed'}`);
      });
      socket.on('close', () => setTimeout(() => websocket.close(1000), 5));
      return socket;
    });
    onMessage((channel, bytes) => sockets[channel >> 1]?.write(bytes));
    websocket.on('close', () => sockets.forEach((socket) => socket.destroy()));
  };
}
