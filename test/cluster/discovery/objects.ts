import type { KubeObject } from '../api.ts';

/** Objects with all that service discovery makes labels of. Statuses are stored apart, as kubelets and controllers do. */

const object = (kind: string, name: string, rest: object = {}, apiVersion = 'v1'): KubeObject => {
  const { metadata, ...others } = rest as { metadata?: object };
  return { apiVersion, kind, ...others, metadata: { name, ...metadata } };
};

const labels = { app: 'web', 'app.kubernetes.io/part-of': 'shop', 'odd-key.io/A.b-c_d': 'v', empty: '' };
const annotations = {
  'prometheus.io/port': '9187',
  'example.com/text': 'any text: "ü", 🐘 …',
  long: 'x'.repeat(1001),
  lines: 'one\ntwo',
  'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}',
};
const described = { labels, annotations };

const namespaces = [
  object('Namespace', 'shop', { metadata: { labels: { team: 'blue' }, annotations: { 'example.com/cost-centre': '42' } } }),
  object('Namespace', 'bank'),
];

const condition = (type: string, status: string): object => ({ type, status });
const nodes = [
  object('Node', 'n1', {
    metadata: { labels: { 'topology.kubernetes.io/zone': 'z1', 'kubernetes.io/os': 'linux' }, annotations: { 'example.com/rack': '7' } },
    spec: { providerID: 'test://n1' },
    status: {
      addresses: [
        { type: 'Hostname', address: 'n1' },
        { type: 'InternalIP', address: '192.168.7.1' },
        { type: 'InternalIP', address: 'fd00::7:1' },
        { type: 'ExternalIP', address: '203.0.113.7' },
      ],
      conditions: [condition('Ready', 'True'), condition('MemoryPressure', 'False'), condition('example.com/Odd-One', 'Unknown')],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    },
  }),
  object('Node', 'n2', { status: { addresses: [{ type: 'InternalIP', address: 'fd00::7:2' }] } }),
  object('Node', 'n3', {
    status: { addresses: [{ type: 'Hostname', address: 'n3.example' }], daemonEndpoints: { kubeletEndpoint: { Port: 10255 } } },
  }),
  object('Node', 'n4', { status: {} }),
];

interface PodLike {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}
const container = (name: string, ports: readonly object[] = [], rest: object = {}): object => ({
  name,
  image: `example.com/${name}:1`,
  ports,
  ...rest,
});
const running = (ip: string, ready = 'True', more: readonly string[] = []): object => ({
  phase: 'Running',
  podIP: ip,
  podIPs: [ip, ...more].map((each) => ({ ip: each })),
  hostIP: '192.168.7.1',
  hostIPs: [{ ip: '192.168.7.1' }],
  conditions: [condition('Ready', ready)],
});
const pod = (namespace: string, name: string, { metadata, spec, status }: PodLike): KubeObject =>
  object('Pod', name, {
    metadata: { namespace, ...metadata },
    spec: { nodeName: 'n1', containers: [container('main', [{ containerPort: 8080 }])], ...spec },
    status,
  });

const webContainers = {
  containers: [
    container('web', [
      { name: 'http', containerPort: 8080 },
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
    ]),
    container('exporter', [{ name: 'metrics', containerPort: 9187 }, { containerPort: 9188 }]),
    container('helper'),
  ],
  initContainers: [
    container('setup', [{ name: 'setup', containerPort: 7000 }]),
    container('sidecar', [{ containerPort: 7001 }], { restartPolicy: 'Always' }),
  ],
};
const replicaSet = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4f', uid: 'u-1', controller: true };
const web = { ...described, ownerReferences: [{ ...replicaSet, kind: 'Other', name: 'not-it', controller: false }, replicaSet] };
const containerStatuses = [{ name: 'web', containerID: 'containerd://web', image: 'i', imageID: '', ready: true, restartCount: 0 }];

const pods = [
  pod('shop', 'web-1', { metadata: web, spec: webContainers, status: { ...running('10.244.7.1'), containerStatuses } }),
  pod('shop', 'web-2', { metadata: web, spec: { ...webContainers, nodeName: 'n2' }, status: running('10.244.7.2', 'False') }),
  pod('shop', 'pending', { metadata: { labels }, spec: { nodeName: '' }, status: { phase: 'Pending' } }),
  pod('shop', 'done', { metadata: { labels }, status: { ...running('10.244.7.3', 'False'), phase: 'Succeeded' } }),
  pod('shop', 'lost', { metadata: { labels: { app: 'lost' } }, spec: { nodeName: 'gone' }, status: running('10.244.7.4') }),
  pod('shop', 'leaving', { metadata: { labels }, status: running('10.244.7.5') }),
  pod('shop', 'v6', { metadata: { labels: { app: 'v6' } }, status: running('fd00::8:1') }),
  pod('bank', 'dual', { metadata: { labels: { app: 'dual' } }, status: running('10.244.8.1', 'True', ['fd00::8:2']) }),
  pod('bank', 'db-0', {
    metadata: { labels: { app: 'db' } },
    spec: { hostname: 'db-0', subdomain: 'db' },
    status: running('10.244.8.3', 'False'),
  }),
  pod('bank', 'host', { metadata: { labels: { app: 'host' } }, spec: { hostNetwork: true }, status: running('192.168.7.1') }),
  pod('bank', 'portless', { spec: { containers: [container('main')] }, status: running('10.244.8.9') }),
];
/** Deleted once they are there, they stay: nobody ends them. */
export const leaving = ['shop/leaving'];

const service = (namespace: string, name: string, spec: object, rest: object = {}): KubeObject =>
  object('Service', name, { metadata: { namespace, ...described }, spec, ...rest });
const ports = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'metrics', port: 9000, targetPort: 'metrics', appProtocol: 'https' },
];
const one = [{ port: 80, targetPort: 8080 }];

const services = [
  service('shop', 'web', { selector: { app: 'web' }, ports }),
  service('shop', 'eager', { selector: { app: 'web' }, ports: one, publishNotReadyAddresses: true }),
  service('shop', 'v6', { selector: { app: 'v6' }, ports: one, ipFamilies: ['IPv6'] }),
  service('shop', 'nobody', { selector: { app: 'nobody' }, ports: one }),
  service('shop', 'outside', { type: 'ExternalName', externalName: 'db.example.com', ports: one }),
  service(
    'shop',
    'balanced',
    { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 443, targetPort: 9188 }] },
    { status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }, { hostname: 'lb.example' }, { ip: '203.0.113.2' }] } } },
  ),
  service('shop', 'asked', { type: 'LoadBalancer', selector: { app: 'nobody' }, ports: one, loadBalancerIP: '203.0.113.9' }),
  service('bank', 'dual', { selector: { app: 'dual' }, ports: one, ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv6', 'IPv4'] }),
  service('bank', 'db', { selector: { app: 'db' }, ports: one, clusterIP: 'None', publishNotReadyAddresses: true }),
  service('bank', 'bare', { selector: { app: 'db' }, clusterIP: 'None' }),
  service('bank', 'host', { selector: { app: 'host' }, ports: one }),
  service('bank', 'manual', { ports: one }),
  service('bank', 'sliced', { ports: one }),
];

const mirrored = object('Endpoints', 'manual', {
  metadata: { namespace: 'bank', labels: { by: 'hand' }, annotations: { why: 'hand' } },
  subsets: [
    {
      addresses: [
        { ip: '10.9.0.1' },
        { ip: '10.9.0.2', nodeName: 'n1', hostname: 'two', targetRef: { kind: 'Pod', namespace: 'bank', name: 'dual' } },
      ],
      notReadyAddresses: [{ ip: '10.9.0.3', targetRef: { kind: 'Node', name: 'n1' } }],
      ports: [{ name: 'x', port: 8080 }],
    },
  ],
});

const slice = (name: string, rest: object): KubeObject => object('EndpointSlice', name, rest, 'discovery.k8s.io/v1');
const sliceMetadata = { namespace: 'bank', labels: { 'kubernetes.io/service-name': 'sliced' }, annotations: { by: 'hand' } };
const slices = [
  slice('by-hand', {
    metadata: sliceMetadata,
    addressType: 'IPv4',
    ports: [
      { name: 'x', port: 8080, appProtocol: 'http' },
      { name: 'u', port: 53, protocol: 'UDP' },
    ],
    endpoints: [
      { addresses: ['10.9.1.1', '10.9.1.2'], conditions: { ready: true }, zone: 'z9', hostname: 'h' },
      { addresses: ['10.9.1.3'], conditions: { ready: false, serving: true, terminating: true }, targetRef: { kind: 'Node', name: 'n1' } },
      {
        addresses: ['10.9.1.4'],
        targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
        deprecatedTopology: { 'example.com/row': '3' },
      },
      { addresses: ['10.9.1.5'], targetRef: { kind: 'Pod', namespace: 'bank', name: 'nowhere' }, nodeName: 'n2' },
    ],
  }),
  slice('every-port', {
    metadata: { ...sliceMetadata, labels: {} },
    addressType: 'FQDN',
    ports: [{ name: 'all' }],
    endpoints: [{ addresses: ['db.example.com'] }],
  }),
];

const path = (value: string): object => ({
  path: value,
  pathType: 'ImplementationSpecific',
  backend: { service: { name: 'web', port: { number: 80 } } },
});
const ingresses = [
  object(
    'Ingress',
    'web',
    {
      metadata: { namespace: 'shop', ...described },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['*.example.com', 'exact.test'] }],
        rules: [
          { host: 'a.example.com', http: { paths: [path('/'), path('/metrics')] } },
          { host: 'a.b.example.com', http: { paths: [path('')] } },
          { host: 'exact.test' },
          { host: 'plain.test' },
          { http: { paths: [path('/none')] } },
        ],
      },
    },
    'networking.k8s.io/v1',
  ),
];

export const objects: readonly KubeObject[] = [...namespaces, ...nodes, ...pods, ...services, mirrored, ...slices, ...ingresses];
