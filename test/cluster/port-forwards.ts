import type { KubeObject } from './api.ts';

const group = 'kwok.x-k8s.io';
const version = 'v1alpha1';

/** kwok's own kind, without the schema that it publishes for it. */
const definition = (kind: string, scope: 'Namespaced' | 'Cluster'): KubeObject => {
  const [singular, plural] = [kind.toLowerCase(), `${kind.toLowerCase()}s`];
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular },
      scope,
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  };
};

/** What must be Established before kwok starts with `portForwardFlag`. */
export const portForwardDefinitions: readonly KubeObject[] = [
  definition('PortForward', 'Namespaced'),
  definition('ClusterPortForward', 'Cluster'),
];
export const portForwardFlag = '--enable-crds=PortForward,ClusterPortForward';

/** Lets a pod's port-forward reach its own address: there is one network for all pods, and so no loopback for each. */
export const portForward = (namespace: string, pod: string, address: string, ports: readonly number[]): KubeObject => ({
  apiVersion: `${group}/${version}`,
  kind: 'PortForward',
  metadata: { name: pod, namespace },
  spec: { forwards: ports.map((port) => ({ ports: [port], target: { address, port } })) },
});
