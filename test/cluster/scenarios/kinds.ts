import { elsewhere, namespace } from './material.ts';
import { https, httpsWith, often, type Scenario, clientCertificate } from './scenario.ts';

/** PodMonitor, Probe and ScrapeConfig. */

const refused = 'connect: connection refused';
type More = Partial<Scenario>;

function pods(name: string, server: string, endpoint: object, is: Scenario['is'], more: More = {}): Scenario {
  const spec = { selector: { matchLabels: { server } }, podMetricsEndpoints: [{ port: 'metrics', ...endpoint }], ...more.spec };
  return { name, kind: 'PodMonitor', is, ...more, spec };
}
const noPort = { port: undefined };
const pair = { selector: { matchLabels: { pair: 'yes' } } };

const podMonitors: Scenario[] = [
  pods('pods-by-port', 'plain-three', {}, 'up'),
  pods('pods-by-number', 'plain-three', { ...noPort, portNumber: 9100 }, 'up'),
  pods('pods-by-target-port', 'plain-three', { ...noPort, targetPort: 9100 }, 'up'),
  pods('pods-by-unknown-port', 'plain-three', { port: 'no-such' }, 'no target'),
  pods('pods-by-undeclared-number', 'plain-three', { ...noPort, portNumber: 9999 }, 'no target'),
  pods('pods-without-port', 'two-named', noPort, ['up', refused]),
  pods('pods-of-three', 'trio', {}, 'up', { targets: 3 }),
  pods('pods-ports-differ', '', {}, 'up', { targets: 2, spec: pair }),
  pods('pods-verified', 'good', https(), 'up'),
  pods('pods-by-address', 'ip-san', httpsWith({ ca: https().tlsConfig.ca }), 'up'),
  pods('pods-expired', 'expired', https(), 'certificate has expired'),
  pods('pods-with-certificate', 'tls12-requireandverify', https(clientCertificate('right')), 'up'),
  pods('pods-without-certificate', 'tls13-requireandverify', https({}, often), 'tls: certificate required'),
  pods('pods-not-ready', 'not-ready', {}, 'up'),
  pods('pods-dual-stack', 'dual', {}, 'up'),
  pods('pods-dual-stack-6', 'dual-6', {}, 'up'),
  pods('pods-host-network', 'host-network', {}, 'up'),
  pods('pods-finished', 'finished', { port: 'silent' }, 'no target'),
  pods('pods-finished-too', 'finished', { port: 'silent', filterRunning: false }, refused, {
    unknowable: 'a finished pod',
    ledger: 'Job scrapes/finished port 9100',
  }),
  pods('pods-of-another-namespace', 'plain-three', {}, 'no target', { namespace: elsewhere }),
  pods('pods-of-named-namespace', 'plain-three', {}, 'up', {
    namespace: elsewhere,
    spec: { namespaceSelector: { matchNames: [namespace] } },
  }),
  pods('pods-by-expression', '', {}, 'up', { targets: 2, spec: { selector: { matchExpressions: [{ key: 'pair', operator: 'Exists' }] } } }),
  pods('pods-role-selector', 'trio', {}, 'up', { targets: 3, spec: { selectorMechanism: 'RoleSelector' } }),
  pods(
    'pods-relabeled',
    'trio',
    { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'trio-2' }] },
    'up',
  ),
  pods(
    'pods-address-without-port',
    'plain-three',
    { ...noPort, relabelings: [{ targetLabel: '__address__', sourceLabels: ['__meta_kubernetes_pod_ip'], replacement: '$1:9100' }] },
    'up',
  ),
];

const parameters = { unknowable: 'the parameters of a scrape are not sent' };
function probe(name: string, prober: object, is: Scenario['is'], more: More = {}): Scenario {
  const targets = { staticConfig: { static: ['https://example.com'] } };
  return { name, kind: 'Probe', is, ...parameters, ...more, spec: { prober, targets, ...more.spec } };
}
const notOurs = 'only the Probe names the prober';

const probes: Scenario[] = [
  probe('probe', { url: '{{plain-three}}:9100', path: '/metrics' }, 'up'),
  probe('probe-default-path', { url: '{{plain-three}}:9100' }, '404 Not Found'),
  probe('probe-of-two', { url: '{{plain-three}}:9100', path: '/metrics' }, 'up', {
    targets: 2,
    spec: { module: 'tcp', targets: { staticConfig: { static: ['a', 'b'] } } },
  }),
  probe('probe-https', { url: '{{good}}:9100', path: '/metrics', scheme: 'https' }, 'up', { spec: { tlsConfig: https().tlsConfig } }),
  probe('probe-https-unverified', { url: '{{good}}:9100', path: '/metrics', scheme: 'https' }, 'IP SANs'),
  probe('probe-by-name', { url: `plain-three.${namespace}.svc:9000`, path: '/metrics' }, 'up'),
  probe('probe-elsewhere', { url: '10.244.255.99:9115' }, refused, { unknowable: notOurs }),
  probe('probe-ingress', { url: '{{plain-three}}:9100', path: '/metrics' }, 'up', {
    targets: 2,
    spec: { targets: { ingress: { selector: { matchLabels: { probed: 'yes' } } } } },
  }),
  probe('probe-no-ingress', { url: '{{plain-three}}:9100', path: '/metrics' }, 'no target', {
    spec: { targets: { ingress: { selector: { matchLabels: { probed: 'no' } } } } },
  }),
];

const config = (name: string, spec: object, is: Scenario['is'], more: More = {}): Scenario => ({
  name,
  kind: 'ScrapeConfig',
  is,
  ...more,
  spec,
});
const target = (...targets: string[]) => ({ staticConfigs: [{ targets, labels: { from: 'static' } }] });
const discovered = (role: string, relabelings: readonly object[], more: object = {}) => ({
  kubernetesSDConfigs: [{ role, namespaces: { names: [namespace] }, ...more }],
  ...(relabelings.length > 0 && { relabelings }),
});
const keep = (label: string, regex: string) => ({ action: 'keep', sourceLabels: [`__meta_kubernetes_${label}`], regex });
const byName = 'only a DNS name is scraped';

const scrapeConfigs: Scenario[] = [
  config('static', target('{{plain-three}}:9100'), 'up'),
  config('static-two', target('{{plain-three}}:9100', '{{trio-0}}:9100'), 'up', { targets: 2 }),
  config(
    'static-same-twice',
    { staticConfigs: [...target('{{plain-three}}:9100').staticConfigs, ...target('{{plain-three}}:9100').staticConfigs] },
    'up',
  ),
  config('static-https', { ...target('{{good}}:9100'), scheme: 'HTTPS', tlsConfig: https().tlsConfig }, 'up'),
  config('static-wrong-path', { ...target('{{plain-three}}:9100'), metricsPath: '/not-there' }, '404 Not Found'),
  config('static-params', { ...target('{{plain-three}}:9100'), params: { a: ['b', 'c d'] } }, 'up', parameters),
  config('static-name', target(`plain-three.${namespace}.svc:9000`), 'up'),
  config('static-outside', target('10.244.255.99:9100'), refused, { unknowable: 'not proven to belong to the cluster' }),
  config(
    'static-relabeled',
    { ...target('{{plain-three}}:9999'), relabelings: [{ targetLabel: '__address__', replacement: '{{plain-three}}:9100' }] },
    'up',
  ),
  config('role-pod', discovered('Pod', [keep('pod_label_server', 'plain-three')]), 'up'),
  config(
    'role-pod-https',
    { ...discovered('Pod', [keep('pod_label_server', 'good')]), scheme: 'HTTPS', tlsConfig: https().tlsConfig },
    'up',
  ),
  config('role-pod-selector', discovered('Pod', [], { selectors: [{ role: 'Pod', label: 'server=trio' }] }), 'up', { targets: 3 }),
  config('role-pod-everywhere', { kubernetesSDConfigs: [{ role: 'Pod' }], relabelings: [keep('pod_label_server', 'headless')] }, 'up'),
  config('role-endpoints', discovered('Endpoints', [keep('service_name', 'plain-three')]), 'up'),
  config('role-endpoints-two-ports', discovered('Endpoints', [keep('service_name', 'two-named')]), ['up', refused]),
  config('role-endpointslice', discovered('EndpointSlice', [keep('service_name', 'dual')]), 'up'),
  config('role-service', discovered('Service', [keep('service_name', 'plain-three')]), 'up'),
  config('role-node', { kubernetesSDConfigs: [{ role: 'Node' }], relabelings: [keep('node_name', 'node-2')] }, refused, {
    unknowable: 'nothing proves that port of a node',
  }),
  config('role-ingress', discovered('Ingress', [keep('ingress_name', 'probed')]), 'lookup', { targets: 2, unknowable: byName }),
  config(
    'role-pod-address',
    discovered('Pod', [keep('pod_label_server', 'nginx'), keep('pod_container_port_name', 'forbidden')]),
    '403 Forbidden',
  ),
];

export const kindScenarios: readonly Scenario[] = [...podMonitors, ...probes, ...scrapeConfigs];
