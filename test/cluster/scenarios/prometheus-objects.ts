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
  scrape('class-fills-ca-of-secret', 'ip-san', { scheme }, 'up', { spec: { scrapeClass: 'from-secret' } }),
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

export const prometheusScenarios: readonly Scenario[] = [...classes, ...strictly, ...selection];
