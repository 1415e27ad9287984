import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Attempt, KeyPair } from '../../src/model/attempt.ts';
import { createDial } from '../../src/net/index.ts';
import { issue } from '../support/pki.ts';
import { ca, dialOptions, leaf, okResponse, rawServer, tlsServer } from './support.ts';

const cost = (resume: boolean, name = `cost ${resume}`): Attempt & { readonly kind: 'cost' } => ({
  name,
  kind: 'cost',
  serverName: 'exporter.test',
  request: { path: '/metrics' },
  resume,
});

const servers: { close(): void; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An exporter that keeps connections and sessions; it answers in chunks. */
async function exporter(options: TlsOptions, body = 'up 1\n'): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer({ key: leaf.keyPem, cert: leaf.chainPem, ...options }, (_request, response) => {
    response.write(body);
    response.end();
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const inOrder = ({ timings }: Answer): boolean => {
  const times = [0, timings?.connected, timings?.secured, timings?.answered];
  return times.every((time, index) => typeof time === 'number' && (index === 0 || time >= (times[index - 1] ?? Infinity)));
};

describe.each([
  ['TLSv1.3', 0x0304],
  ['TLSv1.2', 0x0303],
] as const)('what TLS costs a scrape: %s', (maxVersion, version) => {
  it('is measured on one connection, with a second request on it', async () => {
    const { port, connections } = await exporter({ maxVersion });
    const answer = await createDial(dialOptions(port)).dial(cost(false));
    expect(answer).toMatchObject({ handshakeComplete: true, failure: null, serverHello: { version }, http: { status: 200, bytes: 5 } });
    expect(answer.certificates).toEqual([Buffer.from(leaf.der)]);
    expect(answer.timings).toMatchObject({ resumed: false, again: expect.any(Number) as number });
    expect(inOrder(answer)).toBe(true);
    expect(answer.timings?.handshakeBytes).toBeGreaterThan(leaf.der.length);
    expect(answer.timings?.handshakeBytes).toBeLessThan(answer.bytesRead + answer.bytesWritten);
    expect(connections()).toBe(1);
  });

  it('resumes the session of the measurement before, and of no other target', async () => {
    const { port } = await exporter({ maxVersion });
    const { dial } = createDial(dialOptions(port));
    const answers = [];
    for (const [resume, name] of [
      [true, 'first'],
      [true, 'second'],
      [true, 'third'],
      [false, 'fresh'],
    ] as const)
      answers.push(await dial(cost(resume, name)));
    expect(answers.map(({ timings, http }) => [timings?.resumed, http?.status])).toEqual([
      [false, 200],
      [true, 200],
      [true, 200],
      [false, 200],
    ]);
    expect((await createDial(dialOptions(port)).dial(cost(true))).timings?.resumed).toBe(false);
    expect(JSON.stringify(answers)).not.toMatch(/session"|ticket"/);
  });

  it('says when nothing is resumed', async () => {
    const { port } = await exporter({ maxVersion, secureOptions: 0x4000, sessionIdContext: 'a' }); // SSL_OP_NO_TICKET
    const { dial } = createDial(dialOptions(port));
    await dial(cost(false));
    expect((await dial(cost(true))).failure).toBeNull();
  });
});

it('a response of several megabytes is measured to its end', async () => {
  const { port } = await exporter({}, 'up{padding="x"} 1\n'.repeat(200_000));
  const answer = await createDial(dialOptions(port, 20_000)).dial(cost(false));
  expect(answer).toMatchObject({ failure: null, http: { status: 200, bytes: 3_600_000, exposition: true, truncated: false } });
  expect(answer.timings).toMatchObject({ answered: expect.any(Number) as number, again: expect.any(Number) as number });
});

it('a server that closes after the first response has no second time', async () => {
  const answer = await createDial(dialOptions(await tlsServer({}))).dial(cost(false));
  expect(answer).toMatchObject({ failure: null, http: { status: 200 }, timings: { again: null, answered: expect.any(Number) as number } });
});

const shown = (client: KeyPair, resume = false): Attempt => ({ ...cost(resume), client });

describe('a client certificate', () => {
  const demanding = { requestCert: true, rejectUnauthorized: true, ca: [ca.certPem] };

  it.each(['TLSv1.3', 'TLSv1.2'] as const)(
    'is shown to a server of %s that requires one, and the session is resumed',
    async (maxVersion) => {
      const { chainPem, keyPem } = await issue(ca, { cn: 'prometheus', eku: ['clientAuth'] });
      const { port } = await exporter({ maxVersion, ...demanding });
      const { dial } = createDial(dialOptions(port));
      const client = { certificate: chainPem, key: () => keyPem };
      const answers = [await dial(shown(client)), await dial(shown(client, true))];
      expect(answers).toMatchObject([
        { failure: null, alert: null, http: { status: 200 }, timings: { resumed: false, again: expect.any(Number) as number } },
        { failure: null, alert: null, http: { status: 200 }, timings: { resumed: true } },
      ]);
      expect(JSON.stringify(answers)).not.toMatch(/PRIVATE|BEGIN/);
    },
  );
  it('that is no pair is not shown', async () => {
    const { port } = await exporter(demanding);
    const answer = await createDial(dialOptions(port)).dial(shown({ certificate: leaf.chainPem, key: () => 'hunter2' }));
    expect(answer.failure).toEqual({ kind: 'unsupported', text: 'the client certificate or its key cannot be used' });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

it('a server that requires a certificate, speaks no TLS or goes away is measured as far as it went', async () => {
  const demanding = await tlsServer({ requestCert: true, rejectUnauthorized: true, ca: [ca.certPem] });
  const refused = await createDial(dialOptions(demanding)).dial(cost(false));
  expect(refused).toMatchObject({ http: null, timings: { connected: expect.any(Number) as number, answered: null, again: null } });
  const plain = await rawServer((socket) => socket.once('data', () => socket.end(okResponse)));
  expect(await createDial(dialOptions(plain.port)).dial(cost(false))).toMatchObject({
    spoke: 'http',
    failure: null,
    timings: { secured: null, answered: null },
  });
  const gone = await rawServer((socket) => socket.once('data', () => socket.destroy()));
  expect((await createDial(dialOptions(gone.port)).dial(cost(false))).failure?.kind).toMatch(/closed|reset/);
});
