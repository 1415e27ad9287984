import { ca, httpsWith, type Scenario, scrape } from './scenario.ts';

/** What the operator says no to. */

const pods = { selector: { matchLabels: { server: 'plain' } } };
const secretOf = (name: string, key: string) => ({ secret: { name, key } });
const keyOf = (name: string) => ({ name, key: 'tls.key' });
const rejected = (name: string, endpoint: object, reason: string, more: object = {}): Scenario =>
  scrape(name, 'good', endpoint, `rejected: ${reason}`, { spec: more });

/** How it words it. */
export const rejectionScenarios: readonly Scenario[] = [
  rejected(
    'ca-secret-missing',
    httpsWith({ ca: secretOf('no-such', 'ca.crt') }),
    'endpoints[0]: tlsConfig: failed to get ca "<secret=no-such,key=ca.crt>"',
  ),
  rejected('ca-key-missing', httpsWith({ ca: secretOf('servers-ca', 'no-such') }), 'key "no-such" in secret "servers-ca" not found'),
  rejected(
    'ca-config-map-missing',
    httpsWith({ ca: { configMap: { name: 'no-such', key: 'ca.crt' } } }),
    'unable to get configmap "no-such"',
  ),
  rejected(
    'ca-of-another-namespace',
    httpsWith({ ca: { configMap: { name: 'class-ca', key: 'ca.crt' } } }),
    'unable to get configmap "class-ca"',
  ),
  rejected('ca-is-garbage', httpsWith({ ca: { configMap: { name: 'servers-ca', key: 'garbage' } } }), 'failed to decode PEM block'),
  rejected('ca-and-ca-file', httpsWith({ ca, caFile: '/ca' }), "tlsConfig: cannot specify both 'caFile' and 'ca'"),
  rejected('certificate-without-key', httpsWith({ cert: secretOf('client-right', 'tls.crt') }), 'endpoints[0]:'),
  rejected('key-without-certificate', httpsWith({ keySecret: keyOf('client-right') }), 'endpoints[0]:'),
  rejected(
    'certificate-and-file',
    httpsWith({ cert: secretOf('client-right', 'tls.crt'), certFile: '/cert', keyFile: '/key' }),
    'endpoints[0]:',
  ),
  rejected(
    'key-does-not-fit',
    httpsWith({ cert: secretOf('mismatch', 'tls.crt'), keySecret: keyOf('mismatch') }),
    'private key does not match public key',
  ),
  rejected('versions-crossed', httpsWith({ minVersion: 'TLS13', maxVersion: 'TLS12' }), 'endpoints[0]:'),
  rejected('class-unknown', {}, 'scrapeClassName: scrapeClass "no-such" not found in Prometheus scrapeClasses', { scrapeClass: 'no-such' }),
  rejected('timeout-above-interval', { interval: '2s', scrapeTimeout: '3s' }, 'scrapeTimeout "3s" greater than scrapeInterval "2s"'),
  rejected('timeout-above-global', { scrapeTimeout: '3s' }, 'scrapeTimeout "3s" greater than scrapeInterval "2s"'),
  rejected(
    'two-credentials',
    {
      basicAuth: { username: { name: 'login', key: 'username' }, password: { name: 'login', key: 'password' } },
      authorization: { credentials: { name: 'login', key: 'token' } },
    },
    'endpoints[0]:',
  ),
  rejected(
    'password-missing',
    { basicAuth: { username: { name: 'login', key: 'username' }, password: { name: 'login', key: 'no-such' } } },
    'endpoints[0]: basicAuth:',
  ),
  rejected('token-missing', { authorization: { credentials: { name: 'no-such', key: 'token' } } }, 'endpoints[0]: authorization:'),
  rejected('regex-invalid', { relabelings: [{ action: 'keep', sourceLabels: ['job'], regex: '(?=x)' }] }, 'endpoints[0]: relabelConfigs:'),
  rejected(
    'hashmod-without-modulus',
    { relabelings: [{ action: 'hashmod', sourceLabels: ['job'], targetLabel: 'x' }] },
    'endpoints[0]: relabelConfigs:',
  ),
  rejected('replace-without-target', { relabelings: [{ action: 'replace', sourceLabels: ['job'] }] }, 'endpoints[0]: relabelConfigs:'),
  rejected(
    'metric-regex-invalid',
    { metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: '(' }] },
    'endpoints[0]: metricRelabelConfigs:',
  ),
  {
    name: 'second-endpoint',
    kind: 'ServiceMonitor',
    is: 'rejected: endpoints[1]:',
    spec: { selector: {}, endpoints: [{ port: 'x' }, { port: 'y', scrapeTimeout: '9s' }] },
  },
  {
    name: 'pods-rejected',
    kind: 'PodMonitor',
    is: 'rejected: endpoint[0]: tlsConfig:',
    spec: { ...pods, podMetricsEndpoints: [{ port: 'metrics', tlsConfig: { ca: secretOf('no-such', 'x') } }] },
  },
  {
    name: 'probe-rejected',
    kind: 'Probe',
    is: 'rejected: "http://x" url specified in proberSpec is invalid',
    spec: { prober: { url: 'http://x' }, targets: { staticConfig: { static: ['x'] } } },
  },
  { name: 'probe-without-targets', kind: 'Probe', is: 'rejected: at least one', spec: { prober: { url: 'x:1' }, targets: {} } },
  {
    name: 'config-rejected',
    kind: 'ScrapeConfig',
    is: 'rejected: tlsConfig:',
    spec: { staticConfigs: [{ targets: ['x:1'] }], tlsConfig: { ca: secretOf('no-such', 'x') } },
  },
];
