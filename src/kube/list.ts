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
const smallPageSize = 50; // for objects so large that a page of the usual size is beyond the bound
const mostPages = 4000;
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
  let limit = pageSize;
  for (let restarts = 0; ;) {
    const run = await listOnce(resource, namespace, limit, project, get);
    const stopped = run.stopped;
    if (stopped?.tooLarge && limit === pageSize) limit = smallPageSize;
    else if (stopped?.code === 410 && restarts < mostRestarts) restarts++;
    else return { items: run.items, access: accessOf(resourceName(resource), run, restarts) };
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
  limit: number,
  project: Project<T>,
  get: (path: string) => Promise<Answered>,
): Promise<Run<T>> {
  const items: T[] = [];
  let skipped = 0;
  let token = '';
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({ limit: String(limit), ...(token && { continue: token }) });
    const answer = await get(`${resourcePath(resource, namespace)}?${query.toString()}`);
    if ('code' in answer) return { items, skipped, stopped: answer };
    const list = answer.json as { items?: unknown; metadata?: { continue?: unknown } };
    if (!Array.isArray(list.items ?? [])) return { items, skipped, stopped: { code: 0, message: 'the answer is not a list' } };
    for (const item of (list.items ?? []) as unknown[]) {
      const slim = project(item);
      if (slim === undefined) skipped++;
      else items.push(slim);
    }
    token = typeof list.metadata?.continue === 'string' ? list.metadata.continue : '';
    if (token === '') return { items, skipped, stopped: null };
  }
  return { items, skipped, stopped: { code: 0, message: `more than ${mostPages} pages` } };
}

function accessOf(resource: string, { items, skipped, stopped }: Run<unknown>, restarts: number): Access {
  const of = (outcome: Access['outcome'], detail: string): Access => ({ resource, outcome, count: items.length, detail });
  if (stopped === null) return skipped === 0 ? of('listed', '') : of('partial', `${skipped} of ${skipped + items.length} not understood`);
  if (stopped.code === 403) return of('forbidden', stopped.message);
  if (stopped.code === 404) return of('absent', stopped.message);
  const detail = stopped.code === 410 ? `the list expired ${restarts + 1} times while it was read: ${stopped.message}` : stopped.message;
  return of(items.length > 0 ? 'partial' : 'failed', detail);
}
