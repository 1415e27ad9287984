import { describe, expect, it } from 'vitest';
import { alert, http, type FakeServer } from './support/fake-server.ts';
import { look } from './support/observe.ts';

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
