import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createKubeApi, secrets, services, type KubeAccess, type KubeApi, type KubeApiOptions } from '../../src/kube/index.ts';
import { accessTo, sendJson, sendStatus, startApi, type FakeApi } from './fake-api.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(...given: Parameters<typeof startApi>): Promise<FakeApi> {
  const fake = await startApi(...given);
  closers.push(() => fake.close());
  return fake;
}
function apiTo(fake: FakeApi, options: Partial<KubeApiOptions & KubeAccess> = {}): KubeApi {
  const { headers, renew, ...rest } = options;
  const access = { ...accessTo(fake.url), ...(headers && { headers }), ...(renew && { renew }) };
  const api = createKubeApi(access, { signal: new AbortController().signal, backoffMs: 1, ...rest });
  closers.push(() => api.close());
  return api;
}
const list = (api: KubeApi) => api.list(services, { project: (item) => (item as { name: string }).name });

/** Page `nth` of three with two objects each. */
function page(response: ServerResponse, token: string | null): void {
  const nth = Number(token ?? '0');
  const items = [{ name: `a${nth}` }, { name: `b${nth}` }];
  sendJson(response, { kind: 'ServiceList', metadata: { continue: nth < 2 ? String(nth + 1) : '' }, items });
}
const tokenOf = (url = ''): string | null => new URL(url, 'http://x').searchParams.get('continue');
const all = ['a0', 'b0', 'a1', 'b1', 'a2', 'b2'];

/** Answers pages, and once, at the second page, what the test says. */
const onceAtTheSecondPage = (fault: (response: ServerResponse) => void) => {
  let done = false;
  return serve((request, response) => {
    const token = tokenOf(request.url);
    if (token !== '1' || done) return page(response, token);
    done = true;
    return fault(response);
  });
};

describe('a fault between two pages', () => {
  it.each<[string, (response: ServerResponse) => void, number]>([
    ['410: the list starts again', (response) => sendStatus(response, 410, 'too old'), 5],
    ['429', (response) => sendStatus(response, 429, 'slow down', { 'retry-after': '0' }), 4],
    ['500', (response) => sendStatus(response, 500, 'etcdserver: leader changed'), 4],
    ['503 with Retry-After', (response) => sendStatus(response, 503, 'starting', { 'retry-after': '0' }), 4],
    ['504', (response) => sendStatus(response, 504, 'timeout'), 4],
    ['a connection that is dropped', (response) => void response.destroy(), 4],
    [
      'a connection that is dropped within the body',
      (response) => void response.writeHead(200, { 'content-length': '9999' }).write('{"items":[{', () => response.destroy()),
      4,
    ],
  ])('%s is gone over, and nothing comes twice', async (_, fault, requests) => {
    const fake = await onceAtTheSecondPage(fault);
    const listed = await list(apiTo(fake));
    expect([listed.items, listed.access.outcome]).toEqual([all, 'listed']);
    expect(fake.requests).toHaveLength(requests);
  });

  it.each([
    ['403', 403],
    ['404', 404],
    ['500 for ever', 500],
    ['400', 400],
  ])('%s makes the list partial', async (_, code) => {
    const fake = await serve((request, response) =>
      tokenOf(request.url) === null ? page(response, null) : sendStatus(response, code, 'no more'),
    );
    expect((await list(apiTo(fake))).access).toMatchObject({ outcome: 'partial', count: 2, detail: 'no more' });
  });

  it('an answer that is cut off by the server makes it partial', async () => {
    const fake = await serve((request, response) =>
      tokenOf(request.url) === null ? page(response, null) : void response.end('{"items":[{'),
    );
    expect((await list(apiTo(fake))).access).toMatchObject({
      outcome: 'partial',
      detail: 'the answer is not JSON: is this the API server?',
    });
  });

  it('a connection that is always dropped ends the scan', async () => {
    const fake = await serve((request, response) => (tokenOf(request.url) === null ? page(response, null) : void response.destroy()));
    await expect(list(apiTo(fake))).rejects.toThrow(/unreachable: connection (closed without an answer|reset)$/);
    expect(fake.requests).toHaveLength(6);
  });

  it('an answer that does not come ends the scan in time', async () => {
    const fake = await serve((request, response) => (tokenOf(request.url) === null ? page(response, null) : undefined));
    await expect(list(apiTo(fake, { requestTimeoutMs: 200 }))).rejects.toThrow('unreachable: no answer within 0.2 s');
  });
});

const timesOf = async (answer: (response: ServerResponse, nth: number) => void, backoffMs: number): Promise<number[]> => {
  const times: number[] = [];
  const fake = await serve((_, response, nth) => {
    times.push(performance.now());
    answer(response, nth);
  });
  await list(apiTo(fake, { backoffMs }));
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
};

describe('waiting', () => {
  it('is as long as Retry-After says', async () => {
    const [wait = 0] = await timesOf(
      (response, nth) => (nth === 1 ? sendStatus(response, 429, '', { 'retry-after': '1' }) : page(response, '2')),
      1,
    );
    expect(wait).toBeGreaterThan(990);
    expect(wait).toBeLessThan(2500);
  });

  it.each(['Fri, 31 Dec 2049 23:59:59 GMT', '-1', '99999999999', 'soon'])('is our own where Retry-After is %s', async (value) => {
    const [wait = 0] = await timesOf(
      (response, nth) => (nth === 1 ? sendStatus(response, 429, '', { 'retry-after': value }) : page(response, '2')),
      10,
    );
    expect(wait).toBeLessThan(1000);
  });

  it('doubles with each try', async () => {
    const waits = await timesOf((response) => sendStatus(response, 500, 'no'), 20);
    expect(waits).toHaveLength(4);
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(20 * 2 ** (index + 1) - 5);
  });
});

/** Takes only the second token from the second page on. */
const expiring = () =>
  serve((request, response) => {
    const token = tokenOf(request.url);
    const isGood = token === null || request.headers.authorization === 'Bearer second';
    return isGood ? page(response, token) : sendStatus(response, 401, 'Unauthorized');
  });
const renewing = (tokens: string[]): Pick<KubeAccess, 'headers' | 'renew'> & { renewed: () => number } => {
  let renewed = 0;
  return {
    headers: () => Promise.resolve({ Authorization: `Bearer ${tokens[0]}` }),
    renew: () => {
      renewed++;
      tokens.shift();
      return true;
    },
    renewed: () => renewed,
  };
};

describe('credentials that are refused midway', () => {
  it('are resolved anew, once, over a new connection', async () => {
    const fake = await expiring();
    const { renewed, ...access } = renewing(['first', 'second']);
    const listed = await list(apiTo(fake, access));
    expect([listed.items, listed.access.outcome, renewed(), fake.connections()]).toEqual([all, 'listed', 1, 2]);
    expect(fake.requests).toHaveLength(4);
  });

  it('end the scan where that does not help', async () => {
    const fake = await expiring();
    const { renewed, ...access } = renewing(['first', 'third', 'fourth']);
    await expect(list(apiTo(fake, access))).rejects.toThrow(
      /refused the credentials of user auditor \(401\), after it took them for 1 requests: they have expired$/,
    );
    expect([renewed(), fake.requests.length]).toEqual([1, 3]);
  });

  it('end the scan at once where there is nothing to resolve anew', async () => {
    const fake = await expiring();
    await expect(list(apiTo(fake))).rejects.toThrow(/\(401\), after it took/);
    expect(fake.requests).toHaveLength(2);
  });
});

describe('what is asked but lists', () => {
  it('reviews are posted, and their answer is 201', async () => {
    let body = '';
    const fake = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => sendJson(response, { status: { allowed: true } }, 201));
    });
    const spec = { resourceAttributes: { verb: 'list', resource: 'pods' } };
    expect(await apiTo(fake).review('SelfSubjectAccessReview', spec)).toEqual({ found: { status: { allowed: true } } });
    expect([fake.requests[0]?.method, fake.requests[0]?.url, fake.requests[0]?.headers['content-type']]).toEqual([
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      'application/json',
    ]);
    expect(JSON.parse(body)).toEqual({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec });
  });

  it('a Secret is read by its name', async () => {
    const fake = await serve((_, response) => sendJson(response, { data: {} }));
    await apiTo(fake).get(secrets, 'db', 'client');
    expect(fake.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /api/v1/namespaces/db/secrets/client']);
  });
});

const at = Date.UTC(2026, 0, 1, 12, 0, 0);
const offsetOf = async (date: string, ours: number): Promise<number | null> => {
  const fake = await serve((_, response) => {
    response.sendDate = false;
    sendJson(response, { items: [] }, 200, date === '' ? {} : { date });
  });
  const api = apiTo(fake, { now: () => ours });
  expect(api.clockOffsetMs()).toBeNull();
  await list(api);
  return api.clockOffsetMs();
};

describe("the server's clock", () => {
  it.each([
    ['the same', at, 0],
    ['within the second that a date is', at + 900, 0],
    ['ahead', at + 61_000, 60_001],
    ['behind', at - 45_000, -45_000],
  ])('%s', async (_, ours, offset) => {
    expect(await offsetOf(new Date(at).toUTCString(), ours)).toBe(offset);
  });

  it.each(['', 'yesterday'])('is not known of "%s"', async (date) => {
    expect(await offsetOf(date, at)).toBeNull();
  });
});
