import type { Mesh } from '../model/subject.ts';
import { clean } from '../model/text.ts';

type Texts = Readonly<Record<string, string>>;

/** What of a pod, its namespace and its cluster tells whether a mesh stands before it. */
export interface MeshPod {
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly containers: readonly MeshContainer[]; // init containers that keep running (native sidecars) among them
  readonly hostNetwork: boolean;
  readonly namespaceLabels: Texts; // none where they could not be read
}

interface MeshContainer {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly { readonly number: number }[];
}

type Kind = Mesh['kind'];

/** Containers that injectors add, by their names; `image` where the name alone is anybody's. */
const sidecars: readonly { readonly kind: Kind; readonly name: RegExp; readonly image?: RegExp }[] = [
  { kind: 'istio-sidecar', name: /^istio-proxy$/ },
  { kind: 'linkerd', name: /^linkerd-proxy$/ },
  { kind: 'other-sidecar', name: /^(consul-dataplane|consul-connect-envoy-sidecar|kuma-sidecar)$/ },
  { kind: 'other-sidecar', name: /^envoy(-sidecar)?$/, image: /(aws-appmesh-envoy|openservicemesh|consul|envoyproxy)/ },
];

/** What injectors and Istio's node agent write on a pod that they have changed. */
const marks: readonly { readonly kind: Kind; readonly annotation: string; readonly value?: string }[] = [
  { kind: 'istio-sidecar', annotation: 'sidecar.istio.io/status' },
  { kind: 'linkerd', annotation: 'linkerd.io/proxy-version' },
  { kind: 'istio-ambient', annotation: 'ambient.istio.io/redirection', value: 'enabled' },
];
const dataplaneMode = 'istio.io/dataplane-mode';

/**
 * The mesh that takes the connections to a pod, null where none is seen. A pod on the host's network is in none: neither sidecars nor Istio's
 * ambient mode redirect what comes to the node's addresses.
 */
export function meshOf(pod: MeshPod): Mesh | null {
  if (pod.hostNetwork) return null;
  for (const container of pod.containers) {
    const sidecar = sidecarOf(container);
    if (sidecar) return { kind: sidecar.kind, because: `container ${clean(container.name, 63)}` };
  }
  const mark = marks.find(({ annotation, value }) => has(pod.annotations, annotation, value));
  return mark ? { kind: mark.kind, because: `annotation ${mark.annotation}` } : ambientOf(pod);
}

/** The pod's own label decides; `none` keeps it out of its namespace's ambient mode. */
function ambientOf({ labels, namespaceLabels }: MeshPod): Mesh | null {
  const because = `label ${dataplaneMode}=ambient`;
  if (Object.hasOwn(labels, dataplaneMode)) return labels[dataplaneMode] === 'ambient' ? { kind: 'istio-ambient', because } : null;
  return namespaceLabels[dataplaneMode] === 'ambient' ? { kind: 'istio-ambient', because: `${because} of the namespace` } : null;
}

const has = (texts: Texts, key: string, value?: string): boolean =>
  Object.hasOwn(texts, key) && (value === undefined || texts[key] === value);

const sidecarOf = ({ name, image }: MeshContainer) =>
  sidecars.find((each) => each.name.test(name) && (each.image === undefined || each.image.test(image)));

/**
 * The mesh that takes the connections to one port of a pod: null for a port that its annotations keep out of the sidecar (Istio
 * traffic.sidecar.istio.io/excludeInboundPorts and includeInboundPorts, Linkerd config.linkerd.io/skip-inbound-ports).
 */
export function meshAt(port: number, pod: MeshPod): Mesh | null {
  const mesh = meshOf(pod);
  const listed = (annotation: string): boolean => inList(port, pod.annotations[annotation] ?? '');
  if (mesh?.kind === 'linkerd') return listed('config.linkerd.io/skip-inbound-ports') ? null : mesh;
  if (mesh?.kind !== 'istio-sidecar') return mesh;
  const included = pod.annotations['traffic.sidecar.istio.io/includeInboundPorts'] ?? '*';
  return listed('traffic.sidecar.istio.io/excludeInboundPorts') || !inList(port, included) ? null : mesh;
}

/** "15020,9000-9100" or "*". */
const inList = (port: number, list: string): boolean =>
  list
    .slice(0, 2000)
    .split(',')
    .some((part) => {
      const [from = '', to = from] = part.trim().split('-');
      return from === '*' || (/^\d{1,5}$/.test(from) && /^\d{1,5}$/.test(to) && Number(from) <= port && port <= Number(to));
    });

/** What the proxies themselves listen on, by their documentation. */
const ownPorts: Readonly<Partial<Record<Kind, ReadonlySet<number>>>> = {
  'istio-sidecar': new Set([15000, 15001, 15004, 15006, 15008, 15009, 15020, 15021, 15053, 15090]),
  'istio-ambient': new Set([15001, 15006, 15008, 15053]),
  linkerd: new Set([4140, 4143, 4190, 4191]),
  'other-sidecar': new Set([5670, 9901, 15000, 15001, 15003, 15006, 15010, 15020, 15090, 19000, 19001, 20000, 20200]),
};

/**
 * Whether a port of a pod belongs to the mesh's own proxy (its metrics, health and administration) and not to the workload. A port that
 * another container declares is the workload's.
 */
export function isMeshPort(port: number, pod: MeshPod): boolean {
  const mesh = meshOf(pod);
  if (!mesh) return false;
  const declaring = pod.containers.filter((container) => container.ports.some(({ number }) => number === port));
  if (declaring.length > 0) return declaring.every((container) => sidecarOf(container) !== undefined);
  return ownPorts[mesh.kind]?.has(port) ?? false;
}

/**
 * Whether Cilium encrypts what goes from node to node, by the data of its ConfigMap kube-system/cilium-config. What stays on one node, and what
 * a pod on the host's network sends, it does not encrypt, and every pod can still connect.
 */
export function ciliumEncryption(config: Texts): Mesh | null {
  const key = ['enable-wireguard', 'enable-ipsec'].find((each) => config[each] === 'true');
  return key === undefined ? null : { kind: 'cilium-encryption', because: `${key} in ConfigMap kube-system/cilium-config` };
}
