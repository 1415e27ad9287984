import { describe, expect, it } from 'vitest';
import type { KeyPair } from '../../src/model/attempt.ts';
import type { Asked } from '../../src/model/probe.ts';
import { clientAuth } from '../../src/probes/client-auth.ts';
import { alert, http, type FakeServer } from './support/fake-server.ts';
import { asking, look } from './support/observe.ts';

const suites13 = { 0x0304: ['TLS_AES_128_GCM_SHA256'], 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] };
const suites12 = { 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] };
const clientAuthOf = async (server: FakeServer) => (await look({ refuses: 70, ...server })).clientAuth;

describe.each([
  ['TLS 1.3', suites13],
  ['TLS 1.2', suites12],
])('a client without certificate, under %s', (_, suites) => {
  it('is not asked for one', async () =>
    expect(await clientAuthOf({ suites })).toMatchObject({ requested: false, required: false, refusal: '' }));
  it('is asked, and served all the same', async () =>
    expect(await clientAuthOf({ suites, clientCertificate: 'optional' })).toMatchObject({ requested: true, required: false, refusal: '' }));
  it('is refused by an alert', async () =>
    expect(await clientAuthOf({ suites, clientCertificate: 'alert' })).toMatchObject({
      requested: true,
      required: true,
      refusal: expect.stringMatching(/^alert (?:116 certificate_required|42 bad_certificate)$/) as string,
    }));
  it('is refused by nginx with HTTP 400', async () =>
    expect(await clientAuthOf({ suites, clientCertificate: 'nginx' })).toMatchObject({
      requested: true,
      required: true,
      refusal: 'HTTP 400 No required SSL certificate was sent',
    }));
  it('that meets another HTTP 400 is served', async () => {
    const response = { status: 400, exposition: false };
    expect(await clientAuthOf({ suites, clientCertificate: 'optional', response })).toMatchObject({ required: false });
  });
});

const only13 = { 0x0304: suites13[0x0304] };
const closed = { http: null, failure: { kind: 'closed', text: 'connection closed' } } as const;
const timeout = { http: null, handshakeComplete: false, failure: { kind: 'timeout', text: 'no answer within 5 s' } } as const;
const first = (answer: object) => clientAuthOf({ suites: suites13, clientCertificate: 'optional', answers: { first: answer } });

describe('under TLS 1.3', () => {
  it.each([40, 41, 42, 48, 50, 80, 116])('alert %i after the handshake is a refusal, whatever its number', async (description) =>
    expect(await first({ http: null, alert: alert(description, 'after-handshake') })).toMatchObject({ required: true }),
  );
  it('a close after the handshake is a refusal where TLS 1.2 says so too', async () =>
    expect(await clientAuthOf({ suites: suites13, clientCertificate: 'closed' })).toMatchObject({
      requested: true,
      required: true,
      refusal: 'alert 42 bad_certificate',
    }));
  it('a close after the handshake refuses nobody where TLS 1.2 serves a client without certificate', async () =>
    expect(await first(closed)).toMatchObject({ requested: true, required: false, refusal: '' }));
  it('a proxy with nobody behind it, which closes after either handshake, refuses nobody', async () => {
    const answers = { first: closed, handshake12: { ...closed, handshakeComplete: true } } as const;
    expect(await clientAuthOf({ suites: suites13, clientCertificate: 'optional', answers })).toMatchObject({
      requested: true,
      required: { unknown: 'connection closed', cause: 'could-not-look' },
    });
  });
  it('a close without TLS 1.2 to compare with decides nothing, asked twice', async () => {
    const seen = await look({ suites: only13, refuses: 70, clientCertificate: 'closed' });
    expect(seen.clientAuth).toMatchObject({ requested: true, required: { unknown: expect.stringContaining('or nobody there') as string } });
    expect(seen.http?.responses[0]?.status).toMatchObject({ cause: 'could-not-look' });
    expect(seen.made).toContain('first-again');
  });
  it('a close that an alert takes the place of, asked again, is a refusal', async () => {
    const answers = { 'first-again': { failure: null, alert: alert(116, 'after-handshake') } };
    expect(await clientAuthOf({ suites: only13, clientCertificate: 'closed', answers })).toMatchObject({ required: true });
  });
  it('a certificate that only TLS 1.3 asks for is not required', async () => {
    const server = { suites: suites13, clientCertificate: 'alert', answers: { tls12: { certificateRequest: null } } } as const;
    const seen = await look({ ...server, refuses: 70 });
    expect(seen.clientAuth).toMatchObject({
      requested: true,
      required: {
        unknown: 'alert 116 certificate_required, but TLSv1.2 was spoken without a request for a certificate',
        cause: 'could-not-look',
      },
      refusal: '',
    });
    expect(seen.http?.responses[0]?.status).toMatchObject({ cause: 'could-not-look' });
  });
  it('silence after the handshake decides nothing', async () =>
    expect(await first({ http: null, failure: { kind: 'timeout', text: 'no answer within 5 s' } })).toMatchObject({
      requested: true,
      required: { unknown: 'no answer within 5 s' },
    }));
  it('a server that is gone before its handshake refuses nobody', async () => {
    const gone = { spoke: 'nothing', http: null, handshakeComplete: false, flightComplete: false } as const;
    const answers = { handshake12: { ...gone, failure: { kind: 'closed', text: 'connection closed without an answer' } } } as const;
    expect(await clientAuthOf({ suites: suites12, clientCertificate: 'optional', answers })).toMatchObject({
      requested: true,
      required: { unknown: 'connection closed without an answer' },
    });
  });
  it("JSSE's user_canceled before a response is no refusal", async () =>
    expect(await first({ alert: alert(90, 'after-handshake') })).toMatchObject({ required: false }));
  it('a refusal without a request for a certificate decides nothing', async () => {
    const answers = { first: { http: null, alert: alert(40, 'after-handshake') } };
    expect(await clientAuthOf({ suites: suites13, answers })).toMatchObject({
      requested: false,
      required: { unknown: 'alert 40 handshake_failure, without a request for a certificate' },
    });
  });
  it('a handshake cut off before the request could come leaves both unknown', async () => {
    const cut = {
      flightComplete: false,
      handshakeComplete: false,
      certificates: [],
      http: null,
      failure: { kind: 'reset', text: 'reset' },
    } as const;
    const server = { suites: { 0x0304: suites13[0x0304] }, answers: { first: cut } };
    expect(await clientAuthOf(server)).toMatchObject({ requested: { cause: 'could-not-look' }, required: { cause: 'could-not-look' } });
  });
});

describe('what the runtime cannot speak', () => {
  it('requires no certificate where the whole flight asks for none', async () => {
    const answers = { handshake12: { spoke: 'tls', http: null, handshakeComplete: false, alert: alert(40, 'hello') } } as const;
    const server = { suites: { 0x0303: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] }, answers };
    expect(await clientAuthOf(server)).toMatchObject({ requested: false, required: false, refusal: '' });
  });
  it('leaves the refusal unknown, while the raw flight tells that a certificate is requested', async () => {
    const server = { suites: { 0x0303: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] }, clientCertificate: 'optional' } as const;
    const refused = { spoke: 'tls', http: null, handshakeComplete: false, alert: alert(40, 'hello') } as const;
    expect(await clientAuthOf({ ...server, answers: { handshake12: refused } })).toMatchObject({
      requested: true,
      required: { unknown: expect.stringContaining('TLS_RSA_WITH_3DES_EDE_CBC_SHA') as string },
    });
  });
  it('a redirected or authenticated response is an answer like any other', async () => {
    const response = http({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
    expect(await clientAuthOf({ suites: suites13, clientCertificate: 'optional', response })).toMatchObject({ required: false });
  });
});

const throwaway: KeyPair = { certificate: 'throwaway', key: () => '' };
const clients = { throwaway, own: null, wrong: null };
const shown = async (server: FakeServer, given: Partial<Asked> = {}) => {
  const seen = await look({ suites: suites13, refuses: 70, ...server }, asking({ clients, ...given }));
  return { ...seen.clientAuth, made: seen.made };
};

describe.each([
  ['TLS 1.3', suites13, 'TLSv1.3'],
  ['TLS 1.2', suites12, 'TLSv1.2'],
] as const)('a certificate that nobody issued, under %s', (_, suites, version) => {
  const outcomes = [
    ['none', {}, { verified: false, required: false }],
    ['requested', { clientCertificate: 'optional' }, { verified: false, required: false }],
    [
      'any',
      { clientCertificate: 'alert' },
      { verified: false, required: true, unverified_response: { path: '/metrics', status: 200, metrics: true } },
    ],
    ['verified-if-given', { clientCertificate: 'optional', shown: 'alert' }, { verified: true, required: false }],
    ['verified-if-given', { clientCertificate: 'optional', shown: 'nginx' }, { verified: true, required: false }],
    ['required', { clientCertificate: 'alert', shown: 'alert' }, { verified: true, required: true }],
    ['refused-at-http', { clientCertificate: 'nginx', shown: 'nginx' }, { verified: true, required: true }],
  ] as const;
  it.each(outcomes)('%s, by what is seen: %j', async (mode, server, facts) => {
    const seen = await shown({ suites, ...server });
    expect(seen).toMatchObject({ mode, ...facts });
    expect(seen.versions?.[0]).toMatchObject({ version, mode });
    expect(seen.made.filter((name) => name.startsWith('throwaway'))).toHaveLength('clientCertificate' in server ? 1 : 0);
  });
});

describe('a certificate that nobody issued', () => {
  it('is not refused where it could not be shown, though the server says no to whoever shows none', async () => {
    const text = "the server takes no signature of the client certificate's key (EC prime256v1)";
    const kept = { http: null, handshakeComplete: false, alert: alert(40, 'handshake'), failure: { kind: 'unsupported', text } } as const;
    const seen = await shown({ suites: suites12, clientCertificate: 'alert', answers: { 'throwaway-tls12': kept } });
    expect(seen).toMatchObject({ required: true, verified: { unknown: text, cause: 'could-not-look' } });
  });
  it('is not shown where none is requested, nor to a port of the control plane', async () => {
    expect((await shown({ clientCertificate: 'alert' }, { clients: { ...clients, throwaway: null } })).verified).toEqual({
      unknown: 'no certificate that nobody issued is shown to a port of the control plane',
      cause: 'out-of-mode',
    });
    expect(await shown({})).toMatchObject({
      verified: false,
      mode: 'none',
      made: expect.not.arrayContaining(['throwaway-tls13']) as unknown,
    });
  });
  it('decides nothing where the connection fails', async () => {
    const answers = { 'throwaway-tls13': timeout, 'throwaway-tls13-again': timeout };
    const seen = await shown({ clientCertificate: 'alert', answers });
    expect(seen).toMatchObject({
      required: true,
      verified: { unknown: 'no answer within 5 s' },
      mode: { unknown: 'no answer within 5 s' },
    });
  });
  it('is shown again where the connection ends without a word', async () => {
    const seen = await shown({ clientCertificate: 'alert', shown: 'alert', answers: { 'throwaway-tls13': { ...closed, alert: null } } });
    expect(seen).toMatchObject({ verified: true, mode: 'required' });
    expect(seen.made).toContain('throwaway-tls13-again');
  });
  it('is refused by a close where TLS 1.2 says so too', async () => {
    const seen = await shown({ clientCertificate: 'alert', shown: 'closed' });
    expect(seen).toMatchObject({ required: true, verified: true, mode: 'required' });
    expect(seen.made.filter((name) => name.startsWith('throwaway'))).toEqual([
      'throwaway-tls13',
      'throwaway-tls13-again',
      'throwaway-tls12',
    ]);
  });
  it('is refused by a close where a client without certificate is served in the same version', async () =>
    expect(await shown({ suites: only13, clientCertificate: 'optional', shown: 'closed' })).toMatchObject({
      required: false,
      verified: true,
      mode: 'verified-if-given',
    }));
  it('may have met a proxy with nobody behind it where nothing else is known', async () =>
    expect(await shown({ suites: only13, clientCertificate: 'alert', shown: 'closed' })).toMatchObject({
      required: true,
      verified: { unknown: expect.stringContaining('or nobody there') as string },
      mode: { cause: 'could-not-look' },
    }));
  it('that is served tells a close without certificate to be a refusal', async () =>
    expect(await shown({ suites: only13, clientCertificate: 'closed' })).toMatchObject({
      required: true,
      refusal: 'connection closed',
      verified: false,
      mode: 'any',
    }));
  it('is not known to be taken where this time none was requested', async () => {
    const answers = { 'throwaway-tls13': { certificateRequest: null } };
    expect((await shown({ clientCertificate: 'alert', answers })).verified).toMatchObject({
      unknown: 'this time no certificate was requested',
    });
  });
});

const full = (server: FakeServer, given: Partial<Asked> = {}) => shown(server, { depth: 'full', ...given });

describe('in full depth', () => {
  it('both versions are asked both questions', async () => {
    const seen = await full({ clientCertificate: 'alert', shown: 'alert' });
    expect(seen.versions).toEqual([
      { version: 'TLSv1.3', mode: 'required', refusal: 'alert 116 certificate_required', unverified_refusal: 'alert 48 unknown_ca' },
      { version: 'TLSv1.2', mode: 'required', refusal: 'alert 42 bad_certificate', unverified_refusal: 'alert 42 bad_certificate' },
    ]);
    expect(seen.made).toEqual(expect.arrayContaining(['handshake12', 'throwaway-tls13', 'throwaway-tls12']));
  });
  it('nothing more is asked where no certificate is requested', async () => {
    const seen = await full({});
    expect(seen.versions).toEqual([
      { version: 'TLSv1.3', mode: 'none', refusal: '', unverified_refusal: '' },
      { version: 'TLSv1.2', mode: 'none', refusal: '', unverified_refusal: '' },
    ]);
    expect(seen.made.filter((name) => /throwaway|handshake12/.test(name))).toEqual([]);
  });
  it('a version that asks for none is the way in', async () => {
    const answers = {
      tls12: { certificateRequest: null },
      handshake12: { certificateRequest: null, handshakeComplete: true, alert: null, http: http() },
    };
    const seen = await full({ clientCertificate: 'alert', shown: 'alert', answers });
    expect(seen).toMatchObject({ requested: true, required: false, refusal: '', verified: false, mode: 'none' });
    expect(seen.versions).toMatchObject([{ mode: 'required' }, { mode: 'none' }]);
  });
  it('a version in which anybody is taken makes it so', async () => {
    const taken = { handshakeComplete: true, alert: null };
    const seen = await full({
      clientCertificate: 'alert',
      shown: 'alert',
      answers: { 'throwaway-tls12': { ...taken, http: http({ status: 401, exposition: false }) } },
    });
    expect(seen).toMatchObject({ required: true, verified: false, mode: 'any', unverified_response: { status: 401, metrics: false } });
  });
});

describe("the user's certificates", () => {
  const own: KeyPair = { certificate: 'own', key: () => '' };
  const given = { clients: { throwaway, own, wrong: { certificate: 'wrong', key: () => '' } } };
  const taken = { alert: null, handshakeComplete: true, http: http() };
  const server: FakeServer = { clientCertificate: 'alert', shown: 'alert', answers: { 'own-tls13': taken, 'own-tls12': taken } };

  it('are reported apart, in the version that is spoken', async () => {
    const seen = await shown(server, given);
    expect(seen.presented).toEqual([
      { certificate: 'client', version: 'TLSv1.3', accepted: true, refusal: '', status: 200 },
      {
        certificate: 'wrong',
        version: 'TLSv1.3',
        accepted: false,
        refusal: 'alert 48 unknown_ca',
        status: { unknown: 'alert 48 unknown_ca', cause: 'could-not-look' },
      },
    ]);
    expect(seen).toMatchObject({ verified: true, mode: 'required' });
  });
  it('in full depth, in each version', async () =>
    expect(
      (await shown(server, { ...given, depth: 'full' })).presented?.map(({ certificate, version, accepted }) => [
        certificate,
        version,
        accepted,
      ]),
    ).toEqual([
      ['client', 'TLSv1.3', true],
      ['wrong', 'TLSv1.3', false],
      ['client', 'TLSv1.2', true],
      ['wrong', 'TLSv1.2', false],
    ]));
  it('are not sent where none is requested, and that is said', async () =>
    expect((await shown({}, given)).presented?.[0]).toMatchObject({
      certificate: 'client',
      accepted: { unknown: 'the server requests no certificate' },
      status: { cause: 'could-not-look' },
    }));
  it('one that is served tells that closing on another is a refusal', async () =>
    expect(await shown({ ...server, suites: only13, shown: 'closed' }, given)).toMatchObject({ verified: true, mode: 'required' }));
  it('no key is in the name of an attempt, and every one is announced', async () => {
    const asked = asking({ ...given, depth: 'full' });
    const { made } = await look({ ...server, suites: suites13, refuses: 70, shown: 'closed' }, asked);
    const ours = made.filter((name) => /^(?:throwaway|own|wrong)-/.test(name));
    expect(ours.length).toBeLessThanOrEqual(clientAuth.extra(asked));
    expect(clientAuth.extra(asking())).toBe(0);
  });
});

it('the CAs that the server names are told, made safe', async () => {
  const certificateRequest = { authorities: 2, names: ['CN=clients', 'CN=\u001b[2Jx'], signatureSchemes: [] };
  expect((await shown({ clientCertificate: 'alert', answers: { first: { certificateRequest } } })).authorities).toEqual([
    'CN=clients',
    'CN=\ufffd[2Jx',
  ]);
});
