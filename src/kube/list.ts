import type { Access } from '../model/report.ts';
import type { Answered } from './request.ts';
import { resourceName, resourcePath, type Resource } from './resources.ts';

/** Makes the slim copy of one object; undefined where the object is not understood. */
export type Project<T> = (item: unknown) => T | undefined;

export interface Listed<T> {
  readonly items: readonly T[];
  readonly access: Access;
}

const pageSize = 500;
const mostPages = 4000;
const mostItems = 200_000; // Kubernetes is made for 150,000 pods
const mostRestarts = 3;

/**
 * Lists a kind of object page by page; keeps only the slim copies. A list that expires on the way (410) starts again. Never rejects for
 * what the server says of this kind: that is in `access`.
 */
export async function listAll<T>(
  resource: Resource,
  namespace: string,
  project: Project<T>,
  get: (path: string) => Promise<Answered>,
): Promise<Listed<T>> {
  for (let restarts = 0; ; restarts++) {
    const run = await listOnce(resource, namespace, project, get);
    if (run.stopped?.code !== 410 || restarts === mostRestarts)
      return { items: run.items, access: accessOf(resourceName(resource), run, restarts) };
  }
}

interface Run<T> {
  readonly items: T[];
  readonly skipped: number;
  readonly stopped: Extract<Answered, { code: number }> | null; // what ended it before the last page
}

async function listOnce<T>(
  resource: Resource,
  namespace: string,
  project: Project<T>,
  get: (path: string) => Promise<Answered>,
): Promise<Run<T>> {
  const items: T[] = [];
  let skipped = 0;
  let token = '';
  let limit = pageSize;
  const stop = (message: string): Run<T> => ({ items, skipped, stopped: { code: 0, message } });
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({ limit: String(limit), ...(token && { continue: token }) });
    const answer = await get(`${resourcePath(resource, namespace)}?${query.toString()}`);
    if ('code' in answer && answer.tooLarge && limit > 1) {
      limit = Math.floor(limit / 10) || 1; // a few objects may be as large as a page of others: down to one at a time
      continue;
    }
    if ('code' in answer) return { items, skipped, stopped: answer };
    const found = itemsOf(answer.json);
    if (!found) return stop('the answer is not a list');
    for (const item of found.slice(0, mostItems - items.length - skipped)) {
      const slim = project(item);
      if (slim === undefined) skipped++;
      else items.push(slim);
    }
    const next = (answer.json as List).metadata?.continue;
    if (typeof next !== 'string' || next === '') {
      return items.length + skipped < mostItems ? { items, skipped, stopped: null } : stop(`${mostItems} objects or more`);
    }
    if (next === token) return stop('the same page came again');
    if (items.length + skipped >= mostItems) return stop(`${mostItems} objects or more`);
    token = next;
    limit = Math.min(pageSize, limit * 2);
  }
  return stop(`more than ${mostPages} pages`);
}

interface List {
  readonly kind?: unknown;
  readonly items?: unknown;
  readonly metadata?: { readonly continue?: unknown } | null;
}

/** The items of a list, undefined where the document is none: of a server that is not Kubernetes, "{}" must not read as an empty cluster. */
function itemsOf(json: unknown): readonly unknown[] | undefined {
  const { kind, items } = json as List;
  if (Array.isArray(items)) return items as unknown[];
  return (items ?? null) === null && typeof kind === 'string' && kind.endsWith('List') ? [] : undefined;
}

function accessOf(resource: string, { items, skipped, stopped }: Run<unknown>, restarts: number): Access {
  const of = (outcome: Access['outcome'], detail: string): Access => ({ resource, outcome, count: items.length, detail });
  if (stopped === null) return skipped === 0 ? of('listed', '') : of('partial', `${skipped} of ${skipped + items.length} not understood`);
  const nothing = items.length + skipped === 0; // what is refused or gone after some pages is not whole
  if (stopped.code === 403 && nothing) return of('forbidden', stopped.message);
  if (stopped.code === 404 && nothing) return of('absent', stopped.message);
  const detail = stopped.code === 410 ? `the list expired ${restarts + 1} times while it was read: ${stopped.message}` : stopped.message;
  return of(items.length > 0 ? 'partial' : 'failed', detail);
}
