import type { Exporter } from '../inventory.ts';
import { type KubeObject, controlledBy, created, metadata, suffix } from './meta.ts';

/** Where one replica runs. */
export interface Replica {
  readonly name: string; // of the pod
  readonly ip: string;
  readonly port: number;
}

export const nodeName = 'node-1';

/** The Helm release: named like the namespace, where the workload is. */
const releaseOf = ({ name, namespace }: Exporter): string => (name.startsWith(`${namespace}-`) ? namespace : name);

export const selectorLabels = (exporter: Exporter): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': exporter.labelName,
  'app.kubernetes.io/instance': releaseOf(exporter),
});

/** The labels that a Helm chart puts on everything, and the annotations that Helm adds. */
export const releaseMetadata = (exporter: Exporter, annotations: Readonly<Record<string, string>> = {}) => ({
  labels: {
    ...selectorLabels(exporter),
    'app.kubernetes.io/version': exporter.identity.version,
    ...(exporter.chart ? { 'helm.sh/chart': exporter.chart, 'app.kubernetes.io/managed-by': 'Helm' } : {}),
  },
  annotations: {
    ...annotations,
    ...(exporter.chart ? { 'meta.helm.sh/release-name': releaseOf(exporter), 'meta.helm.sh/release-namespace': exporter.namespace } : {}),
  },
});

function podSpec(exporter: Exporter, port: number): Readonly<Record<string, unknown>> {
  const hostPort = exporter.hostNetwork ? { hostPort: port } : {};
  const secret = (name: string) => ({ name, secret: { secretName: `${exporter.name}-${name}`, defaultMode: 420 } });
  return {
    ...(exporter.hostNetwork ? { hostNetwork: true } : {}),
    containers: [
      {
        name: exporter.labelName,
        image: exporter.image,
        args: exporter.args.map((arg) => arg.replace('{port}', String(port))),
        ports: [{ name: exporter.portName, containerPort: port, protocol: 'TCP', ...hostPort }],
        volumeMounts: [
          { name: 'web', mountPath: '/etc/exporter/web', readOnly: true },
          { name: 'tls', mountPath: '/tls', readOnly: true },
        ],
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        resources: {},
      },
    ],
    volumes: [secret('web'), secret('tls')],
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
  };
}

/** The workload itself. */
export function workload(exporter: Exporter, replicas: readonly Replica[]): KubeObject {
  const count = replicas.length;
  const template = { metadata: { labels: selectorLabels(exporter) }, spec: podSpec(exporter, replicas[0]?.port ?? exporter.port) };
  const selector = { matchLabels: selectorLabels(exporter) };
  const spec = {
    Deployment: { replicas: count, selector, template },
    StatefulSet: { replicas: count, serviceName: exporter.name, selector, template },
    DaemonSet: { selector, template },
  }[exporter.kind];
  const status = {
    Deployment: { observedGeneration: 1, replicas: count, updatedReplicas: count, readyReplicas: count, availableReplicas: count },
    StatefulSet: { observedGeneration: 1, replicas: count, readyReplicas: count, availableReplicas: count },
    DaemonSet: { observedGeneration: 1, currentNumberScheduled: 1, numberMisscheduled: 0, desiredNumberScheduled: 1, numberReady: 1 },
  }[exporter.kind];
  return { apiVersion: 'apps/v1', kind: exporter.kind, metadata: metadata(exporter, releaseMetadata(exporter)), spec, status };
}

/** What stands between a Deployment and its pods; other kinds own their pods themselves. */
export function replicaSet(exporter: Exporter, owner: KubeObject): KubeObject | null {
  if (exporter.kind !== 'Deployment') return null;
  const hash = suffix(exporter.name, 10);
  const labels = { ...selectorLabels(exporter), 'pod-template-hash': hash };
  const { replicas, template } = owner.spec as { replicas: number; template: { spec: unknown } };
  const named = { kind: 'ReplicaSet', namespace: exporter.namespace, name: `${exporter.name}-${hash}` };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata(named, { labels, ...controlledBy(owner) }),
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: template.spec } },
    status: { observedGeneration: 1, replicas, fullyLabeledReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
  };
}

/** The name that the controller would give to a replica's pod. */
export function podName(exporter: Exporter, ordinal: number): string {
  if (exporter.kind === 'StatefulSet') return `${exporter.name}-${ordinal}`;
  const random = suffix(`${exporter.name} ${ordinal}`, 5);
  return exporter.kind === 'Deployment' ? `${exporter.name}-${suffix(exporter.name, 10)}-${random}` : `${exporter.name}-${random}`;
}

const condition = (type: string, status: boolean) => ({
  type,
  status: status ? 'True' : 'False',
  lastProbeTime: null,
  lastTransitionTime: created,
});

/** What the kubelet reports of a pod whose containers run. */
export function runningStatus(ip: string, containers: readonly { name: string; image: string }[], ready: boolean) {
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } };
  return {
    phase: 'Running',
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    hostIP: '127.0.0.1',
    hostIPs: [{ ip: '127.0.0.1' }],
    podIP: ip,
    podIPs: [{ ip }],
    startTime: created,
    qosClass: 'BestEffort',
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready,
      started: ready,
      restartCount: ready ? 0 : 41,
      lastState: {},
      state: ready ? { running: { startedAt: created } } : waiting,
    })),
  };
}

/** One replica's pod, running on the node. */
export function pod(exporter: Exporter, owner: KubeObject, replica: Replica): KubeObject {
  const spec = podSpec(exporter, replica.port) as { containers: { name: string; image: string }[] };
  const hash = owner.kind === 'ReplicaSet' ? { 'pod-template-hash': suffix(exporter.name, 10) } : {};
  const labels = { ...selectorLabels(exporter), ...hash };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(
      { kind: 'Pod', namespace: exporter.namespace, name: replica.name },
      {
        generateName: `${owner.metadata.name}-`,
        labels,
        ...controlledBy(owner),
      },
    ),
    spec: { ...spec, nodeName, serviceAccountName: 'default' },
    status: runningStatus(replica.ip, spec.containers, exporter.listens),
  };
}
