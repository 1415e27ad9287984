import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { PgxError } from '../../src/model/errors.ts';
import { askPrometheus, prometheusAccess, type PrometheusAnswers } from '../../src/net/prometheus-api.ts';
import { ca, leaf, rawServer } from './support.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listening(createServer(listener))}`;

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A Prometheus under a base path, that writes down what it was asked. */
function prometheus(base: string, asked: Asked[] = []): RequestListener {
  const data: Readonly<Record<string, object>> = {
    [`${base}/api/v1/targets?state=active`]: { activeTargets: [] },
    [`${base}/api/v1/targets?state=dropped`]: { droppedTargets: [] },
    [`${base}/api/v1/status/buildinfo`]: { version: '3.16.0' },
    [`${base}/api/v1/status/runtimeinfo`]: { reloadConfigSuccess: true },
  };
  return ({ url = '', headers }, response) => {
    asked.push({ url, authorization: headers.authorization });
    const found = data[url];
    response.statusCode = found ? 200 : 404;
    response.end(JSON.stringify({ status: 'success', data: found }));
  };
}

const options = { signal: new AbortController().signal, timeoutMs: 2000, userAgent: 'pgx-audit/test' };
const ask = (
  given: Parameters<typeof prometheusAccess>[0],
  more: Partial<Parameters<typeof askPrometheus>[1]> = {},
): Promise<PrometheusAnswers> => askPrometheus(prometheusAccess(given), { ...options, ...more });

const refusal = async (asked: Promise<unknown>): Promise<Pick<PgxError, 'message' | 'hint' | 'exitCode'>> =>
  asked.then(
    () => expect.fail('it was answered'),
    ({ message, hint, exitCode }: PgxError) => ({ message, hint, exitCode }),
  );

describe('a Prometheus', () => {
  it('is asked below its base path, with the token', async () => {
    const asked: Asked[] = [];
    const port = await listening(createServer(prometheus('/team/prometheus', asked)));
    const answers = await ask({ url: `http://127.0.0.1:${port}/team/prometheus/`, token: ' abc.DEF-1\n' });
    expect(answers).toMatchObject({ targets: { data: { activeTargets: [] } }, buildInfo: { data: { version: '3.16.0' } } });
    expect(asked.map(({ url }) => url)).toEqual([
      '/team/prometheus/api/v1/targets?state=active',
      '/team/prometheus/api/v1/targets?state=dropped',
      '/team/prometheus/api/v1/status/buildinfo',
      '/team/prometheus/api/v1/status/runtimeinfo',
    ]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer abc.DEF-1']));
  });

  it('need not tell its version', async () => {
    const port = await listening(
      createServer(({ url }, response) => {
        response.statusCode = url === '/api/v1/targets?state=active' ? 200 : 404;
        response.end('{"status":"success","data":{}}');
      }),
    );
    expect(await ask({ url: `http://127.0.0.1:${port}` })).toMatchObject({
      targets: { status: 'success' },
      dropped: undefined,
      buildInfo: undefined,
      runtimeInfo: undefined,
    });
  });

  it('is verified, by the given CA or by the public roots', async () => {
    const asked: Asked[] = [];
    const port = await listening(createSecureServer({ key: leaf.keyPem, cert: leaf.chainPem }, prometheus('', asked)));
    expect(await ask({ url: `https://127.0.0.1:${port}`, ca: ca.certPem, token: 'abc' })).toMatchObject({ targets: { status: 'success' } });
    asked.length = 0;
    expect(await refusal(ask({ url: `https://127.0.0.1:${port}`, token: 'abc' }))).toEqual({
      message: `Prometheus https://127.0.0.1:${port} unreachable: its certificate is not trusted`,
      hint: 'give its CA with --prometheus-ca',
      exitCode: 3,
    });
    expect((await refusal(ask({ url: `https://localhost:${port}`, ca: ca.certPem, token: 'abc' }))).message).toContain(
      'is for another name',
    );
    expect(asked).toEqual([]);
  });
});

describe('what is no answer', () => {
  it('is a redirect, which is not followed: no token goes elsewhere', async () => {
    const bait: Asked[] = [];
    const other = await serve(prometheus('', bait));
    const url = await serve((_, response) => response.writeHead(302, { location: `${other}/login?token=x` }).end());
    const { message, exitCode } = await refusal(ask({ url, token: 'abc' }));
    expect({ message, exitCode }).toEqual({ message: `Prometheus ${url}: redirects to ${other}, which is not followed`, exitCode: 3 });
    expect(bait).toEqual([]);
  });

  it.each([
    [401, 'give a token with --prometheus-token-file'],
    [403, 'give a token that may read /api/v1/targets with --prometheus-token-file'],
    [404, 'is this the base URL? Behind a proxy it often has a path: https://…/prometheus'],
    [500, ''],
  ])('is HTTP %i', async (status, hint) => {
    const url = await serve((_, response) => response.writeHead(status).end('abc secret'));
    expect(await refusal(ask({ url }))).toEqual({ message: `Prometheus ${url}: HTTP ${status} to GET /api/v1/targets`, hint, exitCode: 3 });
  });

  it('is no JSON', async () => {
    const url = await serve((_, response) => response.end('<html>log in'));
    expect((await refusal(ask({ url }))).message).toBe(`Prometheus ${url}: its answer is not JSON`);
  });

  it('is more than the bound, whatever length it says', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 16, ' '))) sent += 2 ** 16;
      };
      response.on('drain', pour);
      pour();
    });
    expect((await refusal(ask({ url }, { mostBytes: 2 ** 20, timeoutMs: 20_000 }))).message).toBe(
      `Prometheus ${url}: more than 1 MiB in one answer`,
    );
    expect(sent).toBeLessThan(32 * 2 ** 20);
  });

  it('is an answer that does not end in time, or never begins', async () => {
    const slow = await serve((_, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect((await refusal(ask({ url: slow }, { timeoutMs: 300 }))).message).toBe(`Prometheus ${slow}: no complete answer within 0.3 s`);
    const { port } = await rawServer(() => undefined);
    expect((await refusal(ask({ url: `http://127.0.0.1:${port}` }, { timeoutMs: 300 }))).message).toContain(
      'no complete answer within 0.3 s',
    );
  });

  it('is a closed port, and a connection that breaks off', async () => {
    const closed = createServer();
    const port = await listening(closed);
    closed.close();
    expect(await refusal(ask({ url: `http://127.0.0.1:${port}` }))).toMatchObject({
      message: `Prometheus http://127.0.0.1:${port} unreachable: connection refused`,
      exitCode: 3,
    });
    const raw = await rawServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')));
    expect((await refusal(ask({ url: `http://127.0.0.1:${raw.port}` }))).message).toMatch(
      /unreachable: connection closed without an answer$/,
    );
    const plain = await rawServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await refusal(ask({ url: `https://127.0.0.1:${plain.port}` }))).message).toMatch(/unreachable: it does not speak TLS$/);
  });

  it('is not waited for once the scan is interrupted', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    expect((await refusal(ask({ url }, { signal: controller.signal }))).message).toBe(`Prometheus ${url}: interrupted`);
  });
});

describe('what the user gave', () => {
  it.each([
    ['prometheus:9090', {}, 'not an http or https URL'],
    ['ftp://prometheus', {}, 'not an http or https URL'],
    ['https://user:pw@prometheus', {}, 'credentials in a URL'],
    ['https://prometheus/?a=1', {}, 'a query or a fragment'],
    ['http://prometheus.example.org', { token: 'abc' }, 'would be sent in the clear'],
    ['http://127.0.0.1.example.org', { token: 'abc' }, 'would be sent in the clear'],
    ['https://prometheus', { token: 'two words' }, 'holds no bearer token'],
    ['https://prometheus', { token: 'a\r\nHost: b' }, 'holds no bearer token'],
    ['https://prometheus', { ca: 'not a PEM' }, 'holds no PEM certificate'],
  ])('%s %j is refused', (url, more, message) => {
    expect(() => prometheusAccess({ url, ...more })).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
    );
    expect(() => prometheusAccess({ url, ...more })).not.toThrow(/pw|abc|two words/);
  });

  it('may be a token for a loopback address without TLS', () => {
    for (const url of ['http://127.0.0.1:9090', 'http://localhost:9090', 'http://[::1]:9090/prometheus'])
      expect(prometheusAccess({ url, token: 'abc' })).toEqual({ url, ca: '', token: 'abc' });
  });
});
