import { describe, expect, it } from 'vitest';
import { nearestError, recognise } from '../../../src/prometheus/outcome/index.ts';
import { errors } from './support.ts';

const causes = (pasted: string): string[] => recognise(errors, pasted).map(({ entry }) => entry.id);
const get = 'Get "https://10.0.0.7:9187/metrics": ';
const verify = 'tls: failed to verify certificate: ';
const log =
  'time=2026-11-23T04:27:15.619Z level=ERROR source=manager.go:297 msg="error creating new scrape pool" component="scrape manager" ';
const handshake = 'http: TLS handshake error from 10.0.0.9:53412: ';

/** Texts as Prometheus 3.16, 2.42 and exporters were seen to write them. */
const seen: readonly (readonly [text: string, ...causes: string[]])[] = [
  [`${get}http: server gave HTTP response to HTTPS client`, 'plaintext-server'],
  ['server returned HTTP status 400 Bad Request', 'tls-server', 'client-certificate-required-http'],
  [`${get}${verify}x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs`, 'no-ip-san'],
  [`${get}x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs`, 'no-ip-san'],
  [`${get}${verify}x509: certificate is valid for a.example, b.example, not wrong.example`, 'name-not-in-certificate'],
  [`${get}${verify}x509: certificate relies on legacy Common Name field, use SANs instead`, 'common-name-only'],
  [`${get}${verify}x509: certificate is not valid for any names, but wanted to match z.example`, 'no-names'],
  [`${get}${verify}x509: certificate signed by unknown authority`, 'unknown-authority'],
  [
    `${get}x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA (temporarily override with GODEBUG=x509sha1=1)" while trying to verify candidate authority certificate "Test CA")`,
    'sha1-signature',
  ],
  [
    `${get}${verify}x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "Test CA")`,
    'doubtful-authority',
  ],
  [
    `${get}${verify}x509: certificate has expired or is not yet valid: current time 2026-11-23T04:27:15Z is after 2026-11-20T04:26:47Z`,
    'expired',
  ],
  [
    `${get}${verify}x509: certificate has expired or is not yet valid: current time 2026-11-23T04:27:15Z is before 2026-11-26T04:26:47Z`,
    'not-yet-valid',
  ],
  [`${get}${verify}x509: certificate specifies an incompatible key usage`, 'wrong-key-usage'],
  [`${get}${verify}x509: unhandled critical extension`, 'critical-extension'],
  [`${get}remote error: tls: certificate required`, 'client-certificate-required'],
  [`${get}readLoopPeekFailLocked: remote error: tls: bad certificate`, 'client-certificate-refused'],
  [`${get}remote error: tls: handshake failure`, 'client-certificate-required-tls12', 'no-common-suite', 'unsupported-version'],
  [`${get}remote error: tls: unknown certificate authority`, 'client-certificate-unknown-authority'],
  [`${get}remote error: tls: expired certificate`, 'client-certificate-expired'],
  [`${get}remote error: tls: protocol version not supported`, 'unsupported-version'],
  [`${get}remote error: tls: internal error`, 'server-internal-error'],
  [`${get}remote error: tls: access denied`, 'other-alert'],
  [`${get}EOF`, 'connection-closed', 'plaintext-server', 'tls-server'],
  ['unexpected EOF', 'cut-off'],
  ['data does not end with # EOF', 'openmetrics-cut-off'],
  ['server returned HTTP status 401 Unauthorized', 'unauthorized'],
  ['server returned HTTP status 403 Forbidden', 'forbidden'],
  ['server returned HTTP status 404 Not Found', 'not-found'],
  ['server returned HTTP status 429 Too Many Requests', 'rate-limited'],
  ['server returned HTTP status 503 Service Unavailable', 'server-error'],
  ["server returned HTTP status 418 I'm a Teapot", 'http-status'],
  [
    'received unsupported Content-Type "text/html; charset=UTF-8" and no fallback_scrape_protocol specified for target',
    'unsupported-content-type',
  ],
  ['"INVALID" is not a valid start token', 'unsupported-content-type', 'not-metrics'],
  ['cannot parse Content-Type ";;" and no fallback_scrape_protocol for target\nmime: no media type', 'unreadable-content-type'],
  [`${get}dial tcp 10.0.0.7:9187: connect: connection refused`, 'connection-refused'],
  [`${get}proxyconnect tcp: dial tcp 10.0.0.7:3128: connect: connection refused`, 'proxy-failed'],
  [`${get}context deadline exceeded`, 'deadline-exceeded', 'plaintext-server'],
  [`Get "http://nope.invalid:9999/metrics": dial tcp: lookup nope.invalid on 10.96.0.10:53: no such host`, 'name-does-not-resolve'],
  [
    `${log}err="error creating HTTP client: unable to read CA cert: unable to read file /x: open /x: no such file or directory" scrape_pool=a`,
    'ca-file-missing',
  ],
  [
    'msg="error creating new scrape pool" err="error creating HTTP client: unable to load specified CA cert /x: open /x: no such file or directory"',
    'ca-file-missing',
  ],
  [`${log}err="error creating HTTP client: unable to use specified CA cert file /x" scrape_pool=a`, 'ca-file-unusable'],
  [
    `${log}err="error creating HTTP client: unable to use specified client cert (file /c) & key (file /k): tls: private key does not match public key"`,
    'client-certificate-mismatch',
  ],
  [`${handshake}client sent an HTTP request to an HTTPS server`, 'log-plaintext-client'],
  [`${handshake}remote error: tls: bad certificate`, 'log-client-refused-certificate'],
  [`${handshake}tls: client didn't provide a certificate`, 'log-no-client-certificate'],
  [
    `${handshake}tls: failed to verify client certificate: x509: certificate signed by unknown authority`,
    'log-client-certificate-unknown-authority',
  ],
  [`${handshake}could not find allowed SANs in client cert, found: [nope]`, 'log-client-name-not-allowed'],
  [`${handshake}tls: client offered only unsupported versions: [304 303]`, 'log-unsupported-version'],
  [`${handshake}tls: no cipher suite supported by both client and server; client offered: [c02b c02f]`, 'log-no-common-suite'],
  [`${handshake}EOF`, 'log-scanner'],
  [`${handshake}failed to load X509KeyPair: tls: private key does not match public key`, 'log-key-mismatch'],
  [`${handshake}TLS config is not present`, 'log-config-emptied'],
  [`${handshake}yaml: unmarshal errors:\n  line 1: field x not found in type web.Config`, 'log-config-broken'],
  ['unknown cipher: TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'log-config-refused'],
  ['Readiness probe failed: HTTP probe failed with statuscode: 400', 'probe-plaintext'],
  ['Liveness probe failed: HTTP probe failed with statuscode: 401', 'probe-credentials'],
  ['Readiness probe failed: Get "https://10.0.0.7:9100/": remote error: tls: bad certificate', 'probe-client-certificate'],
  ['Readiness probe failed: Get "https://10.0.0.7:9100/": http: server gave HTTP response to HTTPS client', 'probe-https-on-plaintext'],
  [
    String.raw`Readiness probe failed: Get "http://10.0.0.7:9100/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02F"`,
    'probe-plaintext',
  ],
];

describe('a whole text', () => {
  it.each(seen)('%s', (text, ...expected) => expect(causes(text)).toEqual(expected));
});

describe('what people paste', () => {
  it('a log line with escaped quotes, in quotes', () =>
    expect(
      causes(
        String.raw`'level=warn msg="Scrape failed" err="Get \"https://10.0.0.7:9187/metrics\": remote error: tls: certificate required"'`,
      ),
    ).toEqual(['client-certificate-required']));
  it('broken into lines by a terminal', () =>
    expect(causes('Get "https://10.0.0.7:9187/metrics": http: server\n  gave HTTP response to\n  HTTPS client')).toEqual([
      'plaintext-server',
    ]));
  it('the end alone, wherever it may stand', () =>
    expect(causes('remote error: tls: certificate required')).toEqual(['client-certificate-required', 'probe-client-certificate']));
  it("a target's error without the URL before it, of Prometheus before the kubelet", () =>
    expect(causes('dial tcp 10.0.0.7:9187: connect: connection refused')[0]).toBe('connection-refused'));
  it('a part of it', () => {
    expect(causes('signed by unknown')[0]).toBe('unknown-authority');
    expect(causes("doesn't contain any IP SANs")[0]).toBe('no-ip-san');
    expect(causes('gave HTTP response to')[0]).toBe('plaintext-server');
  });
  it('most of its words', () => expect(causes('the certificate is not yet valid it says')[0]).toBe('expired'));
  it('nothing that is known', () => {
    expect(causes('foo bar')).toEqual([]);
    expect(causes('')).toEqual([]);
    expect(nearestError(errors, 'server refused')).toContain('server');
    expect(nearestError(errors, 'zzz')).toBeUndefined();
  });
  it('any amount of it, quickly', () => {
    const started = performance.now();
    for (const text of ['a '.repeat(100_000), '"'.repeat(100_000), 'x509: certificate is valid for '.repeat(10_000)]) causes(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
