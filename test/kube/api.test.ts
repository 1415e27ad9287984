import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createKubeApi, namespaces, serviceMonitors, services, type KubeApi, type KubeApiOptions } from '../../src/kube/index.ts';
import { PgxError } from '../../src/model/errors.ts';
import { accessTo, sendJson, sendStatus, startApi, type FakeApi } from './fake-api.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const apiTo = (server: string, options: Partial<KubeApiOptions> = {}): KubeApi => {
  const api = createKubeApi(accessTo(server), { signal: new AbortController().signal, backoffMs: 1, ...options });
  closers.push(() => api.close());
  return api;
};
const serve = async (...given: Parameters<typeof startApi>): Promise<FakeApi> => {
  const fake = await startApi(...given);
  closers.push(() => fake.close());
  return fake;
};

interface Named {
  readonly metadata: { readonly name: string };
}
const project = (item: unknown): string | undefined => (item as Partial<Named>).metadata?.name;
const names = (from: number, count: number): Named[] =>
  Array.from({ length: count }, (_, index) => ({ metadata: { name: `s${from + index}` } }));
const page = (response: ServerResponse, items: unknown, token = ''): void =>
  sendJson(response, { kind: 'ServiceList', metadata: { continue: token }, items });
const errorOf = async (promise: Promise<unknown>): Promise<PgxError> => {
  const error = await promise.then(
    () => new Error('was fulfilled'),
    (reason: unknown) => reason,
  );
  if (error instanceof PgxError) return error;
  throw error;
};

describe('listing', () => {
  it('pages over one connection and keeps slim copies', async () => {
    const fake = await serve((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      expect(url.searchParams.get('limit')).toBe('500');
      const start = Number(url.searchParams.get('continue') ?? '0');
      page(response, names(start, Math.min(500, 2000 - start)), start + 500 < 2000 ? String(start + 500) : '');
    });
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toEqual({ resource: 'services', outcome: 'listed', count: 2000, detail: '' });
    expect([listed.items[0], listed.items[1999], new Set(listed.items).size]).toEqual(['s0', 's1999', 2000]);
    expect([fake.requests.length, fake.connections()]).toEqual([4, 1]);
  });

  it('asks for one namespace, below the path of the server, and passes credentials', async () => {
    const fake = await serve((_, response) => page(response, null));
    const access = accessTo(`${fake.url}/k8s/clusters/c-1`, { Authorization: 'Bearer abc' });
    const api = createKubeApi(access, { signal: new AbortController().signal, userAgent: 'pgx-audit/1' });
    closers.push(() => api.close());
    const listed = await api.list(serviceMonitors, { namespace: 'a/b', project });
    expect(listed.access).toMatchObject({ resource: 'servicemonitors.monitoring.coreos.com', outcome: 'listed', count: 0 });
    expect(fake.requests[0]?.url).toBe('/k8s/clusters/c-1/apis/monitoring.coreos.com/v1/namespaces/a%2Fb/servicemonitors?limit=500');
    expect(fake.requests[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'user-agent': 'pgx-audit/1' });
  });

  it('starts again when the list expires on the way', async () => {
    const fake = await serve((request, response, nth) => {
      if (nth === 2) return sendStatus(response, 410, 'The provided continue parameter is too old');
      return request.url?.includes('continue') ? page(response, names(500, 10)) : page(response, names(0, 500), 'next');
    });
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toMatchObject({ outcome: 'listed', count: 510 });
    expect(new Set(listed.items).size).toBe(510);
  });

  it('says that it is partial when the list keeps expiring', async () => {
    const fake = await serve((request, response) =>
      request.url?.includes('continue') ? sendStatus(response, 410, 'too old') : page(response, names(0, 3), 'next'),
    );
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toEqual({
      resource: 'services',
      outcome: 'partial',
      count: 3,
      detail: 'the list expired 4 times while it was read: too old',
    });
    expect(fake.requests).toHaveLength(8);
  });

  it('waits as told by 429, and tries again after 500', async () => {
    const fake = await serve((_, response, nth) => {
      if (nth === 1) return sendStatus(response, 429, 'slow down', { 'retry-after': '0' });
      return nth === 2 ? sendStatus(response, 500, 'etcdserver: leader changed') : page(response, names(0, 1));
    });
    const listed = await apiTo(fake.url).list(services, { project });
    expect([listed.access.outcome, fake.requests.length]).toEqual(['listed', 3]);
  });

  it('gives up on a server that only answers 500, after a few tries', async () => {
    const fake = await serve((_, response) => sendStatus(response, 500, 'etcdserver:\nrequest timed out'));
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toEqual({ resource: 'services', outcome: 'failed', count: 0, detail: 'etcdserver: request timed out' });
    expect(fake.requests).toHaveLength(5);
  });

  it('keeps what it has when a later page fails', async () => {
    const fake = await serve((request, response) =>
      request.url?.includes('continue') ? sendStatus(response, 503, 'no') : page(response, names(0, 2), 'next'),
    );
    const listed = await apiTo(fake.url).list(services, { project });
    expect([listed.items, listed.access.outcome, listed.access.detail]).toEqual([['s0', 's1'], 'partial', 'no']);
  });

  it('tells a missing API group from a refusal, in the words of the server on one line', async () => {
    const fake = await serve((request, response) =>
      request.url?.startsWith('/apis')
        ? sendStatus(response, 404, 'the server could not find the requested resource')
        : sendStatus(response, 403, 'services is forbidden:\n\u001b[31mno'),
    );
    const api = apiTo(fake.url);
    expect((await api.list(serviceMonitors, { project })).access.outcome).toBe('absent');
    expect((await api.list(services, { project })).access).toMatchObject({
      outcome: 'forbidden',
      detail: 'services is forbidden: \ufffd[31mno',
    });
  });

  it('does not repeat the credential that a server quotes', async () => {
    const fake = await serve((request, response) => sendStatus(response, 403, `no: ${request.headers.authorization} and token=abc`));
    const api = createKubeApi(accessTo(fake.url, { Authorization: 'Bearer opaque' }), { signal: new AbortController().signal });
    closers.push(() => api.close());
    expect((await api.list(services, { project })).access.detail).toBe('no: Bearer … and token=…');
  });

  it('tries smaller pages where a page is too large, and fails where that does not help', async () => {
    const fake = await serve((request, response) => {
      const limit = Number(new URL(request.url ?? '', 'http://x').searchParams.get('limit'));
      page(response, [{ metadata: { name: 'x'.repeat(limit * 1000) } }]);
    });
    const roomy = await apiTo(fake.url, { maxPageBytes: 2 ** 17 }).list(services, { project });
    expect([roomy.access.outcome, fake.requests.length]).toEqual(['listed', 2]);
    const tight = await apiTo(fake.url, { maxPageBytes: 1000 }).list(services, { project });
    expect(tight.access).toMatchObject({ outcome: 'failed', detail: 'more than 0 MiB in one answer' });
  });

  it('goes on with a few objects a page where those are as large as a page of others', async () => {
    const sizes = Array.from({ length: 1200 }, (_, nth) => (nth >= 600 && nth < 620 ? 60_000 : 10));
    const fake = await serve((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://x');
      const [start, limit] = [Number(searchParams.get('continue') ?? '0'), Number(searchParams.get('limit'))];
      const items = sizes
        .slice(start, start + limit)
        .map((size, index) => ({ metadata: { name: `s${start + index}` }, fat: 'x'.repeat(size) }));
      page(response, items, start + limit < sizes.length ? String(start + limit) : '');
    });
    const listed = await apiTo(fake.url, { maxPageBytes: 2 ** 18 }).list(services, { project });
    expect(listed.access).toMatchObject({ outcome: 'listed', count: 1200 });
    expect(new Set(listed.items).size).toBe(1200);
    expect(fake.requests.length).toBeLessThan(60);
  });

  it('does not ask for the same page for ever', async () => {
    const fake = await serve((_, response) => page(response, names(0, 5), 'again'));
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toMatchObject({ outcome: 'partial', detail: 'the same page came again' });
    expect(fake.requests).toHaveLength(2);
  });

  it('keeps a bounded number of objects of a list without end', async () => {
    const items = JSON.stringify(names(0, 90_000));
    const fake = await serve((_, response, nth) => void response.end(`{"metadata":{"continue":"${nth}"},"items":${items}}`));
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toMatchObject({ outcome: 'partial', count: 200_000, detail: '200000 objects or more' });
    expect(fake.requests).toHaveLength(3);
  });

  it('stops reading an endless answer', async () => {
    const fake = await serve((_, response) => {
      const chunk = Buffer.alloc(2 ** 16, 0x20);
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pump);
      pump();
    });
    const listed = await apiTo(fake.url, { maxPageBytes: 2 ** 20 }).list(services, { project });
    expect(listed.access).toMatchObject({ outcome: 'failed', detail: 'more than 1 MiB in one answer' });
  });

  it('counts objects it does not understand as a gap', async () => {
    const fake = await serve((_, response) =>
      page(
        response,
        [{ metadata: { name: 'a' } }, 7, null, 'x'].filter((item) => item !== null),
      ),
    );
    const listed = await apiTo(fake.url).list(services, { project });
    expect(listed.access).toEqual({ resource: 'services', outcome: 'partial', count: 1, detail: '2 of 3 not understood' });
  });

  it.each([
    ['HTML', '<html>login</html>', 'the answer is not JSON: is this the API server?'],
    ['another document', '{"items": "none"}', 'the answer is not a list'],
    ['an empty document', '{}', 'the answer is not a list'],
    ['an array', '[]', 'the answer is not a list'],
    ['a status of success', '{"kind": "Status", "status": "Success"}', 'the answer is not a list'],
  ])('fails on %s', async (_, body, detail) => {
    const fake = await serve((__, response) => void response.end(body));
    expect((await apiTo(fake.url).list(services, { project })).access).toMatchObject({ outcome: 'failed', detail });
  });

  it('does not follow a redirect', async () => {
    const fake = await serve((_, response) => void response.writeHead(302, { location: '/elsewhere' }).end());
    expect((await apiTo(fake.url).list(services, { project })).access).toMatchObject({ outcome: 'failed', detail: 'HTTP 302' });
    expect(fake.requests).toHaveLength(1);
  });
});

describe('a server that cannot be used', () => {
  it('that refuses the credentials ends the scan with whose they are', async () => {
    const fake = await serve((_, response) => sendStatus(response, 401, 'Unauthorized'));
    const error = await errorOf(apiTo(fake.url).list(services, { project }));
    expect([error.exitCode, error.message]).toEqual([3, `API server ${fake.url} refused the credentials of user auditor (401)`]);
  });

  it('that is not there ends the scan in one line', async () => {
    const fake = await serve((_, response) => page(response, []));
    await fake.close();
    const error = await errorOf(apiTo(fake.url).list(services, { project }));
    expect([error.exitCode, error.message]).toEqual([3, `API server ${fake.url} unreachable: connection refused`]);
    expect(error.hint).toContain('test');
  });

  it('that hangs up is tried again, then ends the scan', async () => {
    const fake = await serve((request, response, nth) => (nth < 3 ? void request.socket.destroy() : page(response, names(0, 1))));
    expect((await apiTo(fake.url).list(services, { project })).access.outcome).toBe('listed');
    const rude = await serve((request) => void request.socket.destroy());
    const error = await errorOf(apiTo(rude.url).list(services, { project }));
    expect(error.message).toMatch(/unreachable: connection (closed without an answer|reset)$/);
  });

  it('that is slow ends the scan in time, byte by byte too', async () => {
    const timers: NodeJS.Timeout[] = [];
    const fake = await serve((_, response) => void timers.push(setInterval(() => response.write(' '), 20)));
    const started = performance.now();
    const error = await errorOf(apiTo(fake.url, { requestTimeoutMs: 300 }).list(services, { project }));
    timers.forEach((timer) => clearInterval(timer));
    expect(error.message).toBe(`API server ${fake.url} unreachable: no answer within 0.3 s`);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('stops at once when the scan is interrupted, while waiting too', async () => {
    const fake = await serve((_, response) => sendStatus(response, 429, 'busy', { 'retry-after': '30' }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const started = performance.now();
    const error = await errorOf(apiTo(fake.url, { signal: controller.signal }).list(services, { project }));
    expect([error.exitCode, error.message]).toEqual([3, 'interrupted while reading the cluster']);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('getting one object', () => {
  it('finds it, or says why not', async () => {
    const fake = await serve((request, response) => {
      if (request.url?.endsWith('/kube-system')) return sendJson(response, { metadata: { uid: 'u-1' } });
      return request.url?.endsWith('/secret')
        ? sendStatus(response, 403, 'not yours')
        : sendStatus(response, 404, 'namespaces "x" not found');
    });
    const api = apiTo(fake.url);
    expect(await api.get(namespaces, '', 'kube-system')).toEqual({ found: { metadata: { uid: 'u-1' } } });
    expect(await api.get(namespaces, '', 'secret')).toEqual({ missing: 'forbidden', detail: 'not yours' });
    expect(await api.get(namespaces, '', 'x')).toEqual({ missing: 'absent', detail: 'namespaces "x" not found' });
  });
});
