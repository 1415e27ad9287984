import { elsewhere, namespace } from './material.ts';
import { https, type Scenario, scrape } from './scenario.ts';

/** Which Services and ports a ServiceMonitor selects. */

const refused = 'connect: connection refused';
const selecting = (name: string, selector: object, targets: number, more: object = {}): Scenario =>
  scrape(name, '', {}, targets === 0 ? 'no target' : 'up', { spec: { selector, ...more }, targets });
const expression = (operator: string, values?: readonly string[], key = 'server') => ({
  matchExpressions: [{ key, operator, ...(values && { values }) }],
});
const trioOnly = { matchLabels: { tier: 'three' } };
const port = (name: string, server: string, endpoint: object, is: Scenario['is'], more: object = {}): Scenario =>
  scrape(name, server, { port: undefined, ...endpoint }, is, more);
const reaching = (name: string, namespaceSelector: object | undefined, is: string): Scenario =>
  scrape(name, 'plain', {}, is, { namespace: elsewhere, spec: { ...(namespaceSelector && { namespaceSelector }) } });

const labels: Scenario[] = [
  selecting('selects-by-label', trioOnly, 3),
  selecting('selects-by-two-labels', { matchLabels: { tier: 'three', server: 'trio' } }, 3),
  selecting('selects-in', expression('In', ['trio', 'plain']), 4),
  selecting('selects-not-in', { ...trioOnly, ...expression('NotIn', ['trio']) }, 0),
  selecting('selects-not-in-another', { ...trioOnly, ...expression('NotIn', ['plain']) }, 3),
  selecting('selects-exists', expression('Exists', undefined, 'tier'), 3),
  selecting('selects-does-not-exist', { ...trioOnly, ...expression('DoesNotExist', undefined, 'tier') }, 0),
  selecting('selects-does-not-exist-another', { ...trioOnly, ...expression('DoesNotExist', undefined, 'no-such') }, 3),
  selecting('selects-unknown', { matchLabels: { server: 'no-such' } }, 0),
  selecting('selects-by-pod-label', { matchLabels: { pair: 'yes' } }, 0),
  selecting('selects-a-prefix', { matchLabels: { server: 'tri' } }, 0),
  selecting('role-selector', trioOnly, 3, { selectorMechanism: 'RoleSelector' }),
  selecting('role-selector-of-nothing', { matchLabels: { server: 'no-such' } }, 0, { selectorMechanism: 'RoleSelector' }),
  scrape('selects-everything', '', { port: 'silent-admin' }, refused, { spec: { selector: {} } }),
];

const ports: Scenario[] = [
  port('port-unknown', 'plain', { port: 'no-such' }, 'no target'),
  port('port-prefix', 'plain', { port: 'metric' }, 'no target'),
  port('port-is-a-regex', 'two-named', { port: 'met.*|silent-.*' }, ['up', refused]),
  port('target-port-number', 'plain', { targetPort: 9100 }, 'up'),
  port('target-port-name', 'plain', { targetPort: 'metrics' }, 'up'),
  port('target-port-unknown', 'plain', { targetPort: 9101 }, 'no target'),
  port('target-port-of-two', 'two-named', { targetPort: 9101 }, refused),
  port('port-before-target-port', 'two-named', { port: 'metrics', targetPort: 9101 }, 'up'),
  port('no-port', 'two-named', {}, ['up', refused]),
  scrape('two-endpoints', 'two-named', {}, ['up', refused], { spec: { endpoints: [{ port: 'metrics' }, { port: 'silent-admin' }] } }),
  scrape('same-endpoint-twice', 'plain', {}, 'up', { spec: { endpoints: [{ port: 'metrics' }, { port: 'metrics' }] }, targets: 2 }),
  scrape('http-and-https', 'good', {}, ['up', 'server returned HTTP status 400 Bad Request'], {
    spec: { endpoints: [{ port: 'metrics', ...https() }, { port: 'metrics' }] },
  }),
];

const shapes: Scenario[] = [
  scrape('ports-that-differ-per-pod', 'pair', {}, 'up', { targets: 2 }),
  scrape('ports-that-differ-by-number', 'pair', { port: undefined, targetPort: 9200 }, 'up'),
  scrape('headless-service', 'headless', {}, 'up'),
  scrape('hand-written-endpoints', 'manual', {}, 'up', { unknowable: 'no pod is named by the slice' }),
  scrape('hand-written-endpoints-slices', 'manual', {}, 'up', {
    unknowable: 'no pod is named by the slice',
    spec: { serviceDiscoveryRole: 'EndpointSlice' },
  }),
  scrape('service-without-pods', 'nobody', {}, 'no target'),
  scrape('external-name', 'external', {}, 'no target'),
  scrape('host-network-pod', 'host-network', {}, 'up'),
  scrape('not-ready-pod', 'not-ready', {}, 'up'),
  scrape('not-ready-pod-slices', 'not-ready', {}, 'up', { spec: { serviceDiscoveryRole: 'EndpointSlice' } }),
  scrape(
    'not-ready-pod-dropped',
    'not-ready',
    { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_endpoint_ready'], regex: 'true' }] },
    'no target',
  ),
  scrape('finished-pod', 'finished', { port: 'silent' }, 'no target'),
  scrape('dual-stack-endpoints', 'dual', {}, 'up'),
  scrape('dual-stack-slices', 'dual', {}, 'up', { spec: { serviceDiscoveryRole: 'EndpointSlice' } }),
  scrape('dual-stack-6-endpoints', 'dual-6', {}, 'up'),
  scrape('dual-stack-6-slices', 'dual-6', {}, 'up', { spec: { serviceDiscoveryRole: 'EndpointSlice' } }),
  scrape('slices', 'trio', {}, 'up', { targets: 3, spec: { serviceDiscoveryRole: 'EndpointSlice' } }),
  scrape(
    'slices-relabeled',
    'trio',
    { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_endpointslice_address_target_name'], regex: 'trio-1' }] },
    'up',
    {
      spec: { serviceDiscoveryRole: 'EndpointSlice' },
    },
  ),
  scrape(
    'endpoints-labels-of-slices',
    'trio',
    { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_endpoint_ready'], regex: 'true' }] },
    'no target',
    {
      spec: { serviceDiscoveryRole: 'EndpointSlice' },
    },
  ),
  scrape(
    'node-metadata',
    'trio',
    { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_node_label_kubernetes_io_os'], regex: 'linux' }] },
    'up',
    {
      targets: 3,
      spec: { attachMetadata: { node: true } },
    },
  ),
  scrape(
    'node-metadata-not-attached',
    'trio',
    { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_node_label_kubernetes_io_os'], regex: 'linux' }] },
    'no target',
  ),
  scrape('labels-carried-over', 'trio', {}, 'up', {
    targets: 3,
    spec: { jobLabel: 'tier', targetLabels: ['tier'], podTargetLabels: ['server'] },
  }),
];

const namespaces: Scenario[] = [
  reaching('own-namespace-only', undefined, 'no target'),
  reaching('named-namespace', { matchNames: [namespace] }, 'up'),
  reaching('any-namespace', { any: true }, 'up'),
  reaching('another-namespace', { matchNames: ['default'] }, 'no target'),
  reaching('any-wins', { any: true, matchNames: ['default'] }, 'up'),
];

export const selectorScenarios: readonly Scenario[] = [...labels, ...ports, ...shapes, ...namespaces];
