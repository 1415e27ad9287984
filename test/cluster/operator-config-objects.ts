import { configMap, namespaceObject, secret } from './fixtures/fixture.ts';
import type { Ca, Issued } from '../support/pki.ts';

/** Namespaces of the monitors, and of the Prometheus objects. */
const [one, two] = ['operator-config-one', 'operator-config-two'];
export const monitoring = 'operator-config';
export const namespaces: readonly string[] = [one, two, monitoring];

const monitorsOnly = { matchLabels: { 'kubernetes.io/metadata.name': one } };
const labelled = (by: string) => ({ matchLabels: { by } });
const selecting = (by: string, of: object) => ({
  serviceMonitorSelector: labelled(by),
  podMonitorSelector: labelled(by),
  probeSelector: labelled(by),
  scrapeConfigSelector: labelled(by),
  serviceMonitorNamespaceSelector: of,
  podMonitorNamespaceSelector: of,
  probeNamespaceSelector: of,
  scrapeConfigNamespaceSelector: of,
});

const prometheus = (name: string, spec: object, kind = 'Prometheus') => ({
  apiVersion: `monitoring.coreos.com/${kind === 'Prometheus' ? 'v1' : 'v1alpha1'}`,
  kind,
  metadata: { namespace: monitoring, name },
  spec: { replicas: 0, ...spec },
});

const classes = [
  { name: 'whole', tlsConfig: { ca: { configMap: { name: 'class-ca', key: 'ca.crt' } }, serverName: 'class', minVersion: 'TLS12' } },
  {
    name: 'files',
    tlsConfig: { caFile: '/etc/class/ca', certFile: '/etc/class/crt', keyFile: '/etc/class/key', insecureSkipVerify: true },
  },
  {
    name: 'relabels',
    attachMetadata: { node: true },
    authorization: { type: 'Token', credentials: { name: 'token', key: 'token' } },
    relabelings: [{ sourceLabels: ['__address__'], targetLabel: 'class', regex: '(.*):.*' }],
    fallbackScrapeProtocol: 'PrometheusText0.0.4',
  },
];

/** Of a Prometheus, of a monitor below and above what it enforces, and of one that has none. */
const globalLimits = {
  sampleLimit: 500,
  enforcedSampleLimit: 400,
  targetLimit: 20,
  enforcedTargetLimit: 30,
  labelLimit: 40,
  enforcedLabelNameLengthLimit: 50,
  bodySizeLimit: '20MB',
  enforcedBodySizeLimit: '10MB',
};
const limits = {
  sampleLimit: 399,
  targetLimit: 31,
  labelLimit: 0,
  labelNameLengthLimit: 51,
  labelValueLengthLimit: 60,
  bodySizeLimit: '10239KB',
  fallbackScrapeProtocol: 'OpenMetricsText1.0.0',
};

export const prometheuses = [
  prometheus('main', { ...selecting('main', {}), scrapeClasses: classes, shards: 2, podTargetLabels: ['team', 'app.kubernetes.io/name'] }),
  prometheus('strict', {
    ...selecting('strict', monitorsOnly),
    version: 'v3.13.0',
    arbitraryFSAccessThroughSMs: { deny: true },
    ignoreNamespaceSelectors: true,
    serviceDiscoveryRole: 'EndpointSlice',
    enforcedNamespaceLabel: 'tenant',
    excludedFromEnforcement: [{ resource: 'podmonitors', namespace: one, name: 'excluded' }],
    scrapeInterval: '20s',
    scrapeClasses: [{ name: 'default', default: true, tlsConfig: { caFile: '/etc/default/ca' } }],
    ...globalLimits,
  }),
  prometheus('old', { ...selecting('old', {}), version: 'v2.34.0', serviceDiscoveryRole: 'EndpointSlice', ...globalLimits }),
  prometheus('unmanaged', {}),
  prometheus('agent', selecting('agent', monitorsOnly), 'PrometheusAgent'),
];

/** The name of the Secret with the configuration that the operator makes. */
export const configurations = {
  main: 'prometheus-main',
  strict: 'prometheus-strict',
  old: 'prometheus-old',
  agent: 'prom-agent-agent',
} as const;

interface Place {
  readonly by: string; // the Prometheus that selects it
  readonly namespace?: string;
}

const monitor =
  (kind: string, version: string) =>
  (name: string, { by, namespace = one }: Place, spec: object) => ({
    apiVersion: `monitoring.coreos.com/${version}`,
    kind,
    metadata: { namespace, name, labels: { by } },
    spec,
  });
const serviceMonitor = monitor('ServiceMonitor', 'v1');
const podMonitor = monitor('PodMonitor', 'v1');
const probe = monitor('Probe', 'v1');
const scrapeConfig = monitor('ScrapeConfig', 'v1alpha1');

const selector = {
  matchLabels: { 'app.kubernetes.io/name': 'pgx', a: '1' },
  matchExpressions: [
    { key: 'tier', operator: 'In', values: ['db', 'cache'] },
    { key: 'old', operator: 'NotIn', values: ['yes', 'true'] },
    { key: 'kept', operator: 'Exists' },
    { key: 'gone/away', operator: 'DoesNotExist' },
  ],
};
const all = { matchLabels: {} };
const main: Place = { by: 'main' };
const strict: Place = { by: 'strict' };
const old: Place = { by: 'old' };
const secretCa = { secret: { name: 'ca', key: 'ca.crt' } };
const mapCa = { configMap: { name: 'ca', key: 'ca.crt' } };
const client = { cert: { secret: { name: 'client', key: 'tls.crt' } }, keySecret: { name: 'client', key: 'tls.key' } };
const everyRelabeling = [
  { sourceLabels: ['__address__', 'a'], separator: '@', targetLabel: '__address__', regex: '(.+):.+', replacement: '${1}:9187' },
  { sourceLabels: ['b'], action: 'Keep', regex: 'yes|no' },
  { sourceLabels: ['c'], action: 'drop', regex: '.*x' },
  { sourceLabels: ['d'], action: 'hashmod', targetLabel: 'e', modulus: 7 },
  { action: 'LabelMap', regex: '__meta_(.+)', replacement: 'm_$1' },
  { action: 'labeldrop', regex: 'f.*' },
  { action: 'labelkeep', regex: '.+' },
  { sourceLabels: ['g'], action: 'Lowercase', targetLabel: 'h' },
  { sourceLabels: ['g'], action: 'uppercase', targetLabel: 'h' },
  { sourceLabels: ['g'], action: 'KeepEqual', targetLabel: 'h' },
  { sourceLabels: ['g'], action: 'dropequal', targetLabel: 'i' },
  { targetLabel: 'empty', replacement: '', separator: '' },
];

const probing = (spec: object) => ({ prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['a'] } }, ...spec });

/** Objects that become jobs. */
export const accepted = [
  serviceMonitor('plain', main, { selector: all, endpoints: [{ port: 'metrics' }] }),
  serviceMonitor('selects', main, {
    selector,
    jobLabel: 'app.kubernetes.io/job',
    targetLabels: ['x/y', 'z'],
    podTargetLabels: ['p-q'],
    namespaceSelector: { matchNames: [one, two] },
    attachMetadata: { node: true },
    endpoints: [
      { port: 'http|metrics', path: '/a?b', scheme: 'HTTPS', params: { q: ['1', '2'] }, followRedirects: false, filterRunning: false },
      { targetPort: 9187, interval: '90s', scrapeTimeout: '1m', proxyUrl: 'http://u:p@proxy:3128' },
      { targetPort: '9187' },
      { targetPort: 0, proxyFromEnvironment: true },
      {},
    ],
  }),
  serviceMonitor('by-role', main, {
    selector,
    selectorMechanism: 'RoleSelector',
    serviceDiscoveryRole: 'EndpointSlice',
    namespaceSelector: { any: true },
    endpoints: [{ port: 'metrics', relabelings: everyRelabeling }],
  }),
  serviceMonitor('tls', main, {
    selector: all,
    endpoints: [
      { port: 'a', scheme: 'https', tlsConfig: { ca: mapCa, ...client, serverName: 'pgx', minVersion: 'TLS12', maxVersion: 'TLS13' } },
      { port: 'b', scheme: 'https', tlsConfig: { ca: secretCa, insecureSkipVerify: true } },
      { port: 'c', scheme: 'https', tlsConfig: { caFile: '/a', certFile: '/b', keyFile: '/c' } },
      { port: 'd', scheme: 'https', tlsConfig: { serverName: '', insecureSkipVerify: false } },
      { port: 'e', basicAuth: { username: { name: 'token', key: 'token' }, password: { name: 'token', key: 'token' } } },
      { port: 'f', authorization: { credentials: { name: 'token', key: 'token' } } },
      { port: 'g', bearerTokenSecret: { name: 'token', key: 'token' } },
      { port: 'h', bearerTokenFile: '/var/run/token' },
      {
        port: 'i',
        oauth2: {
          clientId: { secret: { name: 'token', key: 'token' } },
          clientSecret: { name: 'token', key: 'token' },
          tokenUrl: 'https://idp/token',
        },
      },
    ],
  }),
  serviceMonitor('class-whole', main, { scrapeClass: 'whole', selector: all, endpoints: [{ port: 'a' }, { port: 'b', tlsConfig: {} }] }),
  serviceMonitor('class-files', main, {
    scrapeClass: 'files',
    selector: all,
    endpoints: [
      { port: 'a' },
      { port: 'b', tlsConfig: { ca: secretCa } },
      { port: 'c', tlsConfig: { certFile: '/own/crt', keyFile: '/own/key' } },
    ],
  }),
  serviceMonitor('class-relabels', main, {
    scrapeClass: 'relabels',
    selector: all,
    endpoints: [{ port: 'a', relabelings: [{ targetLabel: 'own', replacement: 'x' }] }],
  }),
  podMonitor('class-whole', main, {
    scrapeClass: 'whole',
    selector: all,
    podMetricsEndpoints: [
      { port: 'a', tlsConfig: {} },
      { port: 'b', tlsConfig: { insecureSkipVerify: false } },
    ],
  }),
  podMonitor('ports', main, {
    selector,
    jobLabel: 'job',
    podTargetLabels: ['own'],
    attachMetadata: { node: false },
    podMetricsEndpoints: [
      { port: 'metrics', targetPort: 'ignored' },
      { portNumber: 9187 },
      { targetPort: 'named' },
      { targetPort: 9188 },
      { filterRunning: false, scheme: 'https', tlsConfig: { ca: mapCa, ...client }, relabelings: everyRelabeling },
    ],
  }),
  podMonitor('by-role', main, { selector, selectorMechanism: 'RoleSelector', podMetricsEndpoints: [{ port: 'metrics' }] }),
  probe(
    'static',
    { by: 'main', namespace: two },
    {
      jobName: 'probes',
      module: 'tcp',
      params: [
        { name: 'module', values: ['ignored'] },
        { name: 'debug', values: ['true'] },
      ],
      prober: { url: 'blackbox:9115', scheme: 'https', proxyUrl: 'socks5://proxy:1080' },
      tlsConfig: { ca: secretCa },
      targets: {
        staticConfig: {
          static: ['https://example.com', 'db:5432'],
          labels: { env: 'x' },
          relabelingConfigs: [{ targetLabel: 'a', replacement: 'b' }],
        },
      },
    },
  ),
  probe('ingress', main, {
    prober: { url: '[::1]:9115', path: '/other' },
    targets: {
      ingress: { selector, namespaceSelector: { any: true }, relabelingConfigs: [{ action: 'drop', sourceLabels: ['x'], regex: 'y' }] },
    },
  }),
  probe('both', strict, {
    prober: { url: 'blackbox' },
    targets: { ingress: { selector: all }, staticConfig: { static: ['a'], labels: { namespace: 'kept' } } },
  }),
  scrapeConfig('static', main, {
    jobName: 'named',
    staticConfigs: [{ targets: ['10.0.0.1:9187', 'db.example.com'], labels: { a: 'b' } }, { targets: ['c:1'] }],
    metricsPath: '/m',
    scheme: 'HTTPS',
    params: { a: ['b'] },
    tlsConfig: { ca: mapCa, serverName: 'x', maxVersion: 'TLS12' },
    basicAuth: { username: { name: 'token', key: 'token' }, password: { name: 'token', key: 'token' } },
    relabelings: [{ targetLabel: 'r', replacement: 's' }],
    scrapeInterval: '1h',
  }),
  scrapeConfig(
    'kubernetes',
    { by: 'main', namespace: two },
    {
      scrapeClass: 'relabels',
      kubernetesSDConfigs: [
        { role: 'Node' },
        {
          role: 'Pod',
          namespaces: { ownNamespace: true, names: [one] },
          attachMetadata: { node: true },
          selectors: [{ role: 'Pod', label: 'a=b', field: 'status.phase=Running' }],
        },
        { role: 'EndpointSlice', namespaces: { names: [] }, selectors: [{ role: 'Service', label: 'c' }] },
        { role: 'Ingress', attachMetadata: { node: true } },
      ],
      dnsSDConfigs: [{ names: ['_x._tcp.example.com'] }],
    },
  ),
  scrapeConfig('unenforced', strict, { staticConfigs: [{ targets: ['a:1'] }] }),
  scrapeConfig('enforced', strict, { staticConfigs: [{ targets: ['a:1'] }], relabelings: [{ targetLabel: 'r', replacement: 's' }] }),
  serviceMonitor('strict', strict, {
    selector: all,
    namespaceSelector: { any: true },
    endpoints: [
      { port: 'a', tlsConfig: {} },
      { port: 'b', relabelings: [{ targetLabel: 'tenant', replacement: 'other' }] },
    ],
  }),
  podMonitor('strict', strict, { selector: all, podMetricsEndpoints: [{ port: 'a' }] }),
  podMonitor('excluded', strict, { selector: all, podMetricsEndpoints: [{ port: 'a' }] }),
  serviceMonitor('elsewhere', { by: 'strict', namespace: two }, { selector: all, endpoints: [{ port: 'a' }] }), // not in its namespaces
  serviceMonitor('old', old, {
    selector: all,
    attachMetadata: { node: true },
    endpoints: [{ port: 'a', tlsConfig: { minVersion: 'TLS12', maxVersion: 'TLS13', serverName: 'x' }, proxyFromEnvironment: true }],
  }),
  serviceMonitor('limits-main', main, { selector: all, ...limits, endpoints: [{ port: 'a', enableHttp2: false }] }),
  serviceMonitor('limits-strict', strict, { selector: all, ...limits, endpoints: [{ port: 'a' }] }),
  serviceMonitor('limits-old', old, { selector: all, ...limits, endpoints: [{ port: 'a', enableHttp2: false }] }),
  podMonitor('limits-main', main, {
    selector: all,
    scrapeClass: 'relabels',
    sampleLimit: 0,
    podMetricsEndpoints: [{ port: 'a', enableHttp2: false }],
  }),
  podMonitor('limits-strict', strict, { selector: all, ...limits, bodySizeLimit: '1GiB', podMetricsEndpoints: [{ port: 'a' }] }),
  podMonitor('limits-old', old, { selector: all, bodySizeLimit: '0', podMetricsEndpoints: [{ port: 'a' }] }),
  probe('limits-strict', strict, probing({ sampleLimit: 401, fallbackScrapeProtocol: 'PrometheusProto', enableHttp2: false })),
  probe('limits-old', old, probing({ sampleLimit: 401 })),
  scrapeConfig('limits-main', main, { ...limits, bodySizeLimit: '0', enableHTTP2: false, staticConfigs: [{ targets: ['a:1'] }] }),
  scrapeConfig('limits-strict', strict, { ...limits, bodySizeLimit: '0', enableHTTP2: true, staticConfigs: [{ targets: ['a:1'] }] }),
  serviceMonitor('agent', { by: 'agent' }, { selector: all, endpoints: [{ port: 'a', tlsConfig: { ca: secretCa } }] }),
  podMonitor('agent', { by: 'agent' }, { selector: all, podMetricsEndpoints: [{ port: 'a' }] }),
  serviceMonitor('nobody', { by: 'nobody' }, { selector: all, endpoints: [{ port: 'a' }] }),
];

const endpointOf = (endpoint: object) => ({ selector: all, endpoints: [{ port: 'ok' }, endpoint] });
const podEndpointOf = (endpoint: object) => ({ selector: all, podMetricsEndpoints: [endpoint] });
const both = {
  authorization: { credentials: { name: 'token', key: 'token' } },
  basicAuth: { username: { name: 'token', key: 'token' }, password: { name: 'token', key: 'token' } },
};

/** Objects that the operator skips. */
export const rejected = [
  serviceMonitor('two-credentials', main, endpointOf(both)),
  serviceMonitor('ca-twice', main, endpointOf({ tlsConfig: { ca: secretCa, caFile: '/x' } })),
  serviceMonitor('cert-twice', main, endpointOf({ tlsConfig: { ...client, certFile: '/x' } })),
  serviceMonitor('key-twice', main, endpointOf({ tlsConfig: { ...client, keyFile: '/x' } })),
  serviceMonitor('ca-of-both', main, endpointOf({ tlsConfig: { ca: { ...secretCa, ...mapCa } } })),
  serviceMonitor('cert-without-key', main, endpointOf({ tlsConfig: { certFile: '/x' } })),
  serviceMonitor('key-without-cert', main, endpointOf({ tlsConfig: { keyFile: '/x' } })),
  serviceMonitor('versions', main, endpointOf({ tlsConfig: { minVersion: 'TLS13', maxVersion: 'TLS12' } })),
  serviceMonitor('no-secret', main, endpointOf({ tlsConfig: { ca: { secret: { name: 'gone', key: 'ca.crt' } } } })),
  serviceMonitor('optional-secret', main, endpointOf({ tlsConfig: { ca: { secret: { name: 'gone', key: 'ca.crt', optional: true } } } })),
  serviceMonitor('no-key', main, endpointOf({ tlsConfig: { ca: { configMap: { name: 'ca', key: 'gone' } } } })),
  serviceMonitor('nameless', main, endpointOf({ tlsConfig: { ca: { configMap: { key: 'x' } } } })),
  serviceMonitor('no-pem', main, endpointOf({ tlsConfig: { ca: { configMap: { name: 'ca', key: 'text' } } } })),
  serviceMonitor('no-certificate', main, endpointOf({ tlsConfig: { ca: { configMap: { name: 'ca', key: 'odd' } } } })),
  serviceMonitor('other-key', main, endpointOf({ tlsConfig: { ...client, keySecret: { name: 'other', key: 'tls.key' } } })),
  podMonitor('other-key', main, podEndpointOf({ tlsConfig: { ...client, keySecret: { name: 'other', key: 'tls.key' } } })),
  serviceMonitor('timeout', main, endpointOf({ scrapeTimeout: '31s' })),
  serviceMonitor('own-timeout', main, endpointOf({ interval: '1m', scrapeTimeout: '1m1s' })),
  serviceMonitor('no-class', main, { ...endpointOf({}), scrapeClass: 'gone' }),
  serviceMonitor('operator', main, { selector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] }, endpoints: [] }),
  serviceMonitor('no-values', main, { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] }, endpoints: [] }),
  serviceMonitor('surplus-values', main, {
    selector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
    endpoints: [],
  }),
  serviceMonitor('regex', main, endpointOf({ relabelings: [{ targetLabel: 'ok' }, { targetLabel: 'a', regex: '(' }] })),
  serviceMonitor('no-target', main, endpointOf({ relabelings: [{ sourceLabels: ['a'] }] })),
  serviceMonitor('modulus', main, endpointOf({ relabelings: [{ action: 'HashMod', targetLabel: 'a' }] })),
  serviceMonitor('replacement', main, endpointOf({ relabelings: [{ action: 'Lowercase', targetLabel: 'a', replacement: 'x' }] })),
  serviceMonitor('equal', main, endpointOf({ relabelings: [{ action: 'KeepEqual', targetLabel: 'a', regex: 'x' }] })),
  serviceMonitor('names', main, endpointOf({ metricRelabelings: [{ action: 'LabelDrop', sourceLabels: ['a'], regex: 'x' }] })),
  serviceMonitor('basic', main, endpointOf({ authorization: { type: ' Basic ', credentials: { name: 'token', key: 'token' } } })),
  serviceMonitor('no-credentials', main, endpointOf({ authorization: { type: 'Bearer' } })),
  serviceMonitor('no-proxy', main, endpointOf({ noProxy: 'x' })),
  serviceMonitor('two-proxies', main, endpointOf({ proxyUrl: 'http://x', proxyFromEnvironment: true })),
  serviceMonitor('proxy-url', main, endpointOf({ proxyUrl: 'http://x:port' })),
  serviceMonitor('proxy-escape', main, endpointOf({ proxyUrl: 'http://%zz/' })),
  serviceMonitor('headers', main, endpointOf({ proxyConnectHeader: { a: [{ name: 'token', key: 'token' }] } })),
  serviceMonitor('header-secret', main, endpointOf({ proxyUrl: 'http://x', proxyConnectHeader: { a: [{ name: 'token', key: 'gone' }] } })),
  serviceMonitor(
    'password',
    main,
    endpointOf({ basicAuth: { username: { name: 'token', key: 'token' }, password: { name: 'gone', key: 'x' } } }),
  ),
  serviceMonitor('no-username', main, endpointOf({ basicAuth: { password: { name: 'token', key: 'token' } } })),
  serviceMonitor('bearer', main, endpointOf({ bearerTokenSecret: { name: 'token', key: 'gone' } })),
  serviceMonitor('oauth2', main, endpointOf({ oauth2: { clientId: {}, clientSecret: { key: '' }, tokenUrl: 'https://idp/token' } })),
  serviceMonitor('denied', strict, endpointOf({ tlsConfig: { caFile: '/x' } })),
  serviceMonitor('denied-token', strict, endpointOf({ bearerTokenFile: '/x' })),
  serviceMonitor('strict-timeout', strict, endpointOf({ scrapeTimeout: '25s' })),
  serviceMonitor('too-new', old, endpointOf({ relabelings: [{ action: 'KeepEqual', sourceLabels: ['a'], targetLabel: 'b' }] })),
  serviceMonitor('too-new-case', old, endpointOf({ relabelings: [{ action: 'Lowercase', sourceLabels: ['a'], targetLabel: 'b' }] })),
  serviceMonitor('legacy-name', old, endpointOf({ relabelings: [{ targetLabel: 'a.b' }] })),
  serviceMonitor('legacy-map', old, endpointOf({ relabelings: [{ action: 'labelmap', regex: 'x', replacement: 'a-$1' }] })),
  scrapeConfig('too-new', old, { staticConfigs: [{ targets: ['a'] }] }),
  podMonitor('safe-cert', main, podEndpointOf({ tlsConfig: { cert: client.cert } })),
  podMonitor('safe-key', main, podEndpointOf({ tlsConfig: { keySecret: client.keySecret } })),
  podMonitor('timeout', main, podEndpointOf({ scrapeTimeout: '31s' })),
  podMonitor('two-credentials', main, podEndpointOf(both)),
  podMonitor('no-class', main, { ...podEndpointOf({}), scrapeClass: 'gone' }),
  podMonitor('operator', main, {
    selector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] },
    podMetricsEndpoints: [],
  }),
  podMonitor('no-secret', main, podEndpointOf({ tlsConfig: { ca: { secret: { name: 'gone', key: 'ca.crt' } } } })),
  podMonitor('regex', main, podEndpointOf({ relabelings: [{ targetLabel: 'a', regex: '[' }] })),
  probe('no-targets', main, { prober: { url: 'blackbox' } }),
  probe('prober', main, probing({ prober: { url: 'http://blackbox:9115' } })),
  probe('prober-port', main, probing({ prober: { url: 'blackbox:http' } })),
  probe('safe-cert', main, probing({ tlsConfig: { cert: client.cert } })),
  probe('timeout', main, probing({ scrapeTimeout: '31s' })),
  probe('no-class', main, probing({ scrapeClass: 'gone' })),
  probe('relabeling', main, probing({ targets: { staticConfig: { static: ['a'], relabelingConfigs: [{ sourceLabels: ['a'] }] } } })),
  probe('proxy', main, probing({ prober: { url: 'blackbox', noProxy: 'x' } })),
  scrapeConfig('no-class', main, { scrapeClass: 'gone' }),
  scrapeConfig('timeout', main, { scrapeTimeout: '31s' }),
  scrapeConfig('relabeling', main, { relabelings: [{ sourceLabels: ['a'] }] }),
  scrapeConfig('no-secret', main, { tlsConfig: { ca: { secret: { name: 'gone', key: 'ca.crt' } } } }),
  scrapeConfig('roles', main, { kubernetesSDConfigs: [{ role: 'Pod', selectors: [{ role: 'Node', label: 'a' }] }] }),
  scrapeConfig('own-namespace', main, {
    kubernetesSDConfigs: [{ role: 'Pod', apiServer: 'https://x', namespaces: { ownNamespace: true } }],
  }),
  scrapeConfig('sd-secret', main, { kubernetesSDConfigs: [{ role: 'Pod', authorization: { credentials: { name: 'gone', key: 'x' } } }] }),
];

const notACertificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

/** What the objects refer to, in both namespaces of the monitors and in that of the scrape classes. */
export const assets = (ca: Ca, { certPem, keyPem }: Issued, other: Issued): object[] =>
  namespaces.flatMap((namespace) => [
    secret(namespace, 'ca', { 'ca.crt': ca.certPem }),
    secret(namespace, 'client', { 'tls.crt': certPem, 'tls.key': keyPem }),
    secret(namespace, 'other', { 'tls.key': other.keyPem }),
    secret(namespace, 'token', { token: 'secret' }),
    configMap(namespace, 'ca', { 'ca.crt': ca.certPem, text: 'no PEM', odd: notACertificate }),
    configMap(namespace, 'class-ca', { 'ca.crt': ca.certPem }),
  ]);

export const namespaceObjects = namespaces.map((name) => namespaceObject(name));
