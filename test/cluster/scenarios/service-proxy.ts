import { connect, createServer, type Server } from 'node:net';
import type { Api } from '../api.ts';
import { namespace } from './material.ts';

interface Service {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly clusterIP?: string; readonly ports?: readonly { readonly port: number; readonly name: string }[] };
}
interface Slice {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly addressType: string;
  readonly ports: readonly { readonly name?: string; readonly port?: number }[] | null;
  readonly endpoints: readonly { readonly addresses: readonly string[]; readonly conditions?: { readonly ready?: boolean } }[] | null;
}

/** What kube-proxy and cluster DNS do, as far as the scenarios need it. */
export interface ServiceProxy {
  readonly hosts: Readonly<Record<string, string>>; // name → address
  stop(): void;
}

const backendOf = (slices: readonly Slice[], service: string, port: string): { host: string; port: number } | undefined => {
  const own = slices.filter(
    ({ metadata, addressType }) => metadata.labels['kubernetes.io/service-name'] === service && addressType === 'IPv4',
  );
  const slice = own.find(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false));
  const host = slice?.endpoints?.find(({ conditions }) => conditions?.ready !== false)?.addresses[0];
  const number = slice?.ports?.find(({ name = '' }) => name === port)?.port;
  return host && number ? { host, port: number } : undefined;
};

/** One listener on a cluster IP that passes connections on to one pod. */
function forward(address: { host: string; port: number }, to: { host: string; port: number }): Server {
  const server = createServer((client) => {
    const pod = connect(to);
    client.pipe(pod).pipe(client);
    for (const [one, other] of [
      [client, pod],
      [pod, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  return server.listen(address.port, address.host);
}

const namesOf = (service: string): string[] => ['', '.svc', '.svc.cluster.local'].map((suffix) => `${service}.${namespace}${suffix}`);

/** A headless Service's name is its pod's address; every other's is its cluster IP. */
export async function startServiceProxy(api: Api): Promise<ServiceProxy> {
  const { items: services } = await api.get<{ items: Service[] }>(`/api/v1/namespaces/${namespace}/services`);
  const { items: slices } = await api.get<{ items: Slice[] }>(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
  const servers: Server[] = [];
  const hosts: [string, string][] = [];
  for (const { metadata, spec } of services) {
    const backends = (spec.ports ?? []).flatMap((port) => {
      const to = backendOf(slices, metadata.name, port.name);
      return to ? [{ port: port.port, to }] : [];
    });
    const host = spec.clusterIP === 'None' ? backends[0]?.to.host : spec.clusterIP;
    if (!host?.includes('.')) continue; // an IPv6 address, or none
    if (spec.clusterIP !== 'None') servers.push(...backends.map(({ port, to }) => forward({ host, port }, to)));
    hosts.push(...namesOf(metadata.name).map((name) => [name, host] as [string, string]));
  }
  return { hosts: Object.fromEntries(hosts), stop: () => servers.forEach((server) => server.close()) };
}
