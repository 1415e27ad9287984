import { elsewhere, namespace } from './material.ts';
import { monitoring, mounted } from './prometheuses.ts';
import { ca, https, httpsWith, type Scenario, scrape } from './scenario.ts';

/** Who selects what, scrape classes, and the other settings of a Prometheus object. */

const noIpSan = "because it doesn't contain any IP SANs";
const ofClass = (name: string, scrapeClass: string, server: string, endpoint: object, is: string): Scenario =>
  scrape(name, server, endpoint, is, { spec: { scrapeClass } });
const { scheme } = https();
const secretsOfPrometheus = "Prometheus's own Secrets are read for monitors beside it only";

const classes: Scenario[] = [
  ofClass('class-fills-ca', 'trusting', 'ip-san', { scheme }, 'up'),
  scrape('class-fills-ca-of-secret', 'ip-san', { scheme }, 'up', { spec: { scrapeClass: 'from-secret' }, unknowable: secretsOfPrometheus }),
  ofClass('class-fills-ca-beside-name', 'trusting', 'good', httpsWith({ serverName: 'exporter.example.svc' }), 'up'),
  ofClass(
    'class-does-not-replace-ca',
    'trusting',
    'ip-san',
    httpsWith({ ca: { configMap: { name: 'other-ca', key: 'ca.crt' } } }),
    'signed by unknown authority',
  ),
  ofClass('class-complete', 'complete', 'good', { scheme }, 'up'),
  ofClass('class-complete-is-all-or-nothing', 'complete', 'good', httpsWith({ insecureSkipVerify: false }), noIpSan),
  // The operator names the file by the monitor's namespace, and writes it by its own.
  ofClass('class-refers-elsewhere', 'referring', 'good', { scheme }, 'not loaded'),
  scrape('class-refers', 'good', { scheme }, 'up', {
    namespace: monitoring,
    spec: { scrapeClass: 'referring', namespaceSelector: { matchNames: [namespace] } },
  }),
  ofClass('class-careless', 'careless', 'expired', { scheme }, 'up'),
  ofClass('class-careless-beside-ca', 'careless', 'expired', httpsWith({ ca }), 'certificate has expired'),
  ofClass('class-relabels', 'to-https', 'good', { tlsConfig: https().tlsConfig }, 'up'),
  ofClass('class-relabels-first', 'to-https', 'plain', { relabelings: [{ targetLabel: '__scheme__', replacement: 'http' }] }, 'up'),
  scrape('class-fallback', 'nginx', { port: 'no-type' }, 'up', { spec: { scrapeClass: 'fallback' } }),
  {
    name: 'class-of-pods',
    kind: 'PodMonitor',
    is: 'up',
    spec: {
      scrapeClass: 'complete',
      selector: { matchLabels: { server: 'good' } },
      podMetricsEndpoints: [{ port: 'metrics', scheme: 'https' }],
    },
  },
  {
    name: 'class-of-pods-empty-config',
    kind: 'PodMonitor',
    is: 'up',
    spec: {
      scrapeClass: 'complete',
      selector: { matchLabels: { server: 'good' } },
      podMetricsEndpoints: [{ port: 'metrics', scheme: 'https', tlsConfig: {} }],
    },
  },
  {
    name: 'class-of-config',
    kind: 'ScrapeConfig',
    is: 'up',
    spec: { scrapeClass: 'complete', scheme: 'HTTPS', staticConfigs: [{ targets: ['{{good}}:9100'] }] },
  },
  {
    name: 'class-relabels-config',
    kind: 'ScrapeConfig',
    is: 'up',
    spec: { scrapeClass: 'to-https', tlsConfig: https().tlsConfig, staticConfigs: [{ targets: ['{{good}}:9100'] }] },
  },
  {
    name: 'class-of-probe',
    unknowable: 'the parameters of a scrape are not sent',
    kind: 'Probe',
    is: 'up',
    spec: {
      scrapeClass: 'complete',
      prober: { url: '{{good}}:9100', path: '/metrics', scheme: 'https' },
      targets: { staticConfig: { static: ['x'] } },
    },
  },
];

const strict = { prometheus: 'strict' };
const strictly: Scenario[] = [
  scrape('default-class', 'good', { scheme }, 'up', strict),
  scrape('default-class-on-plain', 'plain', {}, 'up', strict),
  scrape('default-class-overridden', 'good', { scheme }, noIpSan, { ...strict, spec: { scrapeClass: 'none' } }),
  scrape('default-class-not-merged', 'good', httpsWith({ insecureSkipVerify: true }), 'up', strict),
  scrape('default-class-only-files', 'good', httpsWith({ ca }), noIpSan, strict),
  scrape('default-class-fills-file', 'ip-san', httpsWith({ minVersion: 'TLS12' }), 'up', strict),
  scrape('ignored-namespace-selector', 'plain', {}, 'no target', {
    ...strict,
    namespace: elsewhere,
    spec: { namespaceSelector: { any: true } },
  }),
  scrape('ignored-namespace-selector-own', 'plain', {}, 'up', { ...strict, spec: { namespaceSelector: { matchNames: [elsewhere] } } }),
  scrape('slices-by-default', 'dual', {}, 'up', strict),
  scrape('slices-by-default-overridden', 'dual', {}, 'up', { ...strict, spec: { serviceDiscoveryRole: 'Endpoints' } }),
  scrape(
    'file-denied',
    'good',
    httpsWith({ caFile: '/etc/ca.crt' }),
    'rejected: endpoints[0]: it accesses file system via tls config which Prometheus specification prohibits',
    strict,
  ),
  scrape(
    'token-file-denied',
    'plain',
    { bearerTokenFile: '/var/run/token' },
    'rejected: endpoints[0]: it accesses file system via bearer token file which Prometheus specification prohibits',
    strict,
  ),
];

const pods = { selector: { matchLabels: { server: 'plain' } }, podMetricsEndpoints: [{ port: 'metrics' }] };
const crossing = { namespaceSelector: { matchNames: [namespace] } };
const selection: Scenario[] = [
  scrape('selected-by-nobody', 'plain', {}, 'not selected', { prometheus: 'nobody' }),
  scrape('without-label', 'plain', {}, 'not selected', { labels: { some: 'label' } }),
  scrape('null-selector', 'plain', {}, 'not selected', { prometheus: 'pods-only' }),
  { name: 'pods-only', kind: 'PodMonitor', is: 'up', prometheus: 'pods-only', spec: pods },
  {
    name: 'pods-only-elsewhere',
    kind: 'PodMonitor',
    is: 'not selected',
    prometheus: 'pods-only',
    namespace: elsewhere,
    spec: { ...pods, ...crossing },
  },
  scrape('null-namespace-selector', 'plain', {}, 'up', { namespace: monitoring, prometheus: 'anything', spec: crossing }),
  {
    name: 'null-namespace-selector-pods',
    kind: 'PodMonitor',
    is: 'up',
    namespace: monitoring,
    prometheus: 'anything',
    spec: { ...pods, ...crossing },
  },
  {
    name: 'null-probe-selector',
    kind: 'Probe',
    is: 'not selected',
    namespace: monitoring,
    prometheus: 'anything',
    spec: { prober: { url: '{{plain}}:9100' }, targets: { staticConfig: { static: ['x'] } } },
  },
  scrape('selected-by-expression', 'plain', {}, 'up', { labels: { team: 'a' } }),
  scrape('selected-by-expression-too', 'plain', {}, 'up', { labels: { team: 'b', other: 'x' } }),
  scrape('not-in-expression', 'plain', {}, 'not selected', { labels: { team: 'c' } }),
  scrape('retired', 'plain', {}, 'not selected', { labels: { team: 'a', retired: '' } }),
  scrape('namespace-not-in-expression', 'plain', {}, 'not selected', { labels: { team: 'a' }, namespace: elsewhere, spec: crossing }),
  scrape('agent', 'plain', {}, 'up', { prometheus: 'agent' }),
  scrape('agent-verifies', 'expired', https(), 'certificate has expired', { prometheus: 'agent' }),
  { name: 'agent-pods', kind: 'PodMonitor', is: 'up', prometheus: 'agent', spec: pods },
  scrape('ca-file', 'ip-san', httpsWith({ caFile: mounted.configMap }), 'up'),
  scrape('ca-file-of-secret', 'ip-san', httpsWith({ caFile: mounted.secret }), 'up', { unknowable: secretsOfPrometheus }),
  scrape('ca-file-missing', 'ip-san', httpsWith({ caFile: '/etc/prometheus/secrets/no-such/ca.crt' }), 'not loaded'),
];

const secretOf = (name: string, key: string) => ({ secret: { name, key } });
const keyOf = (name: string) => ({ name, key: 'tls.key' });
const rejected = (name: string, endpoint: object, reason: string, more: object = {}): Scenario =>
  scrape(name, 'good', endpoint, `rejected: ${reason}`, { spec: more });

/** What the operator says no to, and how it words it. */
const rejections: Scenario[] = [
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

export const prometheusScenarios: readonly Scenario[] = [...classes, ...strictly, ...selection, ...rejections];
