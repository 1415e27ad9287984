import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { KubeAccess } from './access.ts';

export interface TransportOptions {
  readonly signal: AbortSignal; // ends everything
  readonly requestTimeoutMs: number; // absolute, from the request to the last byte of its answer
  readonly maxBytes: number; // of one answer
  readonly userAgent: string;
}

export interface Reply {
  readonly status: number;
  readonly retryAfter: string; // the header, '' where there is none
  readonly body: Buffer;
}

/** The answer is larger than the bound. */
export class TooLarge extends Error {}
/** There is no complete answer within the time of one request. */
export class TooLate extends Error {}

export interface Transport {
  /** GETs one path below the server's URL. Never follows a redirect. Rejects with undici's error, TooLarge or TooLate. */
  get(path: string): Promise<Reply>;
  close(): Promise<void>;
}

/** GETs over one keep-alive connection with the access's credentials. */
export function createTransport(access: KubeAccess, options: TransportOptions): Transport {
  const dispatcher = createDispatcher(access, options.requestTimeoutMs);
  const { origin, pathname } = new URL(access.server);
  const base = pathname.replace(/\/+$/, '');
  return {
    async get(path) {
      const late = AbortSignal.timeout(options.requestTimeoutMs);
      const signal = AbortSignal.any([options.signal, late]);
      try {
        const headers = { ...(await access.headers()), accept: 'application/json', 'user-agent': options.userAgent };
        const response = await dispatcher.request({ origin, path: `${base}${path}`, method: 'GET', headers, signal });
        const retryAfter = response.headers['retry-after'];
        const body = await readBody(response.body, options.maxBytes);
        return { status: response.statusCode, retryAfter: typeof retryAfter === 'string' ? retryAfter : '', body };
      } catch (error) {
        throw late.aborted && !options.signal.aborted ? new TooLate(`no answer within ${options.requestTimeoutMs / 1000} s`) : error;
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function createDispatcher(access: KubeAccess, timeout: number): Dispatcher {
  const pool = { connections: 1, pipelining: 1, keepAliveTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 };
  if (access.proxy) return new ProxyAgent({ uri: access.proxy, requestTls: access.tls, proxyTunnel: true, ...pool });
  return new Agent({ ...pool, connect: { ...access.tls, timeout } });
}

async function readBody(body: Dispatcher.ResponseData['body'], most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      body.on('error', () => undefined).destroy();
      throw new TooLarge(`more than ${Math.floor(most / 2 ** 20)} MiB in one answer`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
