import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { connectTo, echo, echoed, kubelet, opened, podTarget } from './support.ts';

const timers = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

/** An answer in place of the upgrade. */
const answer =
  (status: string, body: string, headers = '') =>
  (_: unknown, socket: Duplex): void =>
    void socket.end(`HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
const status = (code: number, message: string): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code });

describe('what is asked', () => {
  it('is the port of the pod, below the path of the server, with the headers of the access', async () => {
    const fake = await kubelet(echo);
    const headers = { Authorization: 'Bearer abcd', 'Impersonate-User': 'jane', 'Impersonate-Group': ['a', 'b'] };
    const target = podTarget(9187, { pod: { namespace: 'd/b', name: 'pgx-0', uid: '', node: '' } });
    const stream = opened(await connectTo(`${fake.url}/k8s/clusters/c-1`, { target, access: { headers: () => Promise.resolve(headers) } }));
    expect(await echoed(stream)).toBe('hello');
    const [asked] = fake.requests;
    expect([asked?.method, asked?.url]).toEqual(['GET', '/k8s/clusters/c-1/api/v1/namespaces/d%2Fb/pods/pgx-0/portforward?ports=9187']);
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer abcd',
      'impersonate-user': 'jane',
      'impersonate-group': 'a, b',
      'sec-websocket-protocol': 'v4.channel.k8s.io',
      'user-agent': 'pgx-audit/test',
    });
    expect(asked?.headers['sec-websocket-extensions']).toBeUndefined();
  });

  it('is nothing without a pod or an address', async () => {
    const fake = await kubelet(echo);
    const refused = { refused: { kind: 'unreachable', text: 'only a pod can be reached through port-forward' } };
    expect(await connectTo(fake.url, { target: podTarget(1, { pod: null }) })).toEqual(refused);
    expect(await connectTo(fake.url, { target: podTarget(1, { address: null }) })).toEqual(refused);
    expect(fake.connections()).toBe(0);
  });

  it('goes on in parallel, each stream for itself', async () => {
    const fake = await kubelet(echo);
    const streams = await Promise.all(Array.from({ length: 30 }, () => connectTo(fake.url)));
    expect(await Promise.all(streams.map((each) => echoed(opened(each))))).toEqual(Array.from({ length: 30 }, () => 'hello'));
    expect(fake.connections()).toBe(30);
  });
});

describe('an answer that is no upgrade', () => {
  it.each([
    [
      '403 Forbidden',
      status(403, 'pods "pgx-0" is forbidden: User "u" cannot create resource "pods/portforward" in API group "" in the namespace "db"'),
      {
        code: 'not-permitted',
        text: 'port-forward: pods "pgx-0" is forbidden: User "u" cannot create resource "pods/portforward" in API group "" in the namespace "db"',
      },
    ],
    [
      '403 Forbidden',
      status(403, 'pods "pgx-0" is forbidden: '),
      {
        code: 'not-permitted',
        text: 'port-forward: pods "pgx-0" is forbidden: the verb create on pods/portforward is missing, which Kubernetes 1.35 and later ask for besides get',
      },
    ],
    ['404 Not Found', status(404, 'pods "pgx-0" not found'), { code: 'not-ready', text: 'port-forward: pods "pgx-0" not found' }],
    ['401 Unauthorized', status(401, 'Unauthorized'), { code: 'not-permitted', text: 'port-forward: Unauthorized' }],
    [
      '500 Oops',
      status(500, 'error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused'),
      { text: 'port-forward: error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused' },
    ],
    ['400 Bad', '<html>\u001b[2J</html>', { text: 'port-forward: HTTP 400 instead of an upgrade' }],
    ['200 OK', '{}', { text: 'port-forward: HTTP 200 instead of an upgrade' }],
    [
      '403 Forbidden',
      status(403, `no\n\u001b[31m ${'y'.repeat(5000)} Bearer secret-token`),
      { code: 'not-permitted', text: expect.stringMatching(/^port-forward: no \ufffd\[31m y{100,300}…$/) as string },
    ],
  ])('%s is told in its own words', async (line, body, expected) => {
    const fake = await kubelet(echo, { instead: answer(line, body) });
    expect(await connectTo(fake.url)).toEqual({ refused: { kind: 'unreachable', ...expected } });
  });

  it('that repeats the token is told without it', async () => {
    const fake = await kubelet(echo, { instead: answer('403 No', status(403, 'who is s3cr3t-value?')) });
    const access = { headers: () => Promise.resolve({ Authorization: 'Bearer s3cr3t-value' }) };
    expect(await connectTo(fake.url, { access })).toMatchObject({ refused: { text: 'port-forward: who is …?' } });
  });

  it('that redirects is never followed', async () => {
    const other = await kubelet(echo);
    const fake = await kubelet(echo, { instead: answer('302 Found', '', `Location: ${other.url}/\r\n`) });
    expect(await connectTo(fake.url)).toEqual({
      refused: { kind: 'unreachable', text: 'port-forward: HTTP 302 instead of an upgrade, a redirect, which is not followed' },
    });
    expect(other.connections()).toBe(0);
  });

  it('is read up to a bound', async () => {
    let sent = 0;
    const instead = (_: unknown, socket: Duplex): void => {
      socket.write('HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = Buffer.alloc(16_384, 'x');
      const more = (): void => {
        if (!socket.writable) return;
        sent += chunk.length;
        socket.write(Buffer.concat([Buffer.from('4000\r\n'), chunk, Buffer.from('\r\n')]), () => setImmediate(more));
      };
      more();
    };
    const fake = await kubelet(echo, { instead });
    expect(await connectTo(fake.url)).toMatchObject({
      refused: { kind: 'unreachable', text: 'port-forward: HTTP 403 instead of an upgrade' },
    });
    expect(sent).toBeLessThan(8 * 2 ** 20); // what the kernel takes on loopback
  });

  it.each([
    ['without the subprotocol', 'Server sent no subprotocol', (accept: string) => `Sec-WebSocket-Accept: ${accept}\r\n`],
    [
      'with a wrong key',
      'Invalid Sec-WebSocket-Accept header',
      () => 'Sec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n',
    ],
  ])('an upgrade %s is refused', async (_, text, headers) => {
    const fake = await kubelet(echo, {
      instead: (request, socket) => {
        const accept = createHash('sha1')
          .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest('base64');
        socket.write(`HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${headers(accept)}\r\n`);
      },
    });
    expect(await connectTo(fake.url)).toEqual({ refused: { kind: 'unreachable', text: `port-forward: ${text}` } });
  });
});

describe('time', () => {
  it.each([
    ['an upgrade that is never answered', { instead: () => undefined }, echo],
    ['a port that is never opened', {}, () => undefined],
    [
      'a refusal that never ends',
      { instead: (_: unknown, socket: Duplex) => void socket.write('HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\n{') },
      echo,
    ],
  ])('%s ends with the time for opening', async (_, options, serve) => {
    const fake = await kubelet(serve, options);
    expect(await connectTo(fake.url, { openTimeoutMs: 100 })).toEqual({
      refused: { kind: 'connect-timeout', text: 'port-forward: not open within 0.1 s' },
    });
    await expect.poll(() => fake.open()).toBe(0);
  });

  it('an interruption ends the opening, and the wait for credentials', async () => {
    const fake = await kubelet(() => undefined);
    const controller = new AbortController();
    const waiting = connectTo(fake.url, { signal: controller.signal });
    await expect.poll(() => fake.requests.length).toBe(1);
    controller.abort(new Error('the scan was interrupted'));
    expect(await waiting).toMatchObject({ refused: { text: 'the scan was interrupted' } });
    expect(await connectTo(fake.url, { signal: controller.signal })).toMatchObject({ refused: { text: 'the scan was interrupted' } });
    await expect.poll(() => fake.open()).toBe(0);
  });

  it('leaves no timer behind', async () => {
    const [before, fake] = [timers(), await kubelet(echo)];
    for (let time = 0; time < 20; time++) await echoed(opened(await connectTo(fake.url, { openTimeoutMs: 60_000 })));
    expect(timers()).toBeLessThan(before + 5);
  });
});
