import { type KubeObject, controlledBy, created, metadata, suffix } from './meta.ts';
import { nodeName, runningStatus } from './workload.ts';

/** Objects that lead to no metrics endpoint: what a scanner must read, and what it must not dial. */

export const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: metadata({ kind: 'Namespace', name }, { labels: { 'kubernetes.io/metadata.name': name } }),
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});

export const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: metadata({ kind: 'Node', name: nodeName }, { labels: { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux' } }),
  spec: {},
  status: {
    addresses: [
      { type: 'InternalIP', address: '127.0.0.1' },
      { type: 'Hostname', address: nodeName },
    ],
    allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
    capacity: { cpu: '8', memory: '32Gi', pods: '110' },
    conditions: [
      { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '', lastHeartbeatTime: created, lastTransitionTime: created },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
  },
};

/** A CA bundle for monitors: only certificates. */
export const caConfigMap = (place: { namespace: string; name: string }, pem: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata({ kind: 'ConfigMap', ...place }),
  data: { 'ca.crt': pem },
});

/** Selected by a monitor, and nothing of this cluster. */
export const externalName: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(
      { kind: 'Service', namespace: 'catalogue', name: 'managed-mongodb' },
      { labels: { 'app.kubernetes.io/name': 'managed-mongodb' } },
    ),
    spec: {
      type: 'ExternalName',
      externalName: 'metrics.mongodb.example.com',
      ports: [{ name: 'metrics', port: 9216, targetPort: 9216, protocol: 'TCP' }],
      sessionAffinity: 'None',
    },
    status: { loadBalancer: {} },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadata({ kind: 'ServiceMonitor', namespace: 'catalogue', name: 'managed-mongodb' }, { generation: 1 }),
    spec: {
      endpoints: [{ port: 'metrics', scheme: 'https' }],
      selector: { matchLabels: { 'app.kubernetes.io/name': 'managed-mongodb' } },
    },
  },
];

const mainframe = { namespace: 'billing', name: 'mainframe-metrics' };

/** A Service without selector and a slice that someone wrote by hand: its address is a claim, and outside the cluster. */
export const handWritten: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata({ kind: 'Service', ...mainframe }, { labels: { 'app.kubernetes.io/name': 'mainframe-metrics' } }),
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.8.1',
      clusterIPs: ['10.96.8.1'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      ports: [{ name: 'metrics', port: 9100, targetPort: 9100, protocol: 'TCP' }],
      sessionAffinity: 'None',
    },
    status: { loadBalancer: {} },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata(
      { kind: 'EndpointSlice', namespace: mainframe.namespace, name: `${mainframe.name}-1` },
      {
        labels: {
          'kubernetes.io/service-name': mainframe.name,
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
        },
      },
    ),
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.77'], conditions: { ready: true } }],
    ports: [{ name: 'metrics', port: 9100, protocol: 'TCP' }],
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadata({ kind: 'ServiceMonitor', ...mainframe }, { generation: 1 }),
    spec: { endpoints: [{ port: 'metrics' }], selector: { matchLabels: { 'app.kubernetes.io/name': 'mainframe-metrics' } } },
  },
];

const container = (name: string, image: string, port: number) => ({
  name,
  image,
  ports: [{ name: 'metrics', containerPort: port, protocol: 'TCP' }],
  imagePullPolicy: 'IfNotPresent',
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  resources: {},
});

const podDefaults = {
  nodeName,
  serviceAccountName: 'default',
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  securityContext: {},
};

/** A pod that only its port number makes look like an exporter. */
export function lookAlike(ip: string): KubeObject {
  const shop = container('shop', 'registry.example.com/shop/frontend:1.4.0', 9113);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata({ kind: 'Pod', namespace: 'edge', name: 'shop-frontend' }, { labels: { app: 'shop' } }),
    spec: { containers: [shop], restartPolicy: 'Always', ...podDefaults },
    status: runningStatus(ip, [shop], true),
  };
}

/** A CronJob's pod that has finished: its address may belong to another pod by now. */
export function finished(ip: string): readonly KubeObject[] {
  const backup = container('postgres-exporter', 'quay.io/prometheuscommunity/postgres-exporter:v0.19.1', 9187);
  const place = { namespace: 'orders', name: 'nightly-check' };
  const podSpec = { containers: [backup], restartPolicy: 'Never', ...podDefaults };
  const { nodeName: _assigned, ...template } = podSpec;
  const jobTemplate = { spec: { template: { spec: template } } };
  const cronJob: KubeObject = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata({ kind: 'CronJob', ...place }),
    spec: { schedule: '0 3 * * *', suspend: true, jobTemplate },
    status: {},
  };
  const job: KubeObject = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata({ kind: 'Job', namespace: place.namespace, name: `${place.name}-29474100` }, controlledBy(cronJob)),
    spec: { template: { spec: template } },
    status: { succeeded: 1, startTime: created },
  };
  const name = `${job.metadata.name}-${suffix('nightly-check', 5)}`;
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata({ kind: 'Pod', namespace: place.namespace, name }, controlledBy(job)),
    spec: podSpec,
    status: { ...runningStatus(ip, [], false), phase: 'Succeeded' },
  };
  return [cronJob, job, pod];
}
