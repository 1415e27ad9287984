import { namespace } from './material.ts';
import { ca, https, type Scenario, scrape } from './scenario.ts';

/** Relabelings that change what is scraped, and some that do not. `trio` is a StatefulSet of three pods. */

const refused = 'connect: connection refused';
const replace = (targetLabel: string, replacement: string, more: object = {}) => ({ action: 'replace', targetLabel, replacement, ...more });
const keep = (sourceLabels: readonly string[], regex: string, more: object = {}) => ({ action: 'keep', sourceLabels, regex, ...more });
const drop = (sourceLabels: readonly string[], regex: string) => ({ action: 'drop', sourceLabels, regex });
const podName = ['__meta_kubernetes_pod_name'];
const address = ['__address__'];
const withPort = (port: number) => replace('__address__', `$1:${port}`, { sourceLabels: address, regex: '([^:]+)(?::\\d+)?' });

const on = (
  name: string,
  server: string,
  relabelings: readonly object[],
  is: Scenario['is'],
  { unknowable, ...endpoint }: { unknowable?: string; [field: string]: unknown } = {},
): Scenario => scrape(name, server, { relabelings, ...endpoint }, is, unknowable ? { unknowable } : {});
const onTrio = (name: string, targets: number, ...relabelings: object[]): Scenario =>
  scrape(name, 'trio', { relabelings }, targets === 0 ? 'no target' : 'up', { targets });

const notThere = { unknowable: 'no object of the cluster stands for that address' };
const parametersAreNotSent = { unknowable: 'the parameters of a scrape are not sent' };
const verified = { tlsConfig: https().tlsConfig };

const whatIsScraped: Scenario[] = [
  on('scheme-to-https', 'good', [replace('__scheme__', 'https')], 'up', verified),
  on('scheme-to-http', 'plain-too', [replace('__scheme__', 'http')], 'up', https()),
  on('scheme-to-https-on-plain', 'plain-too', [replace('__scheme__', 'https')], 'server gave HTTP response to HTTPS client', verified),
  on('scheme-in-upper-case', 'good', [replace('__scheme__', 'HTTPS')], 'up', verified),
  on(
    'scheme-from-port-name',
    'good',
    [replace('__scheme__', 'https', { sourceLabels: ['__meta_kubernetes_endpoint_port_name'], regex: 'met.*' })],
    'up',
    verified,
  ),
  on(
    'scheme-unless-it-matches',
    'plain-too',
    [replace('__scheme__', 'https', { sourceLabels: ['__meta_kubernetes_endpoint_port_name'], regex: 'https' })],
    'up',
  ),
  on('scheme-set-twice', 'plain-too', [replace('__scheme__', 'https'), replace('__scheme__', 'http')], 'up'),
  on('port-to-silent', 'plain-too', [withPort(9999)], refused),
  on('port-to-another', 'nginx', [withPort(8080)], 'up', { port: 'forbidden' }),
  on('port-to-tls', 'nginx', [withPort(8443)], 'server returned HTTP status 400 Bad Request'),
  on('port-to-tls-with-scheme', 'nginx', [withPort(8443), replace('__scheme__', 'https')], 'up', verified),
  on('port-left-out', 'plain-too', [replace('__address__', '$1', { sourceLabels: address, regex: '([^:]+):\\d+' })], refused),
  on(
    'port-of-annotation',
    'annotated',
    [
      replace('__address__', '$1:$2', {
        sourceLabels: ['__meta_kubernetes_pod_ip', '__meta_kubernetes_pod_annotation_prometheus_io_port'],
        regex: '(.+);(\\d+)',
      }),
    ],
    'up',
  ),
  on(
    'address-with-separator',
    'plain-too',
    [
      replace('__address__', '$1', {
        sourceLabels: ['__meta_kubernetes_pod_ip', '__meta_kubernetes_pod_container_port_number'],
        separator: ':',
      }),
    ],
    'up',
  ),
  on(
    'address-with-named-groups',
    'plain-too',
    [replace('__address__', '${host}:${port}', { sourceLabels: address, regex: '(?P<host>[^:]+):(?P<port>.+)' })],
    'up',
  ),
  on('address-of-another-pod', 'plain-too', [replace('__address__', '{{good}}:9100'), replace('__scheme__', 'https')], 'up', verified),
  on('address-of-another-pod-plain', 'good', [replace('__address__', '{{plain-too}}:9100')], 'up'),
  on('address-is-a-service-name', 'good', [replace('__address__', `good.${namespace}.svc:9000`)], 'up', {
    scheme: 'https',
    tlsConfig: { ca },
  }),
  on(
    'address-is-a-service-name-without-san',
    'good',
    [replace('__address__', `plain-too.${namespace}.svc:9000`)],
    'HTTP response to HTTPS client',
    {
      scheme: 'https',
      tlsConfig: { ca },
    },
  ),
  on('address-is-another-service-name', 'go119', [replace('__address__', `good.${namespace}.svc:9000`)], 'up', {
    scheme: 'https',
    tlsConfig: { ca },
  }),
  on('address-is-a-short-service-name', 'plain-too', [replace('__address__', `plain-too.${namespace}:9000`)], 'up'),
  on('address-is-a-long-service-name', 'plain-too', [replace('__address__', `plain-too.${namespace}.svc.cluster.local:9000`)], 'up'),
  on('address-is-a-service-port-that-is-none', 'plain-too', [replace('__address__', `plain-too.${namespace}.svc:9100`)], refused, notThere),
  on('address-is-a-headless-name', 'plain-too', [replace('__address__', `headless.${namespace}.svc:9100`)], 'up'),
  on(
    'address-is-a-headless-name-and-service-port',
    'plain-too',
    [replace('__address__', `headless.${namespace}.svc:9000`)],
    refused,
    notThere,
  ),
  on(
    'address-is-an-unknown-name',
    'plain-too',
    [replace('__address__', 'nowhere.example.svc:9100')],
    'lookup nowhere.example.svc',
    notThere,
  ),
  on('address-outside', 'plain-too', [replace('__address__', '10.244.255.99:9100')], refused, notThere),
  on('address-is-invalid', 'plain-too', [replace('__address__', 'http://10.244.255.99:9100')], 'no target'),
  on('address-is-empty', 'plain-too', [replace('__address__', '')], 'no target'),
  on('path-to-wrong', 'plain-too', [replace('__metrics_path__', '/not-there')], 'server returned HTTP status 404 Not Found'),
  on('path-to-right', 'plain-too', [replace('__metrics_path__', '/metrics')], 'up', { path: '/not-there' }),
  on(
    'path-of-annotation',
    'annotated-https',
    [replace('__metrics_path__', '$1', { sourceLabels: ['__meta_kubernetes_pod_annotation_prometheus_io_path'], regex: '(.+)' })],
    'server returned HTTP status 404 Not Found',
  ),
  on('param-added', 'plain-too', [replace('__param_module', 'tcp')], 'up', parametersAreNotSent),
  on('param-replaced', 'plain-too', [replace('__param_module', 'http')], 'up', {
    ...parametersAreNotSent,
    params: { module: ['tcp', 'icmp'] },
  }),
];

const whatIsKept: Scenario[] = [
  onTrio('keeps-all', 3),
  onTrio('keeps-one-pod', 1, keep(podName, 'trio-1')),
  onTrio('keeps-by-alternatives', 2, keep(podName, 'trio-0|trio-2')),
  onTrio('keeps-anchored', 0, keep(podName, 'trio')),
  onTrio('keeps-by-class', 3, keep(podName, '(?i)TRIO-[[:digit:]]')),
  onTrio('keeps-by-two-labels', 1, keep(['__meta_kubernetes_namespace', ...podName], `${namespace};trio-2`)),
  onTrio('keeps-by-own-separator', 1, keep(['__meta_kubernetes_namespace', ...podName], `${namespace}/trio-2`, { separator: '/' })),
  onTrio('keeps-by-pod-label', 3, keep(['__meta_kubernetes_pod_label_tier'], 'three')),
  onTrio('keeps-by-label-presence', 3, keep(['__meta_kubernetes_pod_labelpresent_tier'], 'true')),
  onTrio('keeps-by-missing-label', 0, keep(['__meta_kubernetes_pod_label_no_such'], '.+')),
  onTrio('keeps-by-service-name', 3, keep(['__meta_kubernetes_service_name'], 'trio')),
  onTrio('keeps-by-port-number', 3, keep(['__meta_kubernetes_pod_container_port_number'], '9100')),
  onTrio('keeps-by-controller', 3, keep(['__meta_kubernetes_pod_controller_kind'], 'StatefulSet')),
  onTrio('keeps-by-node', 3, keep(['__meta_kubernetes_pod_node_name'], 'node-1')),
  onTrio('keeps-by-readiness', 3, keep(['__meta_kubernetes_endpoint_ready', '__meta_kubernetes_pod_ready'], 'true;true')),
  onTrio('keeps-by-what-was-set', 1, replace('__tmp_pod', '$1', { sourceLabels: podName, regex: 'trio-(.)' }), keep(['__tmp_pod'], '2')),
  onTrio(
    'keeps-where-replace-fell-through',
    3,
    replace('__tmp_x', 'y', { sourceLabels: podName, regex: 'quartet' }),
    keep(['__tmp_x'], ''),
  ),
  onTrio('drops-one-pod', 2, drop(podName, 'trio-0')),
  onTrio('drops-all', 0, drop(address, '.*')),
  onTrio('drops-by-set-label', 0, replace('environment', 'test'), drop(['environment'], 'test')),
  onTrio('keeps-equal', 3, {
    action: 'keepequal',
    sourceLabels: ['__meta_kubernetes_service_name'],
    targetLabel: '__meta_kubernetes_pod_controller_name',
  }),
  onTrio('drops-equal', 0, { action: 'dropequal', sourceLabels: ['__meta_kubernetes_namespace'], targetLabel: 'namespace' }),
  onTrio(
    'hashmod-of-all',
    3,
    { action: 'hashmod', sourceLabels: podName, modulus: 1, targetLabel: '__tmp_hash' },
    keep(['__tmp_hash'], '0'),
  ),
  onTrio(
    'hashmod-of-pod-name',
    1,
    { action: 'hashmod', sourceLabels: podName, modulus: 2, targetLabel: '__tmp_hash' },
    keep(['__tmp_hash'], '0'),
  ),
  onTrio('labelmap', 3, { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)' }, keep(['tier'], 'three')),
  onTrio(
    'labelmap-with-replacement',
    3,
    { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)', replacement: 'pod_$1' },
    keep(['pod_tier'], 'three'),
  ),
  onTrio('labeldrop', 0, { action: 'labeldrop', regex: '__meta_kubernetes_pod_name' }, keep(podName, 'trio-.')),
  onTrio('labelkeep', 3, { action: 'labelkeep', regex: '__.*|job' }, keep(podName, 'trio-.')),
  onTrio('labeldrop-address', 0, { action: 'labeldrop', regex: '__address__' }),
  onTrio('upper-case', 1, { action: 'uppercase', sourceLabels: podName, targetLabel: '__tmp_pod' }, keep(['__tmp_pod'], 'TRIO-1')),
  onTrio(
    'lower-case',
    3,
    { action: 'lowercase', sourceLabels: ['__meta_kubernetes_pod_controller_kind'], targetLabel: 'kind' },
    keep(['kind'], 'statefulset'),
  ),
  onTrio('action-in-upper-case', 1, { ...keep(podName, 'trio-1'), action: 'Keep' }),
  onTrio('target-label-from-regex', 3, replace('${1}_kind', 'x', { sourceLabels: podName, regex: '(trio)-.' }), keep(['trio_kind'], 'x')),
  onTrio('empty-regex-is-the-default', 3, keep(podName, '')),
  onTrio('all-to-one', 1, replace('__address__', '{{plain-too}}:9100'), replace('pod', ''), replace('instance', 'one')),
  onTrio('instance-is-cosmetic', 3, replace('instance', '$1', { sourceLabels: podName })),
];

export const relabelingScenarios: readonly Scenario[] = [...whatIsScraped, ...whatIsKept];
