import { describe, expect, it } from 'vitest';
import { contentOf } from '../../src/net/http-content.ts';
import type { FakeServer } from './support/fake-server.ts';
import { asking, look, whyNot } from './support/observe.ts';

const modern = { suites: { 0x0304: ['TLS_AES_128_GCM_SHA256'] }, refuses: 70 };
const body = (text: string) => ({ status: 400, ...contentOf(Buffer.from(text), false) });
const transportOf = async (server: FakeServer) => (await look(server)).transport;

describe('what the port speaks', () => {
  it('HTTP in answer to a ClientHello: plaintext, and nothing of TLS', async () => {
    const { transport, facts } = await look({ helloAnswer: 'http', answersWithoutTls: {} });
    expect(transport).toEqual({ tls: false, plaintext: true });
    for (const group of ['tls', 'certificate', 'client_auth']) expect(whyNot(facts, group)).toBe('absent: the port does not speak TLS');
  });
  it.each(['timeout', 'closed', 'reset', 'other'] as const)('%s to a ClientHello, but an answer to GET: plaintext', async (helloAnswer) =>
    expect(await transportOf({ helloAnswer, answersWithoutTls: {} })).toEqual({ tls: false, plaintext: true }),
  );
  it.each([
    'Client sent an HTTP request to an HTTPS server.\n',
    '<center>The plain HTTP request was sent to HTTPS port</center>',
    "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
    'Bad Request\r\nThis combination of host and port requires TLS.\r\n',
  ])('not plaintext where GET is answered by "%s"', async (text) =>
    expect(await transportOf({ ...modern, answersWithoutTls: body(text) })).toEqual({
      tls: true,
      plaintext: false,
      plaintext_refusal: 'HTTP 400',
    }),
  );
  it.each([
    ['closed', 'connection closed'],
    ['reset', 'connection reset'],
    ['alert', 'TLS'],
  ] as const)('not plaintext where a TLS port answers GET by %s', async (answersWithoutTls, refusal) =>
    expect(await transportOf({ ...modern, answersWithoutTls })).toEqual({ tls: true, plaintext: false, plaintext_refusal: refusal }),
  );
  it('not plaintext where a TLS port only redirects to https', async () => {
    const redirect = { status: 301, headers: { location: 'https://metrics.test/metrics' } };
    expect(await transportOf({ ...modern, answersWithoutTls: redirect })).toEqual({
      tls: true,
      plaintext: false,
      plaintext_refusal: 'HTTP 301',
    });
  });
  it('both, where both questions are answered', async () => {
    const { transport, http } = await look({ ...modern, answersWithoutTls: {} });
    expect(transport).toEqual({ tls: true, plaintext: true });
    expect(http?.responses.map(({ over, metrics }) => [over, metrics])).toEqual([
      ['tls', true],
      ['plaintext', true],
    ]);
  });
  it('a plaintext port whose application asks for TLS is plaintext all the same', async () =>
    expect(await transportOf({ helloAnswer: 'http', answersWithoutTls: body('requires TLS') })).toEqual({ tls: false, plaintext: true }));
  it('unknown without TLS where GET meets silence', async () => {
    const { transport } = await look({ ...modern, answersWithoutTls: 'timeout' });
    expect(transport).toMatchObject({ tls: true, plaintext: { unknown: 'GET without TLS: no answer within 5 s' } });
  });
  it('both unknown where neither is answered, with the reason', async () => {
    const { transport, facts } = await look({ helloAnswer: 'timeout', answersWithoutTls: 'timeout' });
    expect(transport).toMatchObject({ tls: { unknown: 'ClientHello: no answer within 5 s' }, plaintext: { cause: 'could-not-look' } });
    for (const group of ['tls', 'certificate', 'client_auth', 'http'])
      expect(whyNot(facts, group)).toBe('unknown: ClientHello: no answer within 5 s');
  });
  it('TLS, where only an alert in answer to GET says so and a shorter hello is answered', async () => {
    const server = { ...modern, suites: { 0x0303: ['TLS_RSA_WITH_AES_128_CBC_SHA'] }, answersWithoutTls: 'alert' } as const;
    const closed = { spoke: 'nothing', serverHello: null, failure: { kind: 'closed', text: 'connection closed' } } as const;
    const { transport, tls } = await look({ ...server, answers: { first: closed } });
    expect(transport).toMatchObject({ tls: true, plaintext: false });
    expect(tls?.versions.find(({ name }) => name === 'TLSv1.2')?.accepted).toBe(true);
  });
  it('unknown without TLS where GET meets a closed connection, as a hello does once', async () => {
    const dropped = { spoke: 'nothing', alert: null, failure: { kind: 'closed', text: 'connection closed' } } as const;
    const suites = { ...modern.suites, 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] };
    const { transport, http } = await look({ ...modern, suites, answers: { tls11: dropped } });
    expect(transport).toMatchObject({
      tls: true,
      plaintext: { unknown: expect.stringContaining('drops connections at random') as string },
    });
    expect(http?.responses).toHaveLength(1);
  });
  it('TLS, where only a longer hello is answered: a server of NULL suites that closes on all others', async () => {
    const closed = { spoke: 'nothing', serverHello: null, failure: { kind: 'closed', text: 'connection closed' } } as const;
    const server = { suites: { 0x0303: ['TLS_RSA_WITH_NULL_SHA256'] }, refuses: 'closed', answers: { first: closed } } as const;
    const { transport, tls } = await look(server);
    expect(transport).toMatchObject({ tls: true, plaintext: false });
    expect(tls?.suites.find(({ name }) => name === 'TLS_RSA_WITH_NULL_SHA256')?.accepted).toBe(true);
  });
  it('a first connection that was lost is made again where there is nothing but TLS 1.3', async () => {
    const lost = {
      spoke: 'nothing',
      serverHello: null,
      http: null,
      certificates: [],
      flightComplete: false,
      handshakeComplete: false,
    } as const;
    for (const kind of ['timeout', 'closed', 'reset'] as const) {
      const first = { ...lost, failure: { kind, text: `connection ${kind}` } };
      const { clientAuth, http } = await look({ ...modern, answersWithoutTls: 'alert', answers: { first } });
      expect(clientAuth).toMatchObject({ requested: false, required: false, refusal: '' });
      expect(http?.responses[0]).toMatchObject({ over: 'tls', status: 200 });
    }
  });
  it('nothing at all is known of a port that refuses the connection', async () => {
    const failure = { kind: 'connect-refused', text: 'connection refused' } as const;
    const answers = { first: { connected: false, spoke: 'nothing', alert: null, failure } } as const;
    const { facts } = await look({ answers });
    const asked = facts.filter((fact) => !('cause' in fact && fact.cause === 'out-of-mode'));
    expect(asked.map(({ group }) => whyNot(facts, group))).toEqual(asked.map(() => 'unknown: connection refused'));
  });
});

describe('server names', () => {
  const server = { ...modern, names: [''] };
  it('a name that the server does not recognise is left out, and told', async () => {
    const { transport, tls, certificate } = await look(server, asking({ serverNames: ['pgx.db.svc'] }));
    expect(transport?.tls).toBe(true);
    expect(tls?.versions.find(({ name }) => name === 'TLSv1.3')?.accepted).toBe(true);
    expect(certificate?.served[0]).toMatchObject({
      serverName: 'pgx.db.svc',
      leaf: { unknown: 'the server refuses this name: alert 112 unrecognized_name' },
    });
  });
  it('a server that wants a name which nobody knows is asked no further in TLS', async () => {
    const { tls, made } = await look({ ...server, names: ['secret.test'] });
    expect(tls?.negotiated).toMatchObject({ unknown: 'alert 112 unrecognized_name' });
    expect(tls?.versions.filter(({ name }) => name !== 'SSLv2').map(({ accepted }) => accepted)).not.toContain(false);
    expect(made).toEqual(['first', 'plaintext', 'sslv2']);
  });
  it('a name is sent to a server that wants one', async () => {
    const { tls } = await look({ ...server, names: ['pgx.db.svc'] }, asking({ serverNames: ['', 'pgx.db.svc'] }));
    expect(tls?.versions.find(({ name }) => name === 'TLSv1.3')?.accepted).toBe(true);
  });
});
