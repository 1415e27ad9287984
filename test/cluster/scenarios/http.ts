import { ca, https, httpsWith, type Scenario, scrape } from './scenario.ts';

/** What HTTP answers, and the credentials that a monitor sends. */

const status = (code: string): string => `server returned HTTP status ${code}`;
const noProtocol = (type: string): string =>
  `received unsupported Content-Type "${type}" and no fallback_scrape_protocol specified for target`;

/** By the name of nginx's port. */
const answers: Readonly<Record<string, readonly [is: string, in2x?: 'up']>> = {
  metrics: ['up'],
  unauthorized: [status('401 Unauthorized')],
  forbidden: [status('403 Forbidden')],
  'not-found': [status('404 Not Found')],
  'internal-error': [status('500 Internal Server Error')],
  unavailable: [status('503 Service Temporarily Unavailable')],
  'too-many': [status('429 Too Many Requests')],
  redirect: ['up'],
  'redirect-loop': ['stopped after 10 redirects'],
  'redirect-tls': ['certificate signed by unknown authority'],
  landing: [noProtocol('text/html')],
  garbage: ['strconv.ParseFloat: parsing "is": invalid syntax'],
  empty: ['up'],
  closes: ['EOF'],
  'no-type': ['non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target', 'up'],
  'no-content': [status('204 No Content')],
  'json-type': [noProtocol('application/json'), 'up'],
  slow: ['context deadline exceeded'],
  'html-type': [noProtocol('text/html; charset=UTF-8'), 'up'],
  silent: ['connect: connection refused'],
};

/** What a scan that asks once, sends nothing secret and follows nothing cannot tell. */
const notFollowed = { unknowable: 'redirects are not followed' };
const parametersAreNotSent = { unknowable: 'the parameters of a scrape are not sent' };
const credentialsAreNotSent = { unknowable: 'credentials are never sent' };
const unknowables: Readonly<Record<string, { readonly unknowable: string }>> = {
  'too-many': { unknowable: 'the scan itself may be limited' },
  redirect: notFollowed,
  'redirect-loop': notFollowed,
  'redirect-tls': notFollowed,
  garbage: { unknowable: 'a body is not parsed' },
  empty: { unknowable: 'a body is not parsed' },
  closes: { unknowable: 'a closed connection may have other reasons' },
  slow: { unknowable: 'the deadline of the scan is another' },
};

const port = (name: string, more: object = {}) => ({ port: name, ...more });
const basic = (password: string) => ({
  basicAuth: { username: { name: 'login', key: 'username' }, password: { name: 'login', key: password } },
});

export const httpScenarios: readonly Scenario[] = [
  ...Object.entries(answers).map(([name, [is, in2x]]) =>
    scrape(`answer-${name}`, 'nginx', port(name), is, { ...(in2x && { in2x }), ...unknowables[name] }),
  ),
  scrape('nginx-https', 'nginx', https({}, port('https')), 'up'),
  scrape('nginx-https-login', 'nginx', https({}, port('https-login')), status('401 Unauthorized')),
  scrape('nginx-https-redirect-to-http', 'nginx', https({}, port('https-redirect')), 'up', notFollowed),
  scrape('nginx-http-on-https', 'nginx', port('https'), status('400 Bad Request')),
  scrape('redirect-not-followed', 'nginx', port('redirect', { followRedirects: false }), status('302 Moved Temporarily')),
  scrape('redirect-tls-with-ca', 'nginx', port('redirect-tls', { tlsConfig: { ca } }), 'up', notFollowed),
  scrape('redirect-loop-not-followed', 'nginx', port('redirect-loop', { followRedirects: false }), status('301 Moved Permanently')),
  scrape('fallback-protocol', 'nginx', port('no-type'), 'up', { spec: { fallbackScrapeProtocol: 'PrometheusText0.0.4' } }),
  scrape('fallback-protocol-landing', 'nginx', port('landing'), 'expected a valid start token, got "<" ("INVALID")', {
    spec: { fallbackScrapeProtocol: 'PrometheusText0.0.4' },
  }),
  scrape('silent-https', 'nginx', httpsWith({ ca }, port('silent')), 'connect: connection refused'),
  scrape('wrong-path', 'plain', { path: '/not-there' }, status('404 Not Found')),
  scrape('path-of-root', 'plain', { path: '/' }, noProtocol('text/html; charset=UTF-8')),
  scrape('path-without-slash', 'plain', { path: 'metrics' }, 'up'),
  scrape('params', 'plain', { params: { 'collect[]': ['loadavg'] } }, 'up', parametersAreNotSent),
  scrape('params-refused', 'plain', { params: { 'collect[]': ['no-such-collector'] } }, status('400 Bad Request'), parametersAreNotSent),
  scrape('login-without', 'login', https(), status('401 Unauthorized')),
  scrape('login-right', 'login', https({}, basic('password')), 'up', credentialsAreNotSent),
  scrape('login-wrong', 'login', https({}, basic('wrong')), status('401 Unauthorized'), credentialsAreNotSent),
  scrape('login-plain-without', 'login-plain', {}, status('401 Unauthorized')),
  scrape('login-plain-right', 'login-plain', basic('password'), 'up', credentialsAreNotSent),
  scrape('login-http-on-https', 'login', basic('password'), status('400 Bad Request')),
  scrape('login-where-none-is-asked', 'plain', basic('password'), 'up'),
  scrape(
    'token-refused',
    'nginx',
    port('unauthorized', { authorization: { credentials: { name: 'login', key: 'token' } } }),
    '401',
    credentialsAreNotSent,
  ),
  scrape('rate-limited', 'rate-limit', {}, 'up', { unknowable: 'the scan itself is limited' }),
];
