/** What the kubelet of these tests reads of a Pod, a Secret and a ConfigMap. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly volumes?: readonly Volume[];
    readonly restartPolicy?: string;
    readonly serviceAccountName?: string;
    readonly automountServiceAccountToken?: boolean;
  };
  readonly status: { readonly phase: string; readonly podIP?: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

export interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly configMap?: { readonly name: string };
  readonly emptyDir?: object;
}

export interface DataObject {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly resourceVersion: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** A pod's name in the logs: unique, also when a StatefulSet makes it anew under the same name. */
export const idOf = ({ metadata }: Pod): string => `${metadata.namespace}.${metadata.name}.${metadata.uid.slice(0, 8)}`;

export const isRunning = (pod: Pod): boolean => pod.status.phase === 'Running' && !!pod.status.podIP && !pod.metadata.deletionTimestamp;

/** The addresses that the pod's containers declare. */
export const listenersOf = (pod: Pod): { ip: string; port: number }[] =>
  pod.spec.containers.flatMap(({ ports = [] }) => ports.map((port) => ({ ip: pod.status.podIP ?? '', port: port.containerPort })));

function environment(pod: Pod, container: Container): Record<string, string> {
  const fields = new Map([
    ['status.podIP', pod.status.podIP],
    ['metadata.name', pod.metadata.name],
    ['metadata.namespace', pod.metadata.namespace],
  ]);
  const valueOf = ({ value, valueFrom }: EnvVar): string => value ?? fields.get(valueFrom?.fieldRef.fieldPath ?? '') ?? '';
  return Object.fromEntries((container.env ?? []).map((variable) => [variable.name, valueOf(variable)]));
}

export interface ProcessSpec {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * The process that stands for a container: `$(NAME)` is expanded as kubelet does, and since there is no container file system, every mount
 * path becomes the folder where `folderOf` has that volume.
 */
export function processOf(pod: Pod, container: Container, host: { program: string; folderOf: (volume: string) => string }): ProcessSpec {
  const env = environment(pod, container);
  const local = (text: string): string => {
    const expanded = text.replaceAll(/\$\((\w+)\)/g, (reference, name: string) => env[name] ?? reference);
    return (container.volumeMounts ?? []).reduce((path, mount) => path.replaceAll(mount.mountPath, host.folderOf(mount.name)), expanded);
  };
  const argv = [...(container.command ?? [host.program]), ...(container.args ?? [])].map(local);
  return { argv, env, ...(container.workingDir && { cwd: local(container.workingDir) }) };
}
