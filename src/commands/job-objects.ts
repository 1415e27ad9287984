import { leastRbac, type KubeObject } from '../kube/index.ts';

export interface JobOptions {
  readonly name: string; // of everything but a one-off Job
  readonly jobName: string; // of the one-off Job
  readonly image: string;
  readonly imagePullSecrets: readonly string[];
  readonly cron: string; // '' for one Job, now
  readonly jobNamespace: { readonly name: string; readonly isNew: boolean };
  readonly namespaces: readonly string[]; // to audit; none: all
  readonly clusterRole: boolean; // with namespaces: also what has no namespace, and monitors of all namespaces
  readonly portForward: boolean;
  readonly args: readonly string[]; // of pgx-audit
  readonly activeDeadlineSeconds: number;
}

const labels = { 'app.kubernetes.io/name': 'pgx-audit' };

/**
 * A Job or CronJob that audits from within the cluster, with its ServiceAccount, the least rights, and the right to `get` its own pod,
 * which tells whether a mesh stands before it. It passes the Pod Security Standard "restricted".
 */
export function jobObjects(options: JobOptions): KubeObject[] {
  const { name, jobNamespace, namespaces, clusterRole, portForward } = options;
  const subject = { kind: 'ServiceAccount', name, namespace: jobNamespace.name } as const;
  return [
    ...(jobNamespace.isNew ? [namespaceObject(jobNamespace.name)] : []),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: within(options, name), automountServiceAccountToken: false },
    ...leastRbac({ subject, namespaces, name, clusterWide: clusterRole, portForward }),
    ...ownPodRights(options),
    options.cron === '' ? job(options) : cronJob(options),
  ];
}

const within = ({ jobNamespace }: JobOptions, name: string) => ({ name, namespace: jobNamespace.name, labels });

const namespaceObject = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

function ownPodRights(options: JobOptions): KubeObject[] {
  const metadata = within(options, `${options.name}-own-pod`);
  const apiGroup = 'rbac.authorization.k8s.io';
  const apiVersion = `${apiGroup}/v1`;
  return [
    { apiVersion, kind: 'Role', metadata, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup, kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: options.name, namespace: metadata.namespace }],
    },
  ];
}

const aDay = 86_400;

const job = (options: JobOptions): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: within(options, options.jobName),
  spec: { ...jobSpec(options), ttlSecondsAfterFinished: aDay },
});

/** The Jobs of a CronJob are kept by their number: a report of last month must not vanish after a day. */
const cronJob = (options: JobOptions): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: within(options, options.name),
  spec: {
    schedule: options.cron,
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    jobTemplate: { metadata: { labels }, spec: jobSpec(options) },
  },
});

/** A scan is not repeated where it fails: its exit code says what there is to do. */
const jobSpec = (options: JobOptions) => ({
  backoffLimit: 0,
  activeDeadlineSeconds: options.activeDeadlineSeconds,
  template: {
    metadata: {
      labels: { ...labels, 'app.kubernetes.io/instance': options.name, ...outOfMeshLabels },
      annotations: outOfMeshAnnotations,
    },
    spec: podSpec(options),
  },
});

/** Behind a mesh the scan would see the mesh's TLS instead of the exporters'. */
const outOfMeshLabels = {
  'sidecar.istio.io/inject': 'false',
  'istio.io/dataplane-mode': 'none',
  'kuma.io/sidecar-injection': 'disabled',
};
const outOfMeshAnnotations = {
  'sidecar.istio.io/inject': 'false',
  'linkerd.io/inject': 'disabled',
  'consul.hashicorp.com/connect-inject': 'false',
};

const podSpec = (options: JobOptions) => ({
  restartPolicy: 'Never',
  serviceAccountName: options.name,
  automountServiceAccountToken: true,
  enableServiceLinks: false,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  ...(options.imagePullSecrets.length > 0 && { imagePullSecrets: options.imagePullSecrets.map((name) => ({ name })) }),
  securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container(options)],
});

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/** No limit on the CPU: a throttled scanner takes its own slowness for the endpoints'. */
const container = ({ image, args }: JobOptions) => ({
  name: 'pgx-audit',
  image,
  args: args.map(withoutExpansion),
  env: [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace')],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
});

/** Kubernetes expands `$(NAME)` in arguments, and takes `$$(NAME)` as it is. */
const withoutExpansion = (arg: string): string => arg.replaceAll('$(', () => '$$(');
