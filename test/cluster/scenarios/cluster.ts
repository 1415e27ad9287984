import { type Api, applyObjects, kubectl } from '../api.ts';
import { namespaceObject } from '../fixtures/fixture.ts';
import { listening } from '../network.ts';
import type { Pod } from '../pod.ts';
import { until } from '../processes.ts';
import { scenarios, servers } from './index.ts';
import { createMaterial, elsewhere, type Material, materialObjects, namespace } from './material.ts';
import { manualEndpoints, secondAddresses } from './other-servers.ts';
import { monitoring, newPrometheuses, oldPrometheus, prometheusMaterial } from './prometheuses.ts';
import { monitorObject } from './scenario.ts';
import { listeningPorts, type Server, serverFiles, serverObjects } from './server.ts';

interface Made {
  readonly api: Api;
  readonly kubeconfig: string;
}

/** A node of its own address, for the pod that shares it. Nothing else is scheduled there. */
const secondNode = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-2', labels: { 'kubernetes.io/hostname': 'node-2', 'kubernetes.io/os': 'linux' } },
  spec: { taints: [{ key: 'scenarios', effect: 'NoSchedule' }] },
  status: {
    addresses: [
      { type: 'InternalIP', address: '10.244.200.1' },
      { type: 'Hostname', address: 'node-2' },
    ],
    allocatable: { cpu: '1', pods: '10' },
    capacity: { cpu: '1', pods: '10' },
  },
};

const service = (name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name, labels: { server: name } },
  spec,
});
const metricsPort = [{ name: 'metrics', port: 80, targetPort: 'metrics' }];
const rule = (host: string) => ({
  host,
  http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'plain', port: { number: 9000 } } } }] },
});

/** Services without a server of their own, and what Probes probe. */
const others = (plain: string): object[] => [
  service('pair', { selector: { pair: 'yes' }, ports: metricsPort }),
  service('nobody', { selector: { server: 'nobody' }, ports: metricsPort }),
  service('external', { type: 'ExternalName', externalName: 'metrics.example.com', ports: metricsPort }),
  ...manualEndpoints(plain),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace, name: 'probed', labels: { probed: 'yes' } },
    spec: { rules: [rule('a.example.com'), rule('b.example.com')] },
  },
];

const count = servers.reduce((sum, { replicas = 1 }) => sum + replicas, 0);

async function waitForPods(api: Api): Promise<Pod[]> {
  let pods: Pod[] = [];
  await until(
    'the addresses of all scenario pods',
    async () => {
      pods = (await api.get<{ items: Pod[] }>(`/api/v1/namespaces/${namespace}/pods`)).items;
      return pods.length === count && pods.every(({ status }) => status.podIP);
    },
    120,
  );
  return pods;
}

const serverOf = ({ metadata }: Pod): string => (metadata as unknown as { labels: { server: string } }).labels.server;

function addressesOf(pods: readonly Pod[]): Map<string, string> {
  const named = pods.map(({ metadata, status }) => [metadata.name, status.podIP ?? ''] as const);
  return new Map([...named, ...pods.map((pod) => [serverOf(pod), pod.status.podIP ?? ''] as const)]);
}

/** Every pod by its server, so that a certificate can name the pod's own address. */
async function writeFiles({ kubeconfig }: Made, material: Material, addresses: ReadonlyMap<string, string>): Promise<void> {
  const files = await Promise.all(servers.map((server) => serverFiles(server, material, addresses.get(server.name) ?? '')));
  await applyObjects(kubeconfig, files.flat());
}

const patchStatus = (kubeconfig: string, pod: string, status: object): Promise<string> =>
  kubectl(kubeconfig, ['patch', 'pod', pod, '-n', namespace, '--subresource=status', '--type=strategic', '-p', JSON.stringify({ status })]);

/** What kwok does not do: a pod that is not ready, and one with two addresses. */
async function patchPods({ kubeconfig }: Made, pods: readonly Pod[]): Promise<void> {
  for (const pod of pods) {
    const { name } = pod.metadata;
    if (serverOf(pod) === 'not-ready') await patchStatus(kubeconfig, name, { conditions: [{ type: 'Ready', status: 'False' }] });
    const second = secondAddresses[serverOf(pod)];
    if (second) await patchStatus(kubeconfig, name, { podIPs: [{ ip: pod.status.podIP }, { ip: second }] });
  }
}

interface Slices {
  readonly items: readonly { readonly endpoints: readonly unknown[] | null }[];
}

/** A pod that has ended is taken out of its Service's slice. */
const waitForFinished = (api: Api): Promise<void> =>
  until('the pod that ends to leave its Service', async () => {
    const label = encodeURIComponent('kubernetes.io/service-name=finished');
    const { items } = await api.get<Slices>(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${label}`);
    return items.every(({ endpoints }) => !endpoints?.length);
  });

async function waitForListeners(pods: readonly Pod[]): Promise<void> {
  const byName = new Map<string, Server>(servers.map((server) => [server.name, server]));
  const wanted = pods.flatMap((pod) => {
    const server = byName.get(serverOf(pod));
    const ports = server && !secondAddresses[server.name] ? listeningPorts(server) : []; // those listen on [::]
    return ports.map((port) => ({ name: pod.metadata.name, ip: pod.status.podIP ?? '', port }));
  });
  let silent = wanted;
  await until('the scenario servers to listen', () => {
    const isListening = listening();
    silent = wanted.filter(({ ip, port }) => !isListening(ip, port));
    return silent.length === 0;
  }).catch(() => {
    throw new Error(`these do not listen: ${silent.map(({ name, port }) => `${name}:${port}`).join(', ')}`);
  });
}

/** `{{name}}` stands for the address of a server or pod. */
function filled(object: object, addresses: ReadonlyMap<string, string>): object {
  const text = JSON.stringify(object).replaceAll(/\{\{([\w-]+)\}\}/g, (_, name: string) => {
    const address = addresses.get(name);
    if (!address) throw new Error(`no server is called ${name}`);
    return address;
  });
  return JSON.parse(text) as object;
}

/** Servers, Services, monitors and Prometheus objects, with every server listening. */
export async function createScenarios(made: Made): Promise<void> {
  const { api, kubeconfig } = made;
  const material = await createMaterial();
  const namespaces = [
    { ...namespaceObject(namespace), metadata: { name: namespace, labels: { scraped: 'yes' } } },
    namespaceObject(elsewhere),
  ];
  await applyObjects(kubeconfig, [...namespaces, namespaceObject(monitoring), secondNode]);
  const referred = await Promise.all([namespace, elsewhere, monitoring].map((each) => materialObjects(material, each)));
  await applyObjects(kubeconfig, [...servers.flatMap(serverObjects), ...referred.flat(), ...prometheusMaterial(material)]);
  const pods = await waitForPods(api);
  const addresses = addressesOf(pods);
  await writeFiles(made, material, addresses);
  await patchPods(made, pods);
  await applyObjects(kubeconfig, [
    ...others(addresses.get('plain') ?? ''),
    ...scenarios.map((each) => filled(monitorObject(each), addresses)),
  ]);
  await applyObjects(kubeconfig, [...newPrometheuses(), oldPrometheus()]);
  await waitForListeners(pods);
  await waitForFinished(api);
}

export async function deleteScenarios({ kubeconfig }: Made): Promise<void> {
  await kubectl(kubeconfig, ['delete', 'namespace', namespace, elsewhere, monitoring, '--ignore-not-found']);
  await kubectl(kubeconfig, ['delete', 'node', 'node-2', '--ignore-not-found']);
}
