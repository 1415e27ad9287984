import type { KubeObject } from '../api.ts';
import { podIp, secret } from '../fixtures/fixture.ts';
import { type Material, namespace } from './material.ts';

/** A server that scenarios scrape: one workload, its Service, and the files that it reads. */
export interface Server {
  readonly name: string; // also the label `server` of its Service and pods
  readonly kind?: 'Deployment' | 'StatefulSet' | 'Job';
  readonly replicas?: number;
  readonly ports: Readonly<Record<string, number>>; // name → number; 'silent…' are declared only: nothing listens there
  readonly image?: string; // the program, unless there is a command
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly files?: (material: Material, ip: string) => Promise<Record<string, string>>; // at /etc/server
  readonly labels?: Readonly<Record<string, string>>; // of pods and Service
  readonly annotations?: Readonly<Record<string, string>>; // of the pods
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  readonly pod?: object; // more of the pod's spec
  readonly service?: object | null; // more of the Service's spec; null: it has none
}

const silent = 'silent';

/** The pods' ports on which a process listens. */
export const listeningPorts = (server: Server): number[] =>
  Object.entries(server.ports).flatMap(([name, port]) => (name.startsWith(silent) ? [] : [port]));

function container(server: Server): object {
  const { image, command, args } = server;
  const volumeMounts = [{ name: 'scratch', mountPath: '/run/server' }];
  if (server.files) volumeMounts.push({ name: 'files', mountPath: '/etc/server' });
  const ports = Object.entries(server.ports).map(([name, containerPort]) => ({ name, containerPort }));
  return { name: 'main', image: image ?? `registry.example/${command?.[0]}:1`, command, args, ports, env: [podIp], volumeMounts };
}

function workload(server: Server): KubeObject {
  const { name, kind = 'Deployment', replicas = 1, labels } = server;
  const metadata = { labels: { server: name, ...labels }, annotations: server.annotations };
  const volumes: object[] = [{ name: 'scratch', emptyDir: {} }];
  if (server.files) volumes.push({ name: 'files', secret: { secretName: `server-${name}` } });
  const spec = { automountServiceAccountToken: false, containers: [container(server)], volumes, ...server.pod };
  const selector = { replicas, selector: { matchLabels: { server: name } } };
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { namespace, name },
    spec: {
      ...(kind !== 'Job' && selector),
      ...(kind === 'StatefulSet' && { serviceName: name, podManagementPolicy: 'Parallel' }),
      template: { metadata, spec },
    },
  };
}

function service({ name, ports, labels, serviceAnnotations, ...server }: Server): KubeObject[] {
  if (server.service === null) return [];
  const list = Object.keys(ports).map((port, index) => ({ name: port, port: 9000 + index, targetPort: port }));
  const metadata = { namespace, name, labels: { server: name, ...labels }, annotations: serviceAnnotations };
  return [{ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { server: name }, ports: list, ...server.service } }];
}

export const serverObjects = (server: Server): KubeObject[] => [workload(server), ...service(server)];

/** The Secret that the pod waits for: it is made when the pod has its address, which a certificate may name. */
export async function serverFiles(server: Server, material: Material, ip: string): Promise<KubeObject[]> {
  return server.files ? [secret(namespace, `server-${server.name}`, await server.files(material, ip))] : [];
}
