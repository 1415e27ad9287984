import { ingressShape, namespaceShape, nodeShape, podShape, projection, serviceShape, sliceShape } from '../../src/discover/objects.ts';
import type { ClusterObjects } from '../../src/prometheus/discovery/index.ts';

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
export const clusterOf = ({ services = [], slices = [], pods = [], nodes = [], namespaces = [], ingresses = [], unreadable = {} }: Objects): ClusterObjects => ({
  services: slim(services, projection(serviceShape)),
  slices: slim(slices, projection(sliceShape)),
  pods: slim(pods, projection(podShape)),
  nodes: slim(nodes, projection(nodeShape)),
  namespaces: slim(namespaces, projection(namespaceShape)),
  ingresses: slim(ingresses, projection(ingressShape)),
  unreadable,
});
