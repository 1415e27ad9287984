import type { AttributionIndex } from './attribute.ts';
import type { ServiceBackend } from './backends.ts';
import { contains, parseIp, type Cidr, type Ip } from './ip.ts';
import type { Pod, Service } from './objects.ts';
import { isFinished } from './proof.ts';

interface Known {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly backends: ReadonlyMap<string, readonly ServiceBackend[]>;
  readonly allowed: readonly Cidr[];
  readonly isWhole: boolean; // all namespaces were listed
}

/** Finds by address what scrapes lead to; built once, since there may be hundreds of thousands of targets. */
export function indexAttribution({ pods, services, backends, allowed, isWhole }: Known): AttributionIndex {
  const byClaim = new Map<string, ServiceBackend[]>();
  for (const [key, all] of backends)
    // A pod is the better answer, whoever else claims its address.
    for (const backend of [...all.filter((each) => each.pod), ...all.filter((each) => !each.pod)])
      append(byClaim, `${key}|${hostKey(backend.claim.address)}`, backend);
  const byIp = new Map<string, Pod[]>();
  for (const pod of pods.filter((each) => !isFinished(each))) for (const address of pod.status.podIPs) append(byIp, hostKey(address), pod);
  const byClusterIp = new Map(services.map((service) => [hostKey(service.spec.clusterIP), service]));
  return {
    backendsAt: (namespace, service, host) => byClaim.get(`${namespace}/${service}|${hostKey(host)}`) ?? [],
    podsByUid: new Map(pods.filter(({ metadata }) => metadata.uid !== '').map((pod) => [pod.metadata.uid, pod])),
    podsAt: (ip) => byIp.get(ipKey(ip)) ?? [],
    services: new Map(services.map((service) => [`${service.metadata.namespace}/${service.metadata.name}`, service])),
    serviceAt: (ip) => byClusterIp.get(ipKey(ip)),
    backends,
    isWhole,
    isAllowed: (ip) => allowed.some((cidr) => contains(cidr, ip)),
  };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

const ipKey = ({ family, value }: Ip): string => `${family}:${value}`;

/** The same for every way of writing an address. */
function hostKey(host: string): string {
  const ip = parseIp(host);
  return ip ? ipKey(ip) : host;
}
