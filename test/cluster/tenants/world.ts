import { createCa, issue } from '../../support/pki.ts';
import { applyObjects, kubectl, type KubeObject } from '../api.ts';
import { namespaceObject } from '../fixtures/fixture.ts';
import type { Pod } from '../pod.ts';
import { until } from '../processes.ts';
import { scan, type Scan } from '../scan.ts';
import { attacks } from './attacks.ts';
import { type Baits, createBaits, ownAddress } from './baits.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type Exporters, honestObjects, malloryObjects, startExporters } from './honest.ts';
import { alice, apiHost, mallory, metadataService, monitoring, node, nodeName, outside, type Places, role } from './places.ts';

/** A scan, and what it asked the API server. */
export interface Watched extends Scan {
  readonly asked: CountingProxy['asked'];
}

/** The tenants, what listens where, and who acts. */
export interface World {
  readonly places: Places;
  readonly baits: Baits;
  readonly exporters: Exporters;
  readonly proxy: CountingProxy;
  /** Writes as Mallory himself: what the API server refuses is no attack. */
  asMallory(objects: readonly object[]): Promise<string>;
  runningPod(namespace: string, name: string): Promise<Pod>;
  watchedScan(...args: readonly string[]): Promise<Watched>;
  end(): Promise<void>;
}

const quiet = 19_999; // behind Alice's Service `quiet`

const placeOf = ({ status, metadata }: Pod) => ({ ip: status.podIP ?? '', uid: metadata.uid });

async function placesOf(
  get: <T>(...args: readonly string[]) => Promise<T>,
  pods: { exporter: Pod; own: Pod; wide: Pod },
  port: number,
): Promise<Places> {
  const service = await get<{ spec: { clusterIP: string } }>('service', 'quiet', '-n', alice);
  const { metadata } = await get<KubeObject>('node', nodeName);
  return {
    pod: pods.exporter.status.podIP ?? '',
    podUid: pods.exporter.metadata.uid,
    podName: 'exporter',
    clusterIp: service.spec.clusterIP,
    own: placeOf(pods.own),
    wide: placeOf(pods.wide),
    node: nodeName,
    nodeUid: metadata.uid ?? '',
    api: { host: apiHost, port },
  };
}

async function listenAt(places: Places): Promise<Baits> {
  const baits = createBaits();
  for (const address of [outside, metadataService, places.clusterIp]) ownAddress(address);
  await baits.listen(places.pod, quiet);
  await baits.listen(places.clusterIp, 80);
  for (const attack of attacks) await baits.listen(attack.bait(places), attack.port);
  return baits;
}

/** Alice with her exporters, Mallory with nothing yet but a pod, and listeners wherever he will point. */
export async function createWorld({ dir, kubeconfig }: { readonly dir: string; readonly kubeconfig: string }): Promise<World> {
  const get = async <T>(...args: readonly string[]) => JSON.parse(await kubectl(kubeconfig, ['get', ...args, '-o', 'json'])) as T;
  const runningPod = async (namespace: string, name: string): Promise<Pod> => {
    const podNow = () => get<Pod>('pod', name, '-n', namespace);
    await until(`pod ${namespace}/${name}`, async () => ((await podNow()).status.podIP ?? '') !== '');
    return podNow();
  };
  const asMallory: World['asMallory'] = (items) =>
    kubectl(kubeconfig, ['--as=mallory', 'apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

  const servers = await createCa({ name: 'alice-ca' });
  const proxy = await startCountingProxy(dir, apiHost);
  await applyObjects(kubeconfig, [node, ...[mallory, alice, monitoring].map(namespaceObject), ...role, ...honestObjects(servers, quiet)]);
  await asMallory(malloryObjects);
  const [exporter, annotated] = [await runningPod(alice, 'exporter'), await runningPod(alice, 'annotated')];
  const [own, wide] = [await runningPod(mallory, 'own'), await runningPod(mallory, 'wide')];
  const places = await placesOf(get, { exporter, own, wide }, proxy.port);
  const certificate = await issue(servers, { dns: ['exporter.example.svc'] });
  const exporters = await startExporters(certificate, { exporter: places.pod, annotated: annotated.status.podIP ?? '' });
  const baits = await listenAt(places);
  return {
    places,
    baits,
    exporters,
    proxy,
    asMallory,
    runningPod,
    async watchedScan(...args) {
      const from = proxy.asked.length;
      const done = await scan('--kubeconfig', proxy.kubeconfig, ...args);
      return { ...done, asked: proxy.asked.slice(from) };
    },
    async end() {
      exporters.close();
      baits.close();
      await proxy.close();
      await kubectl(kubeconfig, ['delete', 'namespace', mallory, alice, monitoring]);
      await kubectl(kubeconfig, ['delete', 'node', nodeName]);
    },
  };
}
