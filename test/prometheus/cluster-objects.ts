import { ingressShape, namespaceShape, nodeShape, podShape, projection, serviceShape, sliceShape } from '../../src/discover/objects.ts';
import { targetsOf, type ClusterObjects } from '../../src/prometheus/discovery/index.ts';
import type { DiscoveredTarget, KubernetesSd } from '../../src/prometheus/job.ts';
import { relabelings, someJob } from './jobs.ts';

interface Objects {
  readonly services?: readonly object[];
  readonly slices?: readonly object[];
  readonly pods?: readonly object[];
  readonly nodes?: readonly object[];
  readonly namespaces?: readonly object[];
  readonly ingresses?: readonly object[];
  readonly unreadable?: ClusterObjects['unreadable'];
}

function slim<T>(objects: readonly object[], project: (item: unknown) => T | undefined): T[] {
  return objects.map((each) => {
    const made = project(each);
    if (made === undefined) throw new Error(`an object of the test is not understood: ${JSON.stringify(each)}`);
    return made;
  });
}

/** The slim copies of objects as the API server writes them. */
export const clusterOf = ({
  services = [],
  slices = [],
  pods = [],
  nodes = [],
  namespaces = [],
  ingresses = [],
  unreadable = {},
}: Objects): ClusterObjects => ({
  services: slim(services, projection(serviceShape)),
  slices: slim(slices, projection(sliceShape)),
  pods: slim(pods, projection(podShape)),
  nodes: slim(nodes, projection(nodeShape)),
  namespaces: slim(namespaces, projection(namespaceShape)),
  ingresses: slim(ingresses, projection(ingressShape)),
  unreadable,
});

/** What a discovery finds. */
export const found = (sd: KubernetesSd, cluster: ClusterObjects): DiscoveredTarget[] =>
  targetsOf(someJob({ discoveries: [sd], relabelings: relabelings({ action: 'drop' }) }), cluster).map(({ discovered }) => discovered);
export const addresses = (sd: KubernetesSd, cluster: ClusterObjects): (string | undefined)[] =>
  found(sd, cluster).map(({ labels }) => labels.get('__address__'));
export const labelsOf = (sd: KubernetesSd, cluster: ClusterObjects): Record<string, string>[] =>
  found(sd, cluster).map(({ labels }) => Object.fromEntries(labels));

export const meta = (name: string): string => `__meta_kubernetes_${name}`;
/** What a relabeling that reads the label makes of the first target: its value, or why that is not known. */
export const reads = (label: string, sd: KubernetesSd, cluster: ClusterObjects): string => {
  const [target] = targetsOf(
    someJob({ discoveries: [sd], relabelings: relabelings({ source_labels: [label], target_label: 'x' }) }),
    cluster,
  );
  return target?.outcome === 'unsupported' ? target.reason : target?.outcome === 'active' ? (target.labels.get('x') ?? '') : '';
};
