import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { parse } from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, KeyPair, Timings } from '../../src/model/attempt.ts';
import { couldNotLook, isKnown, isUnknown } from '../../src/model/fact.ts';
import type { Cost } from '../../src/model/facts.ts';
import { createDial } from '../../src/net/index.ts';
import { cost } from '../../src/probes/cost.ts';
import { ca, dialOptions, leaf } from '../net/support.ts';
import { nobody } from '../support/asked.ts';
import { issue } from '../support/pki.ts';
import { dialTo, exposition, type FakeServer } from './support/fake-server.ts';
import { asking } from './support/observe.ts';

const suites = { 0x0304: ['TLS_AES_128_GCM_SHA256'] };
const measuring = (intervalSeconds: number | null = 30) => asking({ cost: { intervalSeconds }, most: 22 });

const timed = (given: Partial<Timings>): Partial<Answer> => ({
  timings: { connected: 1, secured: 4, answered: 10, again: 5, resumed: false, handshakeBytes: 2000, ...given },
  certificates: [new Uint8Array(700), new Uint8Array(500)],
});
const failed: Partial<Answer> = { timings: null, failure: { kind: 'reset', text: 'connection reset' } };
const numbered = (how: 'full' | 'resumed', answers: readonly Partial<Answer>[]) =>
  Object.fromEntries(answers.map((answer, index) => [`cost-${how}-${index + 1}`, answer]));
const five = (given: Partial<Timings>): Partial<Answer>[] => Array.from({ length: 5 }, () => timed(given));

const observe = async (answers: Readonly<Record<string, Partial<Answer>>>, asked = measuring(), server: FakeServer = {}) => {
  const { dial, made } = dialTo({ suites, refuses: 70, ...server, answers }, asked.most);
  return { fact: await cost.observe(dial, asked), made };
};
const known = async (answers: Readonly<Record<string, Partial<Answer>>>, asked = measuring()): Promise<Cost> => {
  const { fact } = await observe(answers, asked);
  if (!isKnown(fact)) throw new Error(JSON.stringify(fact));
  return parse(cost.shape, fact.known) as Cost;
};
const all = { ...numbered('full', five({})), ...numbered('resumed', five({ secured: 2, resumed: true })) };

describe('cost', () => {
  it('is out of mode unless asked for, and costs nothing then', async () => {
    const { fact, made } = await observe({}, asking());
    expect(fact).toMatchObject({ group: 'cost', unknown: 'measured with --measure-cost only', cause: 'out-of-mode' });
    expect(made).toEqual([]);
    expect([cost.extra(asking()), cost.extra(measuring())]).toEqual([0, 10]);
  });
  it('is the medians of five full handshakes and of five resumed ones', async () => {
    const full = numbered(
      'full',
      [3, 9, 4, 100, 5].map((secured) => timed({ secured, answered: secured + 6, again: secured })),
    );
    const { made } = await observe({ ...all, ...full });
    expect(made.filter((name) => name.startsWith('cost'))).toHaveLength(10);
    expect(await known({ ...all, ...full })).toEqual({
      path: '/metrics',
      handshake_ms: 4,
      resumed_ms: 1,
      scrape_new_ms: 11,
      scrape_kept_ms: 5,
      chain_bytes: 1200,
      handshake_bytes: 2000,
      interval_seconds: 30,
      per_day: { handshakes: 2880, seconds: 11.52, bytes: 5_760_000 },
    });
  });
  it('of a server that resumes nothing', async () =>
    expect((await known({ ...all, ...numbered('resumed', five({ resumed: false })) })).resumed_ms).toBeNull());
  it('tells nothing of a day where no interval is known', async () =>
    expect(await known(all, measuring(null))).toMatchObject({ interval_seconds: null, per_day: null }));
  it('needs most of the five', async () => {
    const two = { ...all, ...numbered('full', [failed, failed]) };
    expect((await known(two)).handshake_ms).toBe(3);
    const three = { ...all, ...numbered('full', [failed, failed, failed]) };
    const unknown = 'measured 2 of 5 times: connection reset';
    expect(await known(three)).toMatchObject({
      handshake_ms: { unknown },
      scrape_new_ms: { unknown },
      chain_bytes: 1200,
      per_day: { unknown },
    });
    expect((await known({ ...all, ...numbered('resumed', [failed, failed, failed, failed, failed]) })).resumed_ms).toMatchObject({
      unknown: 'measured 0 of 5 times: connection reset',
    });
  });
  it('of a server that keeps no connection open', async () =>
    expect((await known({ ...all, ...numbered('full', five({ again: null })) })).scrape_kept_ms).toEqual(
      couldNotLook('the server keeps no connection open'),
    ));
  it('requests what every handshake does', async () => {
    const paths: string[] = [];
    const { dial } = dialTo({ suites, refuses: 70 }, 22);
    await cost.observe(
      async (attempt) => {
        if (attempt.kind === 'cost') paths.push(attempt.request.path);
        return dial(attempt);
      },
      { ...measuring(), paths: ['/', '/metrics'] },
    );
    expect(new Set(paths)).toEqual(new Set(['/']));
  });
  it('does not exist without TLS, and is not known of a client that is refused', async () => {
    const plaintext = { suites: {}, helloAnswer: 'http', answersWithoutTls: {} } as const;
    expect((await observe({}, measuring(), plaintext)).fact).toMatchObject({ absent: 'the port does not speak TLS' });
    const { fact, made } = await observe({}, measuring(), { clientCertificate: 'alert' });
    expect(fact).toMatchObject({
      unknown: 'refused without a client certificate: alert 116 certificate_required (--client-cert shows one)',
    });
    expect(made.filter((name) => name.startsWith('cost'))).toEqual([]);
  });
});

const withOwn = (own: KeyPair) => asking({ cost: { intervalSeconds: 30 }, most: 24, clients: { ...nobody, own } });

describe("the user's certificate", () => {
  const asked = withOwn({ certificate: 'own', key: () => '' });

  it('is shown in each measurement where others are turned away', async () => {
    const { dial } = dialTo({ suites, refuses: 70, clientCertificate: 'alert', answers: all }, asked.most);
    const shown: string[] = [];
    const fact = await cost.observe((attempt) => {
      if ('client' in attempt && attempt.client === asked.clients.own) shown.push(attempt.name);
      return dial(attempt);
    }, asked);
    expect(fact).toMatchObject({ known: { handshake_ms: 3, with_client_certificate: true } });
    expect(shown.filter((name) => name.startsWith('cost'))).toHaveLength(cost.extra(asked));
  });
  it('is not shown where none is needed, and is refused as all are', async () => {
    const { fact } = await observe(all, asked, { clientCertificate: 'optional' });
    expect(fact).toMatchObject({ known: { handshake_ms: 3 } });
    expect(fact).not.toHaveProperty('known.with_client_certificate');
    expect((await observe(all, asked, { clientCertificate: 'alert', shown: 'alert' })).fact).toMatchObject({
      unknown: 'refused without a client certificate: alert 116 certificate_required; with that of --client-cert: alert 48 unknown_ca',
    });
  });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe.each(['TLSv1.3', 'TLSv1.2'] as const)('on a real server of %s', (maxVersion) => {
  it('measures full and resumed handshakes, and requests on new and kept connections', async () => {
    let requests = 0;
    const server = createServer({ cert: leaf.chainPem, key: leaf.keyPem, maxVersion }, (_, response) => {
      requests += 1;
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition);
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { dial } = createDial({ ...dialOptions((server.address() as AddressInfo).port), most: 22 });
    const fact = await cost.observe(dial, measuring());
    if (!isKnown(fact)) throw new Error(JSON.stringify(fact));
    const seen = fact.known;
    expect(Object.entries(seen).filter(([, value]) => isUnknown(value))).toEqual([]);
    expect(seen).toMatchObject({ path: '/metrics', chain_bytes: leaf.der.length, per_day: { handshakes: 2880 } });
    for (const value of [seen.handshake_ms, seen.resumed_ms, seen.scrape_new_ms, seen.scrape_kept_ms]) expect(value).toBeGreaterThan(0);
    expect(seen.handshake_bytes).toBeGreaterThan(leaf.der.length);
    expect(requests).toBe(1 + 2 * 10);
  });

  it("measures with the user's certificate what answers nobody without one", async () => {
    const { chainPem, keyPem } = await issue(ca, { cn: 'prometheus', eku: ['clientAuth'] });
    const demanding = { requestCert: true, rejectUnauthorized: true, ca: [ca.certPem] };
    const server = createServer({ cert: leaf.chainPem, key: leaf.keyPem, maxVersion, ...demanding }, (_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition);
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const asked = withOwn({ certificate: chainPem, key: () => keyPem });
    const fact = await cost.observe(createDial({ ...dialOptions((server.address() as AddressInfo).port), most: 24 }).dial, asked);
    if (!isKnown(fact)) throw new Error(JSON.stringify(fact));
    expect(Object.entries(fact.known).filter(([, value]) => isUnknown(value))).toEqual([]);
    expect(fact.known).toMatchObject({ with_client_certificate: true, resumed_ms: expect.any(Number) as number });
    expect(JSON.stringify(fact)).not.toMatch(/PRIVATE|BEGIN/);
  });
});
