import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingressShape, namespaceShape, nodeShape, podShape, projection, serviceShape, sliceShape } from '../../src/discover/objects.ts';
import { targetsOf, type ClusterObjects } from '../../src/prometheus/discovery/index.ts';
import type { DiscoveredTarget, KubernetesSd } from '../../src/prometheus/job.ts';
import { relabelings, someJob } from '../prometheus/jobs.ts';
import { kubectl, type KubeObject } from './api.ts';
import { startApiServer, type ControlPlane } from './control-plane.ts';
import { discoveries } from './discovery/jobs.ts';
import { leaving, objects } from './discovery/objects.ts';
import { createProcesses, until, type Processes } from './processes.ts';

/** Prometheus discovers what a real API server stores and real controllers make of it. All targets are dropped: none is scraped. */
const bin = process.env['PGX_CLUSTER_BIN'] ?? '';
const dir = mkdtempSync(join(tmpdir(), 'pgx-discovery-'));
const port = 18443;
let processes: Processes;
let plane: ControlPlane;
let cluster: ClusterObjects;
let prometheus = '';

const plurals: Readonly<Record<string, string>> = {
  Namespace: 'api/v1/namespaces',
  Node: 'api/v1/nodes',
  Pod: 'api/v1/pods',
  Service: 'api/v1/services',
  Endpoints: 'api/v1/endpoints',
  EndpointSlice: 'apis/discovery.k8s.io/v1/endpointslices',
  Ingress: 'apis/networking.k8s.io/v1/ingresses',
};

async function store(object: KubeObject): Promise<void> {
  const path = `/${plurals[object.kind] ?? ''}`;
  const { namespace, name } = object.metadata;
  const at = namespace ? path.replace(/(v1)\//, `$1/namespaces/${namespace}/`) : path;
  const created = await plane.api.post<KubeObject>(`${at}?fieldValidation=Strict`, object);
  if (object['status']) await plane.api.put(`${at}/${name}/status`, { ...created, status: object['status'] });
}

async function list<T>(kind: string, project: (item: unknown) => T | undefined): Promise<T[]> {
  const { items } = await plane.api.get<{ items: KubeObject[] }>(`/${plurals[kind] ?? ''}`);
  const slim = items.map((item) => project(item));
  expect(slim).not.toContain(undefined);
  return slim.filter((item) => item !== undefined);
}

const read = async (): Promise<ClusterObjects> => ({
  services: await list('Service', projection(serviceShape)),
  slices: await list('EndpointSlice', projection(sliceShape)),
  pods: await list('Pod', projection(podShape)),
  nodes: await list('Node', projection(nodeShape)),
  namespaces: await list('Namespace', projection(namespaceShape)),
  ingresses: await list('Ingress', projection(ingressShape)),
  unreadable: {},
});

const sdOf = ({ role, namespaces, selectors, attachMetadata }: KubernetesSd): object => ({
  role,
  kubeconfig_file: plane.kubeconfig,
  ...(namespaces.length > 0 && { namespaces: { names: namespaces } }),
  selectors,
  attach_metadata: attachMetadata,
});

function startPrometheus(): void {
  const config = join(dir, 'prometheus.yaml');
  const jobs = discoveries.map(([name, sd]) => ({
    job_name: name,
    kubernetes_sd_configs: [sdOf(sd)],
    relabel_configs: [{ action: 'drop' }],
  }));
  writeFileSync(config, JSON.stringify({ scrape_configs: jobs }));
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${join(dir, 'data')}`, '--web.listen-address=127.0.0.1:0'];
  processes.start({ name: 'prometheus', argv: [join(bin, 'prometheus'), ...flags] });
}

beforeAll(async () => {
  processes = createProcesses(dir);
  plane = await startApiServer({ bin, dir, port, processes });
  const controllers = [
    '--controllers=endpoints-controller,endpointslice-controller,endpointslice-mirroring-controller',
    '--leader-elect=false',
  ];
  const serving = ['--bind-address=127.0.0.1', `--secure-port=${port + 3}`, `--cert-dir=${join(dir, 'controllers')}`];
  processes.start({
    name: 'controllers',
    argv: [join(bin, 'kube-controller-manager'), `--kubeconfig=${plane.kubeconfig}`, ...controllers, ...serving],
  });
  for (const object of objects) await store(object);
  for (const each of leaving) {
    const [namespace = '', name = ''] = each.split('/');
    await kubectl(plane.kubeconfig, ['delete', 'pod', '-n', namespace, name, '--wait=false']);
  }
  startPrometheus();
  await until('Prometheus', () => {
    prometheus = /address=(127\.0\.0\.1:[1-9]\d*)/.exec(processes.log('prometheus'))?.[1] ?? '';
    return prometheus !== '';
  });
  await new Promise((resolve) => setTimeout(resolve, 12_000)); // controllers and Prometheus come to rest; targets appear every 5 s
  cluster = await read();
}, 120_000);

afterAll(async () => {
  await plane.api.close();
  processes.stop();
  rmSync(dir, { recursive: true, force: true });
});

type Labels = Readonly<Record<string, string>>;
const ofJob = /^(job|__scheme__|__metrics_path__|__scrape_\w+__|__\w+_histograms\w*__|__convert\w+)$/;
const key = (labels: Labels): string => JSON.stringify(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)));

async function theirs(pool: string): Promise<Labels[]> {
  const answer = await fetch(`http://${prometheus}/api/v1/targets?state=dropped&scrapePool=${encodeURIComponent(pool)}`);
  const { data } = (await answer.json()) as { data: { droppedTargets: { discoveredLabels: Labels; scrapePool: string }[] } };
  const own = data.droppedTargets.filter(({ scrapePool }) => scrapePool === pool);
  return own.map(({ discoveredLabels }) => Object.fromEntries(Object.entries(discoveredLabels).filter(([name]) => !ofJob.test(name))));
}

const isUnknown = ({ unknown }: DiscoveredTarget, name: string): boolean =>
  [...(unknown?.keys() ?? [])].some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));

/** Their labels without those that we say we do not know. */
const known = (labels: Labels, target: DiscoveredTarget): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !isUnknown(target, name)));

describe('Kubernetes service discovery, beside Prometheus', () => {
  it.each(discoveries)('%s', async (name, sd) => {
    const ours = targetsOf(someJob({ discoveries: [sd], relabelings: relabelings({ action: 'drop' }) }), cluster).map(
      ({ discovered }) => discovered,
    );
    const remaining = await theirs(name);
    const pairs = ours.map((target) => {
      const labels = Object.fromEntries(target.labels);
      const equal = remaining.findIndex((each) => key(known(each, target)) === key(labels));
      const sameAddress = remaining.findIndex((each) => each['__address__'] === labels['__address__']);
      const [counterpart = {}] = remaining.splice(equal < 0 ? sameAddress : equal, equal < 0 && sameAddress < 0 ? 0 : 1);
      return [labels, known(counterpart, target)] as const;
    });
    expect(ours.length).toBeGreaterThan(0);
    expect(pairs.map(([mine]) => mine)).toEqual(pairs.map(([, other]) => other));
    expect(remaining).toEqual([]);
  });
});
