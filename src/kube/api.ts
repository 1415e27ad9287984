import type { KubeAccess } from './access.ts';
import { watchClock, type Watched } from './clock.ts';
import { listAll, type Listed, type Project } from './list.ts';
import { createRequester, type Answered } from './request.ts';
import { resourcePath, type Resource } from './resources.ts';
import { createTransport } from './transport.ts';

export interface KubeApiOptions {
  readonly signal: AbortSignal; // ends every request and every wait
  readonly requestTimeoutMs?: number; // of one page; 30 s
  readonly maxPageBytes?: number; // 16 MiB
  readonly backoffMs?: number; // the unit of waiting between tries; 200
  readonly userAgent?: string;
  readonly now?: () => number; // milliseconds since the epoch: for clockOffsetMs
}

/** An object, or why there is none. */
type Got = { readonly found: unknown } | { readonly missing: 'forbidden' | 'absent' | 'failed'; readonly detail: string };

/**
 * Reads objects of one cluster, and asks what may be read; creates and changes nothing. Rejects with a scan error where the server cannot be
 * used at all.
 */
export interface KubeApi extends Pick<Watched, 'clockOffsetMs'> {
  readonly access: KubeAccess;
  list<T>(resource: Resource, query: { readonly namespace?: string; readonly project: Project<T> }): Promise<Listed<T>>;
  get(resource: Resource, namespace: string, name: string): Promise<Got>;
  /** One object by its name, as `get` gives it, by a list of one: who may only list needs no other right. */
  pick(resource: Resource, namespace: string, name: string): Promise<Got>;
  /** Posts a SelfSubject…Review, which the server answers and does not keep (authorization.k8s.io/v1); the review with its status. */
  review(kind: ReviewKind, spec: object): Promise<Got>;
  close(): Promise<void>;
}

type ReviewKind = 'SelfSubjectAccessReview' | 'SelfSubjectReview';
const reviews: Readonly<Record<ReviewKind, string>> = {
  SelfSubjectAccessReview: 'authorization.k8s.io/v1',
  SelfSubjectReview: 'authentication.k8s.io/v1',
};

/** A reader over one keep-alive connection. Close it, or the process stays alive for a minute. */
export function createKubeApi(access: KubeAccess, options: KubeApiOptions): KubeApi {
  const { signal, backoffMs = 200, now } = options;
  const { requestTimeoutMs = 30_000, maxPageBytes: maxBytes = 16 * 2 ** 20, userAgent = 'pgx-audit' } = options;
  const opened = createTransport(access, { signal, requestTimeoutMs, maxBytes, userAgent });
  const { transport, clockOffsetMs } = watchClock(opened, now);
  const send = createRequester(transport, { access, signal, backoffMs });
  return {
    access,
    list: (resource, { namespace = '', project }) => listAll(resource, namespace, project, (path) => send({ path })),
    get: async (resource, namespace, name) => gotFrom(await send({ path: resourcePath(resource, namespace, name) })),
    async pick(resource, namespace, name) {
      const query = new URLSearchParams({ fieldSelector: `metadata.name=${name}`, limit: '1' });
      return pickedFrom(await send({ path: `${resourcePath(resource, namespace)}?${query.toString()}` }), name);
    },
    async review(kind, spec) {
      const apiVersion = reviews[kind];
      return gotFrom(await send({ path: `/apis/${apiVersion}/${kind.toLowerCase()}s`, body: { apiVersion, kind, spec } }));
    },
    clockOffsetMs,
    close: () => transport.close(),
  };
}

/** Whatever answers without looking at the selector gives another object: that tells nothing. */
function pickedFrom(answer: Answered, name: string): Got {
  if (!('json' in answer)) return gotFrom(answer);
  const { items } = answer.json as { readonly items?: unknown };
  if (!Array.isArray(items)) return { missing: 'failed', detail: 'the answer is no list' };
  if (items.length === 0) return { missing: 'absent', detail: 'there is no such object' };
  const [found] = items as readonly { readonly metadata?: { readonly name?: unknown } }[];
  return found?.metadata?.name === name ? { found } : { missing: 'failed', detail: 'the answer is about another object' };
}

function gotFrom(answer: Answered): Got {
  if ('json' in answer) return { found: answer.json };
  const missing = answer.code === 403 ? 'forbidden' : answer.code === 404 ? 'absent' : 'failed';
  return { missing, detail: answer.message };
}
