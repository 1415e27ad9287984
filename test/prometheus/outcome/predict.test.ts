import { describe, expect, it } from 'vitest';
import { couldNotLook, isUnknown, outOfMode } from '../../../src/model/fact.ts';
import { pack } from '../../../src/model/packed.ts';
import { cipherSuites, namedGroups } from '../../../src/model/registry.ts';
import type { ScrapeFile } from '../../../src/model/subject.ts';
import { createPool } from '../../../src/x509/index.ts';
import { someTarget } from '../../support/endpoint.ts';
import { createCa, daysFromNow, issue, selfSigned } from '../../support/pki.ts';
import { chainOf, clientAuth, factsOf, good, observed, predicted, response, root, versions } from './support.ts';

/** One answer for every name of a registry. */
const answered = (known: readonly { readonly name: string; readonly id: number }[], accepted: readonly string[]) =>
  pack(known.map(({ name, id }) => ({ version: 'TLSv1.2', name, id, accepted: accepted.includes(name) })));

const url = 'Get "https://10.0.0.7:9187/metrics": ';
const verify = `${url}tls: failed to verify certificate: `;
const with13 = (refusal: string) => factsOf(clientAuth({ requested: true, required: true, refusal }));
const demanded = (refusal: string, spoken = 'TLSv1.3') =>
  factsOf(
    clientAuth({ requested: true, required: true, refusal }),
    versions(
      { 'TLSv1.3': spoken === 'TLSv1.3', 'TLSv1.2': true },
      { negotiated: { version: spoken, suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', group: 'x25519', alpn: '' } },
    ),
  );
const shown = (more: object) =>
  factsOf(
    clientAuth({ requested: true, required: true, refusal: 'alert 116 certificate_required' }),
    observed('scrape_handshake', {
      accepted: true,
      refusal: '',
      version: 'TLSv1.3',
      path: '/metrics',
      status: 200,
      metrics: true,
      content_type: 'text/plain',
      ...more,
    }),
  );
const made = (more: object) => predicted({ facts: shown(more), tls: { clientCertificate: true } });
const plaintextPort = factsOf(observed('transport', { tls: false, plaintext: true }), response({ over: 'plaintext' }), {
  group: 'tls',
  basis: 'observed',
  absent: 'no TLS',
});

/** Why it is not known; '' where it is. */
const why = ({ succeeds }: ReturnType<typeof predicted>): string => (isUnknown(succeeds) ? succeeds.unknown : '');

describe('a scrape succeeds', () => {
  it('over https, verified by address and by name', () => {
    expect(predicted()).toEqual({ succeeds: true, cause: '', error: '', errors: [], error_2x: '', shown: '' });
    expect(predicted({ name: 'pgx.db.svc' }).succeeds).toBe(true);
  });
  it('over http', () => expect(predicted({ scrape: { scheme: 'http' }, facts: plaintextPort }).succeeds).toBe(true));
  it('whatever the certificate, with insecureSkipVerify', () =>
    expect(predicted({ name: 'wrong', roots: createPool([]), tls: { insecureSkipVerify: true } }).succeeds).toBe(true));
  it('with a self-signed leaf for its CA', async () => {
    const self = await selfSigned({ cn: 'self', ip: ['10.0.0.7'] });
    expect(predicted({ chains: [chainOf(self)], roots: createPool([self.der]) }).succeeds).toBe(true);
  });
  it('where a client certificate is welcome, but not demanded', () =>
    expect(predicted({ facts: factsOf(clientAuth({ requested: true })) }).succeeds).toBe(true));
});

describe('the two ends do not speak the same', () => {
  it('https to a plaintext port', () => {
    expect(predicted({ facts: plaintextPort })).toMatchObject({
      succeeds: false,
      cause: 'plaintext-server',
      error: `${url}http: server gave HTTP response to HTTPS client`,
      error_2x: '',
    });
  });
  it.each([
    ['HTTP 400', 'server returned HTTP status 400 Bad Request'],
    ['HTTP 497', 'server returned HTTP status 497'],
    ['connection closed', 'Get "http://10.0.0.7:9187/metrics": EOF'],
    ['connection reset', 'Get "http://10.0.0.7:9187/metrics": read tcp (local)->10.0.0.7:9187: read: connection reset by peer'],
    [
      'TLS',
      String.raw`Get "http://10.0.0.7:9187/metrics": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03…"`,
    ],
  ])('http to a TLS port that answers %s', (plaintext_refusal, error) => {
    const facts = factsOf(observed('transport', { tls: true, plaintext: false, plaintext_refusal }));
    expect(predicted({ scrape: { scheme: 'http' }, facts })).toMatchObject({ succeeds: false, cause: 'tls-server', error });
  });
  it('http to a TLS port that redirects: Prometheus follows, unless it is told not to', () => {
    const facts = factsOf(observed('transport', { tls: true, plaintext: false, plaintext_refusal: 'HTTP 301' }));
    expect(why(predicted({ scrape: { scheme: 'http' }, facts }))).toContain('redirected to https');
    expect(predicted({ scrape: { scheme: 'http', followRedirects: false }, facts }).error).toBe(
      'server returned HTTP status 301 Moved Permanently',
    );
  });
  it.each([
    ['alert 80 internal_error', 'server-internal-error', 'internal error'],
    ['alert 70 protocol_version', 'unsupported-version', 'protocol version not supported'],
  ])('a server that answers everything with %s', (alert, cause, words) => {
    const reason = couldNotLook(`the server refused every ClientHello: ${alert}`);
    const facts = factsOf(versions({ 'TLSv1.3': reason, 'TLSv1.2': reason }, { negotiated: reason }));
    expect(predicted({ facts, chains: couldNotLook('none') })).toMatchObject({ cause, error: `${url}remote error: tls: ${words}` });
  });
  it('a server that does not know the name', () => {
    const chains = couldNotLook('the server refuses this name: alert 112 unrecognized_name');
    expect(predicted({ chains })).toMatchObject({ cause: 'unknown-server-name', error: `${url}remote error: tls: unrecognized name` });
  });
  it('nobody listens', () => {
    const facts = [{ group: 'transport', basis: 'observed' as const, ...couldNotLook('connection refused: is it running?') }];
    expect(predicted({ facts })).toMatchObject({
      cause: 'connection-refused',
      error: `${url}dial tcp 10.0.0.7:9187: connect: connection refused`,
    });
    const silent = [{ group: 'transport', basis: 'observed' as const, ...couldNotLook('no answer within 5 s', 'timed-out') }];
    expect(predicted({ facts: silent }).succeeds).toEqual(couldNotLook('no answer within 5 s', 'timed-out'));
  });
  it.each([
    [{ minVersion: 'TLS13' }, { 'TLSv1.3': false, 'TLSv1.2': true }],
    [{ maxVersion: 'TLS12' }, { 'TLSv1.3': true, 'TLSv1.2': false }],
    [{}, { 'TLSv1.3': false, 'TLSv1.2': false, 'TLSv1.1': true }],
    [{}, { 'TLSv1.3': couldNotLook('the server refused every ClientHello: alert 70 protocol_version') }],
  ])('no version in common: %j, %j', (tls, accepted) => {
    expect(predicted({ tls, facts: factsOf(versions(accepted)) })).toMatchObject({
      cause: 'unsupported-version',
      error: `${url}remote error: tls: protocol version not supported`,
    });
  });
  it('does not know which suites a server takes that chose one which Prometheus lacks', () => {
    const negotiated = { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA', group: '', alpn: '' };
    const facts = factsOf(versions({ 'TLSv1.3': false, 'TLSv1.2': true }, { negotiated }));
    expect(why(predicted({ facts }))).toContain('TLS_RSA_WITH_AES_128_CBC_SHA');
  });
  describe('where every suite and group was asked', () => {
    const negotiated = { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA', group: '', alpn: '' };
    const outcomeOf = (suites: readonly string[], groups: readonly string[]) =>
      predicted({
        facts: factsOf(
          versions({ 'TLSv1.3': false, 'TLSv1.2': true }, { negotiated, suites: answered(cipherSuites, [negotiated.suite, ...suites]) }),
          observed('key_exchange', { groups: answered(namedGroups, groups), finite_field: [], signatures: [] }),
        ),
      });
    it('one that Prometheus has is enough', () =>
      expect(outcomeOf(['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'], ['secp256r1']).succeeds).toBe(true));
    it.each([
      [[], ['secp256r1']],
      [['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'], ['secp256r1']],
      [['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'], ['brainpoolP256r1']],
    ])('without any in common it fails: %j, %j', (suites, groups) =>
      expect(outcomeOf(suites, groups)).toMatchObject({
        cause: 'no-common-suite',
        error: `${url}remote error: tls: handshake failure`,
      }),
    );
  });
  it('does not conclude from bad suites that were left out', () => {
    const suites = pack([{ version: 'TLSv1.2', name: 'TLS_RSA_WITH_NULL_SHA', id: 2, accepted: false }]);
    const facts = (exhaustive: boolean) => factsOf(versions({ 'TLSv1.3': true, 'TLSv1.2': true }, { suites, exhaustive }));
    expect(predicted({ tls: { maxVersion: 'TLS12' }, facts: facts(true) }).succeeds).toBe(true);
    expect(why(predicted({ tls: { maxVersion: 'TLS12' }, facts: facts(false) }))).toContain('which cipher suite the server chooses');
  });
  it('knows nothing of HTTP/2 over TLS 1.1, unless the scrape does without', () => {
    const negotiated = { version: 'TLSv1.1', suite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', group: 'x25519', alpn: '' };
    const facts = factsOf(versions({ 'TLSv1.3': false, 'TLSv1.2': false, 'TLSv1.1': true }, { negotiated }));
    expect(why(predicted({ tls: { minVersion: 'TLS10' }, facts }))).toContain('HTTP/2');
    expect(predicted({ tls: { minVersion: 'TLS10' }, scrape: { http2: false }, facts }).succeeds).toBe(true);
  });
});

const files = (of: ScrapeFile['of'], state: ScrapeFile['state']) => ({ tls: { files: [{ of, state }], insecureSkipVerify: true } });

describe('the files of a scrape, without which Prometheus has no client: no target could show a text', () => {
  const open = outOfMode('Secrets are not read');

  it('a CA without a certificate, verified with or not', () => {
    for (const scrape of [{}, { scheme: 'http' } as const])
      expect(predicted({ roots: null, scrape, facts: factsOf() })).toMatchObject({ succeeds: false, cause: 'ca-file-unusable', error: '' });
    expect(predicted({ roots: null, tls: { insecureSkipVerify: true } }).cause).toBe('ca-file-unusable');
  });

  it.each([
    ['ca', 'missing', 'ca-file-missing'],
    ['ca', 'unusable', 'ca-file-unusable'],
    ['certificate', 'missing', 'client-certificate-file-missing'],
    ['key', 'missing', 'client-certificate-file-missing'],
    ['key', 'unusable', 'client-certificate-mismatch'],
  ] as const)('%s %s', (of, state, cause) => {
    expect(predicted(files(of, state))).toEqual({ succeeds: false, cause, error: '', errors: [], error_2x: '', shown: '' });
    expect(predicted({ ...files(of, state), scrape: { scheme: 'http' }, facts: plaintextPort }).cause).toBe(cause);
  });

  it('that cannot be read leave it open, but for what fails in any case', () => {
    expect(predicted(files('certificate', open)).succeeds).toEqual(open);
    expect(predicted({ ...files('ca', open), scrape: { scheme: 'http' }, facts: plaintextPort }).succeeds).toEqual(open);
    expect(predicted({ ...files('key', open), facts: factsOf(response({ status: 401 })) })).toMatchObject({ succeeds: false, cause: '' });
  });
});

/** What a Prometheus of this version shows for a wrong name. */
const shownBy = (prometheusVersion: string) => predicted({ name: 'x', scrape: { prometheusVersion } }).shown;

describe("the server's certificate", () => {
  it.each([
    [
      { dns: ['pgx.db.svc'] },
      '10.0.0.7',
      'no-ip-san',
      "x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs",
    ],
    [{ dns: ['a', 'b'], ip: ['10.0.0.9'] }, '10.0.0.7', 'name-not-in-certificate', 'x509: certificate is valid for 10.0.0.9, not 10.0.0.7'],
    [{ dns: ['a', 'b'] }, 'c', 'name-not-in-certificate', 'x509: certificate is valid for a, b, not c'],
    [{ cn: 'c', noSan: true }, 'c', 'common-name-only', 'x509: certificate relies on legacy Common Name field, use SANs instead'],
    [{ email: ['a@b.test'] }, 'c', 'no-names', 'x509: certificate is not valid for any names, but wanted to match c'],
    [
      { ip: ['10.0.0.7'], eku: ['clientAuth'] as const },
      '10.0.0.7',
      'wrong-key-usage',
      'x509: certificate specifies an incompatible key usage',
    ],
  ])('%j verified as %s: %s', async (leaf, name, cause, words) => {
    const chains = [chainOf(await issue(root, leaf))];
    expect(predicted({ chains, name })).toMatchObject({ succeeds: false, cause, error: verify + words, error_2x: url + words });
  });

  it('is refused with the words of the Prometheus that scrapes', () => {
    const words = 'x509: certificate is valid for pgx.db.svc, pgx, not x';
    for (const version of ['', '3.16.0', '2.43.0', '2.55.1']) expect(shownBy(version)).toBe(verify + words);
    for (const version of ['2.42.0', '2.43.0-rc.0']) expect(shownBy(version)).toBe(url + words);
  });

  it('of another CA, of a CA of the same name, and with SHA-1', async () => {
    const other = await createCa({ name: 'Other root' });
    const words = 'x509: certificate signed by unknown authority';
    expect(predicted({ roots: createPool([other.der]) })).toMatchObject({ cause: 'unknown-authority', error: verify + words });
    const twin = await createCa({ name: 'Private root' });
    expect(predicted({ roots: createPool([twin.der]) })).toMatchObject({
      cause: 'doubtful-authority',
      error: `${verify}${words} (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "Private root")`,
    });
    const old = await createCa({ name: 'Old root', key: 'rsa2048' });
    const leaf = await issue(old, { cn: 'x', ip: ['10.0.0.7'], hash: 'SHA-1' });
    const sha1 = `${words} (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA`;
    const rest = '" while trying to verify candidate authority certificate "Old root")';
    expect(predicted({ chains: [chainOf(leaf)], roots: createPool([old.der]) })).toMatchObject({
      cause: 'sha1-signature',
      error: `${verify}${sha1}${rest}`,
      error_2x: `${url}${sha1} (temporarily override with GODEBUG=x509sha1=1)${rest}`,
      shown: `${verify}${sha1}${rest}`,
    });
  });

  it('expired or too early comes before the name, and the name before the authority', async () => {
    const expired = await issue(root, { cn: 'x', notBefore: new Date('2025-12-01'), notAfter: new Date('2026-01-02T03:04:05Z') });
    const now = new Date('2026-02-01T00:00:00Z');
    expect(predicted({ chains: [chainOf(expired)], name: 'wrong', roots: createPool([]), now })).toMatchObject({
      cause: 'expired',
      error: `${verify}x509: certificate has expired or is not yet valid: current time (now) is after 2026-01-02T03:04:05Z`,
    });
    const early = await issue(root, { cn: 'x', notBefore: daysFromNow(1) });
    expect(predicted({ chains: [chainOf(early)] }).cause).toBe('not-yet-valid');
    expect(predicted({ name: 'wrong', roots: createPool([]) }).cause).toBe('name-not-in-certificate');
  });

  it('a CA that cannot be read leaves open only what it decides', async () => {
    const roots = outOfMode('Secrets are not read');
    expect(predicted({ roots }).succeeds).toEqual(roots);
    expect(predicted({ roots, name: 'wrong' }).cause).toBe('name-not-in-certificate');
    const client = await issue(root, { cn: 'x', ip: ['10.0.0.7'], eku: ['clientAuth'] });
    expect(predicted({ roots, chains: [chainOf(client)] })).toEqual({
      succeeds: false,
      cause: '',
      error: '',
      errors: [],
      error_2x: '',
      shown: '',
    });
    const refused = factsOf(response({ status: 401 }));
    expect(predicted({ roots, facts: refused })).toEqual({ succeeds: false, cause: '', error: '', errors: [], error_2x: '', shown: '' });
  });

  it('an RSA key below 1024 bits is refused by Prometheus 3, verified or not', () => {
    const [chain] = [chainOf(good)];
    const chains = [{ ...chain, leaf: { ...chain.leaf, keyType: 'RSA', keyBits: 768 } }];
    const error = `${url}tls: invalid signature by the server certificate: crypto/rsa: 768-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
    expect(predicted({ chains, tls: { insecureSkipVerify: true } })).toMatchObject({ succeeds: false, error });
    expect(why(predicted({ chains, scrape: { prometheusVersion: '2.42.0' } }))).toContain('768 bits');
  });

  it('of several certificates, all must come to the same', async () => {
    const stray = await issue(null, { cn: 'stray', ip: ['10.0.0.7'] });
    expect(why(predicted({ chains: [chainOf(good), chainOf(stray)] }))).toContain('several certificates');
    const expired = await issue(root, { cn: 'x', notBefore: daysFromNow(-0.9), notAfter: daysFromNow(-0.5) });
    expect(predicted({ chains: [chainOf(expired), chainOf(stray)] })).toMatchObject({ succeeds: false, cause: '' });
  });

  it('that was not seen under this name leaves the rest open', () => {
    const chains = couldNotLook('it was not seen what is served to a client that asks for "x"');
    expect(predicted({ chains, facts: factsOf(response({ status: 404 })) }).succeeds).toEqual(chains);
  });
});

describe('a client certificate', () => {
  it.each([
    [with13('alert 116 certificate_required'), {}, 'client-certificate-required', 'certificate required'],
    [with13('alert 116 certificate_required'), { maxVersion: 'TLS12' }, 'client-certificate-required-tls12', 'handshake failure'],
    [demanded('alert 40 handshake_failure', 'TLSv1.2'), {}, 'client-certificate-required-tls12', 'handshake failure'],
    [with13('alert 42 bad_certificate'), {}, 'client-certificate-refused', 'bad certificate'],
    [demanded('alert 42 bad_certificate', 'TLSv1.2'), {}, 'client-certificate-refused', 'bad certificate'],
  ])('demanded, and none configured (%#)', (facts, tls, cause, words) => {
    const suites = pack([{ version: 'TLSv1.2', name: 'TLS_RSA_WITH_NULL_SHA', id: 2, accepted: false }]);
    const known = facts.map((fact) =>
      fact.group === 'tls' && 'known' in fact ? { ...fact, known: { ...(fact.known as object), suites } } : fact,
    );
    expect(predicted({ facts: known, tls })).toMatchObject({ succeeds: false, cause, error: `${url}remote error: tls: ${words}` });
  });

  it('over TLS 1.3, the refusal may also show as a broken connection', () => {
    const { errors } = predicted({ facts: with13('alert 116 certificate_required') });
    expect(errors).toContain(`${url}write tcp (local)->10.0.0.7:9187: write: broken pipe`);
    expect(errors).toContain(`${url}http2: client conn could not be established`);
  });

  it('refused by nginx in HTTP, and in ways that leave the text open', () => {
    expect(predicted({ facts: with13('HTTP 400 No required SSL certificate was sent') }).error).toBe(
      'server returned HTTP status 400 Bad Request',
    );
    expect(predicted({ facts: with13('connection closed') })).toMatchObject({ succeeds: false, cause: '', error: '' });
  });

  it('that the scrape has is not tried', () => {
    const certificate = { ref: 'Secret db/client key tls.crt', pem: '' };
    const facts = factsOf(
      clientAuth({ requested: true, required: true, refusal: 'alert 116' }),
      response({ status: couldNotLook('refused') }),
    );
    expect(predicted({ facts, tls: { clientCertificate: true, certificate } }).succeeds).toEqual(
      outOfMode('no handshake was made with the client certificate of the scrape (Secret db/client key tls.crt)'),
    );
    expect(predicted({ tls: { clientCertificate: true } }).succeeds).toBe(true); // nobody asks for it
    const welcome = factsOf(clientAuth({ requested: true }), response({ status: 403 }));
    expect(isUnknown(predicted({ facts: welcome, tls: { clientCertificate: true } }).succeeds)).toBe(true);
  });

  it('the wrong server certificate is met first', () =>
    expect(predicted({ facts: with13('alert 116 certificate_required'), name: 'wrong' }).cause).toBe('name-not-in-certificate'));
});

describe('the handshake that was made with it', () => {
  it.each([
    ['alert 42 bad_certificate', 'client-certificate-refused', 'bad certificate'],
    ['alert 45 certificate_expired', 'client-certificate-expired', 'expired certificate'],
    ['alert 48 unknown_ca', 'client-certificate-unknown-authority', 'unknown certificate authority'],
  ])('%s', (refusal, cause, words) =>
    expect(made({ accepted: false, refusal, status: couldNotLook('no answer') })).toMatchObject({
      succeeds: false,
      cause,
      error: `${url}remote error: tls: ${words}`,
    }),
  );
  it('is answered with metrics, with a refusal, or not so that one knows', () => {
    expect(made({}).succeeds).toBe(true);
    expect(made({ status: 403 }).error).toBe('server returned HTTP status 403 Forbidden');
    expect(made({ path: '/' }).succeeds).toMatchObject({ cause: 'out-of-mode' });
    expect(isUnknown(made({ status: 302 }).succeeds)).toBe(true);
    const unread = { accepted: true, refusal: '', version: 'TLSv1.3', path: '/metrics', status: 200 };
    expect(
      why(
        predicted({
          facts: factsOf(clientAuth({ requested: true }), observed('scrape_handshake', unread)),
          tls: { clientCertificate: true },
        }),
      ),
    ).toContain('was not read');
    const open = couldNotLook('connection closed after the handshake');
    expect(made({ accepted: open }).succeeds).toEqual(open);
  });
});

describe('the answer', () => {
  it.each([
    [401, 'unauthorized', '401 Unauthorized'],
    [403, 'forbidden', '403 Forbidden'],
    [404, 'not-found', '404 Not Found'],
    [500, 'server-error', '500 Internal Server Error'],
    [503, 'server-error', '503 Service Unavailable'],
    [204, 'http-status', '204'],
    [302, 'redirect-not-followed', '302 Found'],
  ])('%i', (status, cause, words) => {
    const error = `server returned HTTP status ${words}`;
    expect(predicted({ facts: factsOf(response({ status })) })).toMatchObject({ succeeds: false, cause, error, errors: [error] });
  });

  it('to a request with a credential is not known', () => {
    const facts = factsOf(response({ status: 401 }));
    expect(predicted({ facts, scrape: { credential: 'bearer-token' } }).succeeds).toMatchObject({ cause: 'out-of-mode' });
    expect(predicted({ scrape: { credential: 'bearer-token' } }).succeeds).toBe(true); // answered without it
  });

  it('429 may be the doing of the scan, and redirects are not followed', () => {
    expect(why(predicted({ facts: factsOf(response({ status: 429 })) }))).toContain('limits the rate');
    const facts = factsOf(response({ status: 302, location: '/login' }));
    expect(why(predicted({ facts }))).toContain('/login');
    expect(predicted({ facts, scrape: { followRedirects: false } }).error).toBe('server returned HTTP status 302 Found');
  });

  it.each([
    ['text/html; charset=UTF-8', false, 'unsupported-content-type', '"INVALID" is not a valid start token'],
    ['text/html', true, 'unsupported-content-type', ''],
    ['', true, 'blank-content-type', ''],
  ])('200 with Content-Type "%s", metrics %s', (contentType, metrics, cause, error_2x) => {
    const facts = factsOf(response({ contentType, metrics }));
    expect(predicted({ facts })).toMatchObject({ succeeds: false, cause, error_2x });
    const lenient = [{ fallbackProtocol: 'PrometheusText0.0.4' }, { prometheusVersion: '2.42.0' }].map(
      (scrape) => predicted({ facts, scrape }).succeeds,
    );
    expect(lenient.map((succeeds) => succeeds === true)).toEqual([metrics, metrics]);
  });

  it('200 in OpenMetrics 2.0, which Prometheus 3 takes for the fallback and 2 for OpenMetrics', () => {
    const facts = factsOf(response({ contentType: 'application/openmetrics-text; version=2.0.0' }));
    expect(predicted({ facts })).toMatchObject({ succeeds: false, cause: 'openmetrics-two' });
    expect(predicted({ facts, scrape: { fallbackProtocol: 'PrometheusText1.0.0' } }).succeeds).toBe(true);
    expect(why(predicted({ facts, scrape: { prometheusVersion: '2.42.0' } }))).toContain('read as OpenMetrics');
  });

  it('200 in a fallback that was not looked for', () => {
    const facts = factsOf(response({ contentType: '' }));
    const scrape = { fallbackProtocol: 'OpenMetricsText1.0.0' };
    expect(why(predicted({ facts, scrape }))).toContain('read as OpenMetricsText1.0.0');
    const openMetrics = factsOf(response({ contentType: 'application/openmetrics-text; version=1.0.0' }));
    expect(why(predicted({ facts: openMetrics, scrape: { fallbackProtocol: 'PrometheusText0.0.4' } }))).toContain('is whole');
  });

  it('a page, read as text', () => {
    const facts = factsOf(response({ contentType: 'text/html; charset=utf-8', metrics: false }));
    expect(predicted({ facts, scrape: { fallbackProtocol: 'PrometheusText0.0.4' } })).toMatchObject({
      succeeds: false,
      cause: 'not-metrics',
      error: 'expected a valid start token, got … ("INVALID") while parsing: …',
      error_2x: '"INVALID" is not a valid start token',
    });
  });

  it('names the Content-Type', () =>
    expect(predicted({ facts: factsOf(response({ contentType: 'text/html', metrics: false })) }).error).toBe(
      'received unsupported Content-Type "text/html" and no fallback_scrape_protocol specified for target',
    ));

  it('200 without a body is no samples, and no failure', () =>
    expect(predicted({ facts: factsOf(response({ metrics: false, contentType: 'text/html', empty: true })) }).succeeds).toBe(true));

  it('whose end or size was not looked at is not known', () => {
    const openMetrics = response({ contentType: 'application/openmetrics-text; version=1.0.0' });
    expect(why(predicted({ facts: factsOf(openMetrics) }))).toContain('application/openmetrics-text');
    expect(why(predicted({ scrape: { limits: 'sampleLimit 1000' } }))).toContain('sampleLimit 1000');
  });

  it('200 in plain text, but no metrics: it may be comments', () =>
    expect(why(predicted({ facts: factsOf(response({ metrics: false })) }))).toContain('not with metrics'));

  it('that was not asked for', () => {
    expect(predicted({ params: 'module=tcp' }).succeeds).toMatchObject({ cause: 'out-of-mode' });
    expect(why(predicted({ scrape: { path: '/other' }, facts: factsOf(response({ metrics: false })) }))).toBe('/other was not requested');
    const wrapped = factsOf(response({ path: '/', status: 401 }));
    expect(predicted({ facts: wrapped }).error).toBe('server returned HTTP status 401 Unauthorized'); // its authentication wraps every path
  });
});

describe('what nothing that was seen can tell', () => {
  it.each([
    [{ scrape: { uncertain: 'no Prometheus selects it' } }, 'no Prometheus selects it'],
    [{ scrape: { proxy: 'http://proxy:3128' } }, 'http://proxy:3128'],
    [{ target: someTarget({ proof: { proven: false, code: 'not-proven', reason: 'no pod has it' } }) }, 'no pod has it'],
    [{ target: someTarget({ mesh: { kind: 'istio-sidecar', because: 'container istio-proxy' } }) }, 'container istio-proxy'],
  ])('%j', (more, reason) => expect(why(predicted(more))).toContain(reason));
  it('but encryption between nodes changes nothing', () =>
    expect(predicted({ target: someTarget({ mesh: { kind: 'cilium-encryption', because: 'x' } }) }).succeeds).toBe(true));
});

it('writes addresses as URLs do', () =>
  expect(predicted({ address: { host: 'fd00::7', port: 9187 }, name: 'fd00::7', params: 'a=b' }).error).toBe(
    'Get "https://[fd00::7]:9187/metrics?a=b": tls: failed to verify certificate: x509: certificate is valid for 10.0.0.7, not fd00::7',
  ));

it('shows no value of a parameter that is named like a secret', () => {
  const refused = { group: 'transport', basis: 'observed', ...couldNotLook('connection refused') } as const;
  const { errors } = predicted({ facts: [refused], params: 'module=tcp&token=s3cret' });
  expect(errors[0]).toContain('?module=tcp&token=…": dial tcp');
  expect(errors.join()).not.toContain('s3cret');
});
