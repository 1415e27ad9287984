import type { KubeObject } from '../api.ts';
import { mallory } from './places.ts';

/** What Mallory writes: every object is in his own namespace. */

const object = (apiVersion: string, kind: string, name: string, rest: object, meta: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { namespace: mallory, name, ...meta },
  ...rest,
});

export const service = (name: string, port: number, more: { meta?: object; spec?: object } = {}): KubeObject =>
  object('v1', 'Service', name, { spec: { ports: [{ name: 'metrics', port }], ...more.spec } }, { labels: { app: name }, ...more.meta });

interface SliceOf {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly targetRef?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly service?: string; // '' for none
}

export const slice = (name: string, { addresses, port, targetRef, labels, service: of = name }: SliceOf): KubeObject =>
  object(
    'discovery.k8s.io/v1',
    'EndpointSlice',
    name,
    {
      addressType: 'IPv4',
      ports: [{ name: 'metrics', port, protocol: 'TCP' }],
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true }, ...(targetRef && { targetRef }) })),
    },
    { labels: { ...(of && { 'kubernetes.io/service-name': of }), ...labels } },
  );

export const monitor = (kind: string, name: string, spec: object): KubeObject =>
  object(`monitoring.coreos.com/${kind === 'ScrapeConfig' ? 'v1alpha1' : 'v1'}`, kind, name, { spec });

export const endpoints = (name: string, address: object, port: number): KubeObject =>
  object('v1', 'Endpoints', name, { subsets: [{ addresses: [address], ports: [{ name: 'metrics', port }] }] });

/** A Service without selector, its slice written by hand, and a monitor that asks to scrape it. */
export const handWritten = (name: string, of: Omit<SliceOf, 'service'>): KubeObject[] => [
  service(name, of.port),
  slice(name, of),
  monitor('ServiceMonitor', name, {
    serviceDiscoveryRole: 'EndpointSlice', // Endpoints are written by the controllers only
    selector: { matchLabels: { app: name } },
    endpoints: [{ port: 'metrics' }],
  }),
];

/** A monitor of Mallory's own pod, by a Service of his. */
export const ownMonitor = (name: string, endpoint: object): KubeObject =>
  monitor('ServiceMonitor', name, { selector: { matchLabels: { app: 'own' } }, endpoints: [{ port: 'metrics', ...endpoint }] });

export const toAddress = (replacement: string): object => ({ relabelings: [{ targetLabel: '__address__', replacement }] });

export const staticTargets = (name: string, targets: readonly string[], more: { labels?: object; spec?: object } = {}): KubeObject =>
  monitor('ScrapeConfig', name, { staticConfigs: [{ targets, ...(more.labels && { labels: more.labels }) }], ...more.spec });
