import type { ReasonCode } from '../model/reason.ts';
import type { Address } from '../model/subject.ts';
import { addressText } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { DiscoveredTarget } from '../prometheus/index.ts';
import { parseIp, sameIp, type Ip } from './ip.ts';
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
  readonly discovered: DiscoveredTarget; // before relabeling
  readonly address: Address; // after relabeling
  readonly namespace: string; // of the object that declares the scrape: what it may claim
}

export interface AttributionIndex {
  /** The backends of a Service that have this address: several pods on the network of one node share it. */
  backendsAt(namespace: string, service: string, host: string): readonly ServiceBackend[];
  readonly podsByUid: ReadonlyMap<string, Pod>;
  podsAt(ip: Ip): readonly Pod[];
  readonly services: ReadonlyMap<string, Service>; // "namespace/name"
  serviceAt(ip: Ip): Service | undefined; // by its cluster IP
  readonly backends: ReadonlyMap<string, readonly ServiceBackend[]>;
  isAllowed(ip: Ip): boolean; // by --allow-cidr
  readonly isWhole: boolean; // false: pods and Services of some namespaces only are known
}

/**
 * Whose address a scrape dials. What service discovery found is the pod's that it names, in the namespace where it found it, on a port that the
 * pod or a slice of its Service declares. What only a relabeling, a Probe or a ScrapeConfig claims is believed of pods and Services in the
 * claimant's own namespace.
 */
export const attribute = (claimed: Claimed, index: AttributionIndex): Attribution =>
  discoveredAt(claimed, index) ?? claimedAt(claimed, index);

const nothing = (reason: string, code: ReasonCode = 'not-proven'): Attribution => ({ to: 'nothing', code, reason: clean(reason) });

/** What no object of the cluster has is outside of it, where all of it was looked at. */
const unknownTo = ({ isWhole }: AttributionIndex, text: string): Attribution =>
  isWhole ? nothing(`${text} of the cluster`, 'external') : nothing(`${text} of the namespaces that this scan is about`);

/** Null where it is not, or no longer, what service discovery found: labels that a static configuration brings are its own claims. */
function discoveredAt({ discovered, address, namespace }: Claimed, index: AttributionIndex): Attribution | null {
  const { labels, pod: named, written } = discovered;
  const before = parseAddress(labels.get('__address__') ?? '');
  if (written === true || !before || !sameHost(before.host, address.host)) return null;
  const own = labels.get('__meta_kubernetes_namespace') ?? '';
  const { host, port } = address;
  const behind = index.backendsAt(own, labels.get('__meta_kubernetes_service_name') ?? '', host);
  const backend = behind.find((each) => named !== null && each.pod?.metadata.uid === named.uid) ?? behind[0];
  const pod = backend ? backend.pod : podNamed(named, host, { own, index });
  if (!backend && !pod) return parseIp(host) ? null : serviceNamed(address, own, { own: namespace, index });
  const offered = backend?.slicePorts.some((each) => each.port === port) === true || (pod !== null && declares(pod, port));
  // On the network of a node, every port of the node is at the address of the pod.
  if ((own !== namespace || pod?.spec.hostNetwork === true) && !offered)
    return nothing(`no object of namespace ${own} declares port ${port}: only the scrape claims it`);
  if (backend) return { to: 'backends', backends: [{ backend, port }] };
  return pod && { to: 'pod', pod, port };
}

interface Within {
  readonly own: string;
  readonly index: AttributionIndex;
}

/** What a slice says of a pod holds in the slice's own namespace only, since whoever writes there writes it. */
function podNamed(named: DiscoveredTarget['pod'], host: string, { own, index }: Within): Pod | null {
  const pod = index.podsByUid.get(named?.uid ?? '');
  return pod && pod.metadata.namespace === own && pod.status.podIPs.some((each) => sameHost(each, host)) ? pod : null;
}

const declares = (pod: Pod, port: number): boolean =>
  pod.spec.containers.some((container) => container.ports.some((each) => each.number === port));

function sameHost(one: string, other: string): boolean {
  const [ip, more] = [parseIp(one), parseIp(other)];
  return ip !== null && more !== null ? sameIp(ip, more) : one.toLowerCase() === other.toLowerCase();
}

function claimedAt({ address, namespace }: Claimed, index: AttributionIndex): Attribution {
  const ip = parseIp(address.host);
  if (!ip) return byName(address, { own: namespace, index });
  const pods = index.podsAt(ip);
  const own = pods.filter((pod) => pod.metadata.namespace === namespace);
  const pod = own.find((each) => declares(each, address.port)) ?? own.find((each) => !each.spec.hostNetwork);
  if (pod) return { to: 'pod', pod, port: address.port };
  if (index.isAllowed(ip)) return { to: 'claimed', address };
  const special = specialAddress(ip);
  if (special) return nothing(`${addressText(address)} is ${special.kind}, which nothing but the scrape names`);
  const service = index.serviceAt(ip);
  if (service) return behindService(service, address, { own: namespace, index });
  const other = pods[0];
  if (other)
    return nothing(`only the scrape says that ${addressText(address)}, of a pod in namespace ${other.metadata.namespace}, is its target`);
  return unknownTo(index, `${addressText(address)} belongs to no running pod`);
}

/**
 * "pgx.db.svc.cluster.local", "pgx.db.svc", "pgx.db": names of Services, as the DNS of a cluster whose domain is the usual one has them. What
 * stands below another domain may be anyone's.
 */
const serviceName = /^([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\.([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)(?:\.svc(?:\.cluster\.local\.?)?)?$/;

function serviceOf({ host }: Address, index: AttributionIndex): Service | undefined {
  const [, name = '', namespace = ''] = serviceName.exec(host.toLowerCase()) ?? [];
  return index.services.get(`${namespace}/${name}`);
}

/** Role service finds the names of Services: null where the name is no longer that of one in the namespace where it was found. */
function serviceNamed(address: Address, found: string, within: Within): Attribution | null {
  const service = serviceOf(address, within.index);
  if (!service || service.metadata.namespace !== found) return null;
  const led = behindService(service, address, { ...within, own: found });
  if (led.to !== 'backends' || found === within.own) return led;
  const backends = led.backends.filter(({ backend, port }) => backend.slicePorts.some((each) => each.port === port));
  return backends.length > 0 ? { to: 'backends', backends } : null;
}

function byName(address: Address, within: Within): Attribution {
  const service = serviceOf(address, within.index);
  if (!service) return unknownTo(within.index, `${addressText(address)} is the name of no Service`);
  return behindService(service, address, within);
}

/** What answers at a name or cluster IP of a Service. A headless one has the addresses of its pods, on whatever port is asked. */
function behindService(service: Service, address: Address, { own, index }: Within): Attribution {
  const key = serviceKey(service);
  const { type, clusterIP, ports } = service.spec;
  if (service.metadata.namespace !== own) return nothing(`only the scrape says that Service ${key}, of another namespace, is its target`);
  if (type === 'ExternalName') return nothing(`Service ${key} stands for ${service.spec.externalName}, outside of the cluster`, 'external');
  const all = index.backends.get(key) ?? [];
  const port = ports.find((each) => each.port === address.port && (each.protocol === '' || each.protocol === 'TCP'));
  if (clusterIP !== 'None' && !port) return nothing(`Service ${key} has no port ${address.port}`, 'no-endpoints');
  const backends =
    clusterIP === 'None'
      ? all.map((backend) => ({ backend, port: address.port }))
      : all.flatMap((backend) =>
          backend.slicePorts.filter((each) => each.name === port?.name).map((each) => ({ backend, port: each.port })),
        );
  return backends.length > 0 ? { to: 'backends', backends } : nothing(`Service ${key} has no address`, 'no-endpoints');
}

/** "10.0.0.7:9187", "[2001:db8::1]:9187", "pgx.db.svc:80"; null where it is none. Without a port, the scheme's own. */
export function parseAddress(text: string, scheme = 'http'): Address | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:/\s]{1,253}))(?::(\d{1,5}))?$/.exec(text);
  if (!match) return null;
  const [, bracketed, plain = '', digits] = match;
  const port = digits === undefined ? (scheme.toLowerCase() === 'https' ? 443 : 80) : Number(digits);
  return port >= 1 && port <= 65_535 ? { host: bracketed ?? plain, port } : null;
}
