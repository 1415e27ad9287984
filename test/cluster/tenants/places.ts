import type { KubeObject } from '../api.ts';

/** Two tenants of one cluster, the namespace of its Prometheus, and the addresses at which nobody may knock. */

export const mallory = 'aaa-mallory'; // the first in every list
export const alice = 'tenant-alice';
export const monitoring = 'tenant-monitoring';

interface PodPlace {
  readonly ip: string;
  readonly uid: string;
}

/** An address of each kind that is not Mallory's. All of them are addresses of this network namespace, so a knock would be heard. */
export interface Places {
  readonly pod: string; // of Alice's exporter
  readonly podUid: string;
  readonly podName: string;
  readonly clusterIp: string; // of Alice's Service `quiet`
  readonly own: PodPlace; // Mallory's own pod
  readonly wide: PodPlace; // another one
  readonly node: string;
  readonly nodeUid: string;
  readonly api: { readonly host: string; readonly port: number };
}

export const nodeName = 'tenants-node';
export const nodeAddress = '10.244.254.1';
export const outside = '198.51.100.7';
export const metadataService = '169.254.169.254';
export const apiHost = '10.244.255.1'; // in the certificate of the API server

/** Schedulable to those only who name it. */
export const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: nodeName },
  spec: { unschedulable: true },
  status: {
    addresses: [
      { type: 'InternalIP', address: nodeAddress },
      { type: 'Hostname', address: nodeName },
    ],
  },
};

const resource = (apiGroups: readonly string[], resources: readonly string[]) => ({
  apiGroups,
  resources,
  verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'],
});

/** What a tenant may write, in his own namespace. */
export const role: readonly KubeObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { namespace: mallory, name: 'tenant' },
    rules: [
      resource([''], ['services', 'endpoints', 'pods', 'configmaps']),
      resource(['discovery.k8s.io'], ['endpointslices']),
      resource(['monitoring.coreos.com'], ['servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs']),
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace: mallory, name: 'tenant' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'tenant' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'mallory' }],
  },
];
