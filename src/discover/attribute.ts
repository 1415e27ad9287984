import type { ReasonCode } from '../model/reason.ts';
import type { Address } from '../model/subject.ts';
import { addressText } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { LabelSet } from '../prometheus/index.ts';
import { parseIp, type Ip } from './ip.ts';
import { serviceKey, type ServiceBackend } from './backends.ts';
import type { Pod, Service } from './objects.ts';
import { specialAddress } from './special.ts';

/** Where a scraped address leads. */
export type Attribution =
  | { readonly to: 'backends'; readonly backends: readonly { readonly backend: ServiceBackend; readonly port: number }[] }
  | { readonly to: 'pod'; readonly pod: Pod; readonly port: number }
  | { readonly to: 'claimed'; readonly address: Address } // an address that nothing proves, and --allow-cidr allows
  | { readonly to: 'nothing'; readonly code: ReasonCode; readonly reason: string };

/** What a scrape of one address says. */
export interface Claimed {
  readonly discovered: LabelSet; // before relabeling
  readonly pod: { readonly uid: string } | null; // that service discovery names
  readonly address: Address; // after relabeling
  readonly namespace: string; // of the object that declares the scrape: what it may claim
}

export interface AttributionIndex {
  backendOf(namespace: string, service: string, host: string): ServiceBackend | undefined;
  readonly podsByUid: ReadonlyMap<string, Pod>;
  podsAt(ip: Ip): readonly Pod[];
  readonly services: ReadonlyMap<string, Service>; // "namespace/name"
  readonly backends: ReadonlyMap<string, readonly ServiceBackend[]>;
  isAllowed(ip: Ip): boolean; // by --allow-cidr
}

/**
 * Whose address a scrape dials. What service discovery found is the pod's that it names; what only a relabeling, a Probe or a ScrapeConfig
 * claims is believed of pods and Services in the claimant's own namespace, and of a port that the pod itself declares.
 */
export function attribute(claimed: Claimed, index: AttributionIndex): Attribution {
  const before = parseAddress(claimed.discovered.get('__address__') ?? '');
  const found = before && before.host === claimed.address.host ? discoveredAt(claimed, before, index) : null;
  return found ?? claimedAt(claimed, index);
}

const nothing = (reason: string, code: ReasonCode = 'not-proven'): Attribution => ({ to: 'nothing', code, reason: clean(reason) });

function discoveredAt(
  { discovered, pod: named, address, namespace }: Claimed,
  before: Address,
  index: AttributionIndex,
): Attribution | null {
  const { host, port } = address;
  const own = discovered.get('__meta_kubernetes_namespace') ?? '';
  const backend = index.backendOf(own, discovered.get('__meta_kubernetes_service_name') ?? '', host);
  const pod = backend?.pod ?? (backend ? null : index.podsByUid.get(named?.uid ?? ''));
  if (port !== before.port && own !== namespace && !(pod && declares(pod, port)))
    return nothing(`relabelings make its port ${port}, which only they claim`);
  if (backend) return { to: 'backends', backends: [{ backend, port }] };
  return pod && hasAddress(pod, host) ? { to: 'pod', pod, port } : null;
}

const declares = (pod: Pod, port: number): boolean =>
  pod.spec.containers.some((container) => container.ports.some((each) => each.number === port));

const hasAddress = (pod: Pod, host: string): boolean => {
  const ip = parseIp(host);
  return pod.status.podIPs.some((each) => {
    const own = parseIp(each);
    return ip !== null && own !== null && own.family === ip.family && own.value === ip.value;
  });
};

function claimedAt({ address, namespace }: Claimed, index: AttributionIndex): Attribution {
  const ip = parseIp(address.host);
  if (!ip) return byName(address, namespace, index);
  const pods = index.podsAt(ip);
  const own = pods.filter((pod) => pod.metadata.namespace === namespace);
  const pod = own.find((each) => declares(each, address.port)) ?? own.find((each) => !each.spec.hostNetwork);
  if (pod) return { to: 'pod', pod, port: address.port };
  if (index.isAllowed(ip)) return { to: 'claimed', address };
  const special = specialAddress(ip);
  if (special) return nothing(`${addressText(address)} is ${special.kind}, which nothing but the scrape names`);
  const other = pods[0];
  if (other)
    return nothing(`only the scrape says that ${addressText(address)}, of a pod in namespace ${other.metadata.namespace}, is its target`);
  return nothing(`${addressText(address)} belongs to no running pod of the cluster`, 'external');
}

/** "pgx.db.svc.cluster.local", "pgx.db.svc", "pgx.db": names of Services, as the cluster's DNS has them; "pgx" in the namespace of Prometheus. */
const serviceName = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.([a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.svc(\.[a-z0-9.-]+)?)?\.?$/;

function byName(address: Address, namespace: string, index: AttributionIndex): Attribution {
  const [, name = '', , own = ''] = serviceName.exec(address.host) ?? [];
  const service = index.services.get(`${own}/${name}`);
  if (!service) return nothing(`${addressText(address)} is a name outside of the cluster, or of no Service of it`, 'external');
  if (own !== namespace) return nothing(`only the scrape says that Service ${own}/${name}, of another namespace, is its target`);
  const port = service.spec.ports.find((each) => each.port === address.port);
  if (!port) return nothing(`Service ${own}/${name} has no port ${address.port}`, 'no-endpoints');
  const backends = (index.backends.get(serviceKey(service)) ?? []).flatMap((backend) =>
    backend.slicePorts.filter((each) => each.name === port.name).map((each) => ({ backend, port: each.port })),
  );
  return backends.length > 0 ? { to: 'backends', backends } : nothing(`Service ${own}/${name} has no address`, 'no-endpoints');
}

/** "10.0.0.7:9187", "[2001:db8::1]:9187", "pgx.db.svc:80"; null where it is none. Without a port, the scheme's own. */
export function parseAddress(text: string, scheme = 'http'): Address | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:/\s]{1,253}))(?::(\d{1,5}))?$/.exec(text);
  if (!match) return null;
  const [, bracketed, plain = '', digits] = match;
  const port = digits === undefined ? (scheme === 'https' ? 443 : 80) : Number(digits);
  return port >= 1 && port <= 65_535 ? { host: bracketed ?? plain, port } : null;
}
