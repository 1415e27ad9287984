import type { KubeAccess } from './access.ts';
import { listAll, type Listed, type Project } from './list.ts';
import { request, type Answered } from './request.ts';
import { resourcePath, type Resource } from './resources.ts';
import { createTransport } from './transport.ts';

export interface KubeApiOptions {
  readonly signal: AbortSignal; // ends every request and every wait
  readonly requestTimeoutMs?: number; // of one page; 30 s
  readonly maxPageBytes?: number; // 16 MiB
  readonly backoffMs?: number; // the unit of waiting between tries; 200
  readonly userAgent?: string;
}

/** An object, or why there is none. */
type Got = { readonly found: unknown } | { readonly missing: 'forbidden' | 'absent' | 'failed'; readonly detail: string };

/** Reads objects of one cluster, and does nothing else. Rejects with a scan error where the server cannot be used at all. */
export interface KubeApi {
  readonly access: KubeAccess;
  list<T>(resource: Resource, query: { readonly namespace?: string; readonly project: Project<T> }): Promise<Listed<T>>;
  get(resource: Resource, namespace: string, name: string): Promise<Got>;
  close(): Promise<void>;
}

/** A reader over one keep-alive connection. Close it, or the process stays alive for a minute. */
export function createKubeApi(access: KubeAccess, options: KubeApiOptions): KubeApi {
  const { signal, backoffMs = 200 } = options;
  const { requestTimeoutMs = 30_000, maxPageBytes: maxBytes = 16 * 2 ** 20, userAgent = 'pgx-audit' } = options;
  const transport = createTransport(access, { signal, requestTimeoutMs, maxBytes, userAgent });
  const get = (path: string): Promise<Answered> => request(transport, access, path, signal, backoffMs);
  return {
    access,
    list: (resource, { namespace = '', project }) => listAll(resource, namespace, project, get),
    get: async (resource, namespace, name) => gotFrom(await get(resourcePath(resource, namespace, name))),
    close: () => transport.close(),
  };
}

function gotFrom(answer: Answered): Got {
  if ('json' in answer) return { found: answer.json };
  const missing = answer.code === 403 ? 'forbidden' : answer.code === 404 ? 'absent' : 'failed';
  return { missing, detail: answer.message };
}
