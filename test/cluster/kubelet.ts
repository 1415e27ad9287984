import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from './api.ts';
import { listening } from './network.ts';
import { type DataObject, idOf, isRunning, listenersOf, type Pod, processOf, type Volume } from './pod.ts';
import type { Processes } from './processes.ts';
import { contained, tellEnd, wantsToken, writeAccount } from './service-account.ts';
import { writeVolume } from './volumes.ts';

export interface KubeletOptions {
  readonly api: Api;
  readonly processes: Processes;
  readonly dir: string; // of the pods' volumes
  readonly entrypoints: Readonly<Record<string, string>>; // image → program
}

/** What keeps the pods' processes and volumes in line with the API, once a second. */
export interface Kubelet {
  /** The started pods, by whether a process listens on every port that they declare. */
  listening(): { readonly up: readonly string[]; readonly down: readonly string[] };
  stop(): void;
}

type Sources = ReadonlyMap<string, DataObject>; // "secrets/NAMESPACE/NAME"

async function readSources(api: Api): Promise<Sources> {
  const kinds = await Promise.all(
    ['secrets', 'configmaps'].map(async (kind) => {
      const { items } = await api.get<{ items: readonly DataObject[] }>(`/api/v1/${kind}`);
      return items.map((item) => [`${kind}/${item.metadata.namespace}/${item.metadata.name}`, item] as const);
    }),
  );
  return new Map(kinds.flat());
}

const sourceOf = (volume: Volume, namespace: string): string =>
  volume.secret ? `secrets/${namespace}/${volume.secret.secretName}` : `configmaps/${namespace}/${volume.configMap?.name}`;

/**
 * Runs the containers of the cluster's pods as processes of this machine: the image names the program, volumes are folders, and the pod's
 * address is one of this network namespace. kwok only says that pods run; with this they do.
 */
export function startKubelet({ api, processes, dir, entrypoints }: KubeletOptions): Kubelet {
  const running = new Map<string, { readonly pod: Pod; readonly children: readonly ChildProcess[] }>();
  const written = new Map<string, string>(); // folder → resourceVersion of what it holds

  const folderOf = (pod: Pod) => (volume: string) => join(dir, idOf(pod), volume);

  function writeVolumes(pod: Pod, sources: Sources): boolean {
    return (pod.spec.volumes ?? []).every((volume) => {
      const folder = folderOf(pod)(volume.name);
      mkdirSync(folder, { recursive: true });
      if (volume.emptyDir) return true;
      const source = sources.get(sourceOf(volume, pod.metadata.namespace));
      if (!source || written.get(folder) === source.metadata.resourceVersion) return !!source;
      const encoding = volume.secret ? 'base64' : 'utf8';
      const files = Object.entries(source.data ?? {}).map(([name, value]) => [name, Buffer.from(value, encoding)]);
      writeVolume(folder, Object.fromEntries(files));
      written.set(folder, source.metadata.resourceVersion);
      return true;
    });
  }

  async function begin(pod: Pod, sources: Sources): Promise<void> {
    const rootCa = wantsToken(pod) && sources.get(`configmaps/${pod.metadata.namespace}/kube-root-ca.crt`);
    if (rootCa === undefined) return; // its controller has not written it yet
    const account = rootCa && (await writeAccount(api, pod, { dir, rootCa }));
    const children = pod.spec.containers.map((container) => {
      const host = { program: entrypoints[container.image] ?? `no program for image ${container.image}`, folderOf: folderOf(pod) };
      const spec = processOf(pod, container, host);
      return processes.start({ name: idOf(pod), ...(account ? contained(spec, account) : spec) });
    });
    running.set(idOf(pod), { pod, children });
    if (pod.spec.restartPolicy === 'Never') children[0]?.once('exit', (code) => void tellEnd(api, pod, code ?? 1).catch(console.error));
  }

  function end(id: string): void {
    for (const child of running.get(id)?.children ?? []) child.kill('SIGKILL');
    running.delete(id);
    for (const folder of written.keys()) if (folder.startsWith(join(dir, id))) written.delete(folder);
    rmSync(join(dir, id), { recursive: true, force: true });
  }

  async function sync(): Promise<void> {
    const { items } = await api.get<{ items: readonly Pod[] }>('/api/v1/pods');
    const sources = await readSources(api);
    const wanted = new Map(items.filter(isRunning).map((pod) => [idOf(pod), pod]));
    for (const id of running.keys()) if (!wanted.has(id)) end(id);
    // Without its volumes a pod waits, as it does in "ContainerCreating".
    for (const [id, pod] of wanted) if (writeVolumes(pod, sources) && !running.has(id)) await begin(pod, sources);
  }

  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sync().catch((error: unknown) => console.error('kubelet:', error));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  void loop();

  return {
    listening: () => {
      const isListening = listening();
      const ready = ({ pod }: { pod: Pod }) => listenersOf(pod).every(({ ip, port }) => isListening(ip, port));
      const [up, down] = [[...running].filter(([, each]) => ready(each)), [...running].filter(([, each]) => !ready(each))];
      return { up: up.map(([id]) => id), down: down.map(([id]) => id) };
    },
    stop: () => stopping.abort(),
  };
}
