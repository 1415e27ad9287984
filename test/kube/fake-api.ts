import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeAccess } from '../../src/kube/index.ts';

/** An API server in this process that answers as the test says, and counts. */
export interface FakeApi {
  readonly url: string;
  readonly requests: IncomingMessage[];
  connections(): number;
  close(): Promise<void>;
}

export async function startApi(
  answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void,
  tls?: ServerOptions,
): Promise<FakeApi> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(request);
    answer(request, response, requests.length);
  };
  const server: Server = tls ? createHttpsServer(tls, handler) : createHttpServer(handler);
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const sendJson = (response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

/** The Status object that an API server answers errors with. */
export const sendStatus = (response: ServerResponse, code: number, message: string, headers: Record<string, string> = {}): void =>
  sendJson(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }, code, headers);

export const accessTo = (server: string, headers: Record<string, string> = {}): KubeAccess => ({
  server,
  context: 'test',
  cluster: 'test',
  user: 'auditor',
  proxy: '',
  currentTls: () => Promise.resolve({}),
  headers: () => Promise.resolve(headers),
  renew: () => false,
});
