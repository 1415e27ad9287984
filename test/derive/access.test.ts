import { describe, expect, it } from 'vitest';
import { access } from '../../src/derive/access.ts';
import { couldNotLook, outOfMode } from '../../src/model/fact.ts';
import type { ClientAuth, HttpResponse, Transport } from '../../src/model/facts.ts';
import type { Endpoint } from '../../src/model/subject.ts';
import { endpoint, input, observed, response, toolkit, valueOf } from './support.ts';

interface Given {
  readonly endpoint?: Endpoint;
  readonly transport?: Transport;
  readonly required?: boolean;
  readonly clientAuth?: Partial<ClientAuth>;
}

const tlsOnly: Transport = { tls: true, plaintext: false };

function accessFor(responses: HttpResponse[], given: Given = {}) {
  const facts = [
    observed('transport', given.transport ?? tlsOnly),
    observed('client_auth', {
      requested: given.required ?? false,
      required: given.required ?? false,
      refusal: '',
      verified: given.required ?? false,
      ...given.clientAuth,
    }),
    observed('http', { responses }),
  ];
  return valueOf(access.derive(input({ endpoint: given.endpoint ?? endpoint(), facts })));
}

describe('access.open', () => {
  it('is true where metrics came, on any path and transport', () => {
    const both: Transport = { tls: true, plaintext: true };
    const seen = accessFor([response({ status: 401, scheme: 'Basic' }), response({ over: 'plaintext', metrics: true })], {
      transport: both,
    });
    expect(seen).toMatchObject({ open: true, http_authenticated: true, evidence: 'GET /metrics over plaintext: 200, metrics' });
  });

  it('is true for any page of an exporter whose authentication wraps every path, and only there', () => {
    const landing = [response({ path: '/' })];
    expect(accessFor(landing, { endpoint: endpoint({ exporter: toolkit(true) }) }).open).toBe(true);
    expect(accessFor([response({})]).open).toMatchObject({ unknown: 'GET /metrics over tls was answered 200, but not with metrics' });
  });

  it('is false where every request was refused', () => {
    expect(accessFor([response({ status: 401, scheme: 'Basic' })])).toMatchObject({ open: false, http_authenticated: true });
    expect(accessFor([response({ status: 403 })]).open).toBe(false);
    const nothing = couldNotLook('refused without a client certificate: alert 116');
    expect(accessFor([response({ status: nothing, metrics: nothing })], { required: true }).open).toBe(false);
  });

  it('is unknown where one of two transports was not decided', () => {
    const transport: Transport = { tls: true, plaintext: couldNotLook('no answer within 5 s') };
    expect(accessFor([response({ status: 401 })], { transport }).open).toMatchObject({ unknown: 'no answer within 5 s' });
    expect(accessFor([response({ metrics: true })], { transport }).open).toBe(true);
  });

  it('is unknown for what could not be seen before what was not looked at', () => {
    const notShown = outOfMode('no certificate that nobody issued is shown');
    const silence = couldNotLook('no answer within 5 s');
    const refused = response({ status: couldNotLook('refused without a client certificate'), metrics: silence });
    const clientAuth = { required: true, verified: notShown };
    expect(accessFor([refused], { clientAuth }).open).toEqual(notShown);
    expect(accessFor([refused], { clientAuth, transport: { tls: true, plaintext: silence } }).open).toEqual(silence);
    expect(accessFor([refused, response({ over: 'plaintext', status: silence, metrics: silence })], { clientAuth }).open).toEqual(silence);
  });

  it('is unknown for redirects, other statuses and silence', () => {
    expect(accessFor([response({ status: 302, location: 'https://x.test/' })]).open).toMatchObject({
      unknown: 'GET /metrics over tls redirects to https://x.test/, which is not followed',
      cause: 'could-not-look',
    });
    expect(accessFor([response({ status: 404 })]).open).toMatchObject({ unknown: 'GET /metrics over tls was answered 404' });
    expect(
      accessFor([response({ status: couldNotLook('connection reset'), metrics: couldNotLook('connection reset') })]).open,
    ).toMatchObject({
      unknown: 'connection reset',
    });
    expect(accessFor([]).open).toMatchObject({ cause: 'could-not-look' });
  });

  it('is out of mode where the plan asked for / only', () => {
    const root = [response({ path: '/' })];
    expect(accessFor(root, { endpoint: endpoint({ scrapes: [] }) }).open).toMatchObject({ cause: 'out-of-mode' });
    const costly = endpoint({ exporter: { name: 'x', kind: 'flags', costly: true, by: 'image' } });
    expect(accessFor(root, { endpoint: costly }).open).toMatchObject({
      unknown: 'only / was requested: a scrape of this exporter is costly',
      cause: 'out-of-mode',
    });
  });
});

const any = (status: number, metrics: boolean) => ({ verified: false, unverified_response: { path: '/metrics', status, metrics } });

describe('access.open where a client certificate is required', () => {
  const reason = couldNotLook('refused without a client certificate: alert 116');
  const refused = response({ status: reason, metrics: reason });

  it('is false where it is verified', () =>
    expect(accessFor([refused], { required: true })).toMatchObject({ open: false, any_certificate: false }));
  it('is true where one that anybody can make gets the metrics', () =>
    expect(accessFor([refused], { required: true, clientAuth: any(200, true) })).toMatchObject({
      open: true,
      any_certificate: true,
      http_authenticated: false,
      evidence: 'GET /metrics over tls with a self-signed client certificate: 200, metrics',
    }));
  it('is true for any page of an exporter whose authentication wraps every path', () => {
    const wrapped = endpoint({ exporter: toolkit() });
    expect(accessFor([refused], { endpoint: wrapped, required: true, clientAuth: any(200, false) }).open).toBe(true);
  });
  it('is false where such a client is asked for a password', () =>
    expect(accessFor([refused], { required: true, clientAuth: any(401, false) })).toMatchObject({ open: false, http_authenticated: true }));
  it('is not known where it is not known whether it is verified', () => {
    const verified = couldNotLook('no answer within 5 s');
    expect(accessFor([refused], { required: true, clientAuth: { verified } }).open).toEqual(verified);
  });
  it('is not known of the paths that were not asked for with such a certificate', () => {
    const other = response({ path: '/probe', status: reason, metrics: reason });
    expect(accessFor([refused, other], { required: true, clientAuth: any(401, false) }).open).toEqual(reason);
  });
  it('is true over plaintext, whatever TLS asks for', () => {
    const both: Transport = { tls: true, plaintext: true };
    const seen = accessFor([refused, response({ over: 'plaintext', metrics: true })], { required: true, transport: both });
    expect(seen).toMatchObject({ open: true, any_certificate: false });
  });
});

describe('access.open where / alone was asked for', () => {
  const nothing = couldNotLook('refused without a client certificate: alert 116');
  const unscraped = endpoint({ scrapes: [] });

  it('is out of mode where / asks for credentials: the metrics may not', () => {
    for (const status of [401, 403])
      expect(accessFor([response({ path: '/', status })], { endpoint: unscraped }).open).toMatchObject({
        unknown: 'only / was requested: nothing is known to scrape this endpoint',
        cause: 'out-of-mode',
      });
  });
  it('is false where authentication wraps every path, or is that of TLS', () => {
    const wrapped = endpoint({ scrapes: [], exporter: toolkit() });
    expect(accessFor([response({ path: '/', status: 401 })], { endpoint: wrapped }).open).toBe(false);
    const refused = [response({ path: '/', status: nothing, metrics: nothing })];
    expect(accessFor(refused, { endpoint: unscraped, required: true }).open).toBe(false);
  });
  it('is false where the user named the path', () =>
    expect(accessFor([response({ path: '/', status: 401 })], { endpoint: endpoint({ scrapes: [], path: '/' }) }).open).toBe(false));
});

const plaintext: Transport = { tls: false, plaintext: true };
const asked = (responses: HttpResponse[], transport = plaintext) => accessFor(responses, { transport }).asks_credentials_in_plaintext;

describe('access.asks_credentials_in_plaintext', () => {
  it('is about plaintext responses that name a scheme', () => {
    expect(asked([response({ over: 'plaintext', status: 401, scheme: 'Basic' })])).toBe(true);
    expect(asked([response({ over: 'plaintext', status: 407 })])).toBe(true);
    expect(asked([response({ over: 'plaintext', status: 403 })])).toBe(false);
    expect(asked([response({ status: 401, scheme: 'Basic' })], tlsOnly)).toBe(false);
    expect(asked([], { tls: true, plaintext: couldNotLook('no answer') })).toMatchObject({ unknown: 'no answer' });
  });
});

describe('access', () => {
  it('passes on why nothing was asked', () => {
    const http = { group: 'http', basis: 'observed', ...couldNotLook('not probed: no proof') } as const;
    expect(access.derive(input({ facts: [http] }))).toMatchObject({ group: 'access', unknown: 'not probed: no proof' });
    expect(access.derive(input({ facts: [] }))).toMatchObject({ cause: 'could-not-look' });
  });
});
