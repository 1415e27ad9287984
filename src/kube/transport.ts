import { callbackify } from 'node:util';
import type { Dispatcher } from 'undici';
import { readAnswer } from '../net/read-answer.ts';
import type { KubeAccess } from './access.ts';
import { connectApi } from './connect.ts';
import { proxyAuthorization } from './tunnel.ts';

export interface TransportOptions {
  readonly signal: AbortSignal; // ends everything
  readonly requestTimeoutMs: number; // absolute, from the request to the last byte of its answer
  readonly maxBytes: number; // of one answer
  readonly userAgent: string;
}

export interface Reply {
  readonly status: number;
  readonly retryAfter: string; // the header, '' where there is none
  readonly date: string; // the header, '' where there is none
  readonly body: Buffer;
}

/** There is no complete answer within the time of one request. */
export class TooLate extends Error {}

export interface Transport {
  /** Asks below the server's URL: POSTs where there is a body. Never follows a redirect. Rejects with the socket's error, TooLarge or TooLate. */
  send(path: string, body?: object): Promise<Reply>;
  /** Closes what is open, so that the next request connects anew, with the certificates of then. */
  reset(): void;
  close(): Promise<void>;
}

/** Asks over one keep-alive connection with the access's credentials. */
export function createTransport(access: KubeAccess, options: TransportOptions): Transport {
  let made: Promise<Dispatcher> | undefined;
  const { origin, pathname, host } = new URL(access.server);
  const base = pathname.replace(/\/+$/, '');
  const forwarding = forwardingOf(access, origin, host);
  return {
    async send(path, content) {
      const late = AbortSignal.timeout(options.requestTimeoutMs);
      const signal = AbortSignal.any([options.signal, late]);
      const method = content ? 'POST' : 'GET';
      try {
        const headers = { ...(await access.headers()), ...forwarding.headers, accept: 'application/json', 'user-agent': options.userAgent };
        const dispatcher = await (made ??= createDispatcher(access, options));
        const response = await dispatcher.request({
          origin,
          path: `${forwarding.prefix}${base}${path}`,
          method,
          signal,
          headers: { ...headers, ...(content && { 'content-type': 'application/json' }) },
          ...(content && { body: JSON.stringify(content) }),
        });
        const body = await readAnswer(response.body, options.maxBytes);
        return { status: response.statusCode, retryAfter: header(response, 'retry-after'), date: header(response, 'date'), body };
      } catch (error) {
        throw late.aborted && !options.signal.aborted ? new TooLate(`no answer within ${options.requestTimeoutMs / 1000} s`) : error;
      }
    },
    reset() {
      void made?.then((dispatcher) => dispatcher.destroy());
      made = undefined;
    },
    close: async () => (await made)?.destroy(),
  };
}

const header = ({ headers }: Dispatcher.ResponseData, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

async function createDispatcher(access: KubeAccess, { requestTimeoutMs, signal }: TransportOptions): Promise<Dispatcher> {
  const { Agent } = await import('./http-client.ts');
  return new Agent({
    connections: 1,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_, callback) => {
      const ends = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
      const nearest = isForwarded(access) ? { ...access, server: new URL(access.proxy).origin, proxy: '' } : access;
      callbackify(() => connectApi(nearest, ends))((error, socket) => (error ? callback(error, null) : callback(null, socket)));
    },
  });
}

/** An HTTP proxy is told the whole URL of an http:// server, and opens no tunnel (RFC 9112 section 3.2.2). */
const isForwarded = ({ server, proxy }: KubeAccess): boolean => server.startsWith('http:') && proxy.startsWith('http');

function forwardingOf(access: KubeAccess, origin: string, host: string): { prefix: string; headers: Record<string, string> } {
  if (!isForwarded(access)) return { prefix: '', headers: {} };
  const authorization = proxyAuthorization(new URL(access.proxy));
  return { prefix: origin, headers: { host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) } };
}
