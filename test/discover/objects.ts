import { expect } from 'vitest';
import { readFileSync } from 'node:fs';
import { dataPath } from '../../src/data.ts';
import { discoverCluster, parseCidr, parseSelector, type ClusterOptions, type Discovery } from '../../src/discover/index.ts';
import { parseCatalogue } from '../../src/exporters/index.ts';
import { resourceName, type KubeApi, type Resource } from '../../src/kube/index.ts';
import type { Access } from '../../src/model/report.ts';
import type { Endpoint } from '../../src/model/subject.ts';

/** Objects of a cluster as the API server writes them, by "resource". */
export type Objects = Readonly<Record<string, readonly object[]>>;

const catalogue = parseCatalogue(readFileSync(dataPath('rules', 'exporters.yaml'), 'utf8'), 'rules/exporters.yaml');
const server = 'https://10.96.0.1:6443';

/** Other operators' groups have kinds of the same plurals. */
const others = new Set(['azmonitoring.coreos.com', 'monitoring.googleapis.com', 'operator.victoriametrics.com']);

interface Refusals {
  readonly [resource: string]: Access['outcome'];
}

const namespaceOf = (item: object): string => (item as { metadata: { namespace?: string } }).metadata.namespace ?? '';
const nameOf = (item: object): string => (item as { metadata: { name: string } }).metadata.name;

/** A cluster in memory. `refused` names the outcome of resources that cannot be listed; "services@" only refuses all namespaces at once. */
function fakeCluster(objects: Objects, refused: Refusals = {}): KubeApi {
  return {
    access: {
      server,
      context: 'ctx',
      cluster: 'prod',
      user: 'jane',
      proxy: '',
      tls: {},
      headers: () => Promise.resolve({}),
      currentTls: () => Promise.resolve({}),
      renew: () => undefined,
    } as unknown as KubeApi['access'],
    list: (resource: Resource, { namespace = '', project }) => {
      const name = resourceName(resource);
      const outcome = refused[resource.plural] ?? (namespace === '' ? refused[`${resource.plural}@`] : undefined) ?? 'listed';
      const readable = outcome === 'listed' || outcome === 'partial';
      const items = (readable && !others.has(resource.group) ? (objects[resource.plural] ?? []) : []).filter(
        (item) => namespace === '' || namespaceOf(item) === namespace,
      );
      const slim = items.map((item) => project(structuredClone(item)));
      if (slim.includes(undefined)) throw new Error(`a ${name} of the test is not understood`);
      const detail = outcome === 'listed' ? '' : `${name} is ${outcome}`;
      return Promise.resolve({
        items: slim.filter((item) => item !== undefined),
        access: { resource: name, outcome, count: items.length, detail },
      });
    },
    pick: () => expect.fail('no pod is looked at again'),
    get: (resource, namespace, name) => {
      const found = (objects[resource.plural] ?? []).find((item) => namespaceOf(item) === namespace && nameOf(item) === name);
      return Promise.resolve(found ? { found } : { missing: 'absent', detail: `${name} not found` });
    },
    review: () => Promise.resolve({ missing: 'absent', detail: '' }),
    clockOffsetMs: () => null,
    close: () => Promise.resolve(),
  };
}

/** Options with the selector and the ranges as they stand on the command line. */
export type Options = Partial<Pick<ClusterOptions, 'namespaces' | 'guess' | 'serverName'>> & {
  readonly selector?: string;
  readonly allowCidr?: readonly string[];
};

export const discover = async (
  objects: Objects,
  { selector = '', allowCidr = [], ...options }: Options = {},
  refused: Refusals = {},
): Promise<Discovery> =>
  discoverCluster({
    api: fakeCluster(objects, refused),
    namespaces: [],
    selector: parseSelector(selector),
    allowed: allowCidr.map((text) => parseCidr(text)),
    guess: false,
    catalogue,
    serverName: '',
    readSecrets: false,
    useScrapeCerts: false,
    ...options,
  });

/** The endpoint with the id; fails where there is none. */
export function endpointOf(discovery: Discovery, id: string): Endpoint {
  const endpoint = discovery.endpoints.find((each) => each.id === id);
  if (!endpoint) throw new Error(`no ${id} among ${discovery.endpoints.map((each) => each.id).join(', ') || 'none'}`);
  return endpoint;
}

const postgresExporter = 'quay.io/prometheuscommunity/postgres-exporter:v0.19.1';

/** A running pod of Deployment db/pgx with a postgres exporter on 9187; what is given is merged in, one level deep. */
export function pod(given: { metadata?: object; spec?: object; status?: object } = {}): object {
  const metadata = {
    name: 'pgx-5d4f8b9c7-abcde',
    namespace: 'db',
    uid: 'uid-pod-1',
    labels: {
      'app.kubernetes.io/name': 'prometheus-postgres-exporter',
      'app.kubernetes.io/instance': 'pgx',
      'pod-template-hash': '5d4f8b9c7',
    },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'pgx-5d4f8b9c7', uid: 'uid-rs', controller: true, blockOwnerDeletion: true },
    ],
    ...given.metadata,
  };
  const spec = {
    nodeName: 'node-1',
    containers: [{ name: 'exporter', image: postgresExporter, ports: [{ name: 'http', containerPort: 9187, protocol: 'TCP' }] }],
    ...given.spec,
  };
  const status = {
    phase: 'Running',
    hostIP: '192.168.1.10',
    hostIPs: [{ ip: '192.168.1.10' }],
    podIP: '10.244.0.5',
    podIPs: [{ ip: '10.244.0.5' }],
    ...given.status,
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status };
}

export const service = (given: { metadata?: object; spec?: object } = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'pgx', namespace: 'db', uid: 'uid-svc', labels: { app: 'pgx' }, ...given.metadata },
  spec: {
    type: 'ClusterIP',
    selector: { app: 'pgx' },
    clusterIP: '10.96.3.4',
    ports: [{ name: 'http', port: 80, targetPort: 9187, protocol: 'TCP' }],
    ...given.spec,
  },
});

/** An endpoint of a slice that names the pod above. */
export const sliceEndpoint = (given: object = {}): object => ({
  addresses: ['10.244.0.5'],
  conditions: { ready: true, serving: true, terminating: false },
  nodeName: 'node-1',
  targetRef: { kind: 'Pod', namespace: 'db', name: 'pgx-5d4f8b9c7-abcde', uid: 'uid-pod-1' },
  ...given,
});

export const slice = (given: { metadata?: object; endpoints?: readonly object[]; ports?: readonly object[] } = {}): object => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  metadata: {
    name: 'pgx-x7k2p',
    namespace: 'db',
    labels: { 'kubernetes.io/service-name': 'pgx', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
    ...given.metadata,
  },
  endpoints: given.endpoints ?? [sliceEndpoint()],
  ports: given.ports ?? [{ name: 'http', port: 9187, protocol: 'TCP' }],
});

export const monitor = (endpoints: readonly object[] = [{ port: 'http' }], given: { metadata?: object; spec?: object } = {}): object => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'pgx', namespace: 'db', uid: 'uid-sm', ...given.metadata },
  spec: { selector: { matchLabels: { app: 'pgx' } }, endpoints, ...given.spec },
});

/** A monitored Deployment of one pod behind one Service. */
export const monitored = (changes: Objects = {}): Objects => ({
  pods: [pod()],
  services: [service()],
  endpointslices: [slice()],
  servicemonitors: [monitor()],
  ...changes,
});

/** The endpoint of the Deployment above. */
export const endpointId = 'db/Deployment/pgx:9187';

/** The pod above, as one of several. */
export const replica = (nth: number, changes: { metadata?: object; spec?: object; status?: object } = {}): object =>
  pod({
    ...changes,
    metadata: { name: `pgx-${nth}`, uid: `uid-pod-${nth}`, ...changes.metadata },
    status: { podIP: `10.244.0.${nth}`, podIPs: [{ ip: `10.244.0.${nth}` }], ...changes.status },
  });

/** Endpoints of a slice that name these. */
export const behind = (...nths: readonly number[]): object[] =>
  nths.map((nth) =>
    sliceEndpoint({
      addresses: [`10.244.0.${nth}`],
      targetRef: { kind: 'Pod', namespace: 'db', name: `pgx-${nth}`, uid: `uid-pod-${nth}` },
    }),
  );
