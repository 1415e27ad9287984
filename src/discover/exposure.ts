import { grouped } from '../model/grouped.ts';
import type { Origin } from '../model/origin.ts';
import { serviceKey, type ServiceBackend } from './backends.ts';
import type { Draft, Member } from './drafts.ts';
import type { Service } from './objects.ts';
import { originOf } from './owner.ts';

interface Selecting {
  readonly service: Service;
  readonly portName: string;
}

/** Which Services lead to a port of a pod, or of an address. */
export type ServiceIndex = ReadonlyMap<string, readonly Selecting[]>;

export function indexServices(backends: ReadonlyMap<string, readonly ServiceBackend[]>): ServiceIndex {
  const leading = [...backends.values()]
    .flat()
    .flatMap(({ claim, pod, slicePorts }) =>
      slicePorts.map(({ name, port }) => ({ at: `${pod?.metadata.uid ?? claim.address}|${port}`, service: claim.service, portName: name })),
    );
  return grouped(leading, ({ at }) => at);
}

const selecting = ({ pod, target }: Member, port: number, index: ServiceIndex): readonly Selecting[] =>
  index.get(`${pod?.metadata.uid ?? target.address?.host ?? ''}|${port}`) ?? [];

/** The Services of an endpoint, each once. */
export function servicesOf(draft: Draft, index: ServiceIndex): readonly Origin[] {
  const found = [...draft.members.values()].flatMap((member) => selecting(member, draft.port, index).map((each) => each.service));
  return [...new Map(found.map((service) => [serviceKey(service), originOf('Service', service.metadata)])).values()];
}

/** How the port can be reached from outside of the cluster: "LoadBalancer db/pgx", "NodePort db/pgx:30187", "hostPort 9187", "hostNetwork". */
export function exposedBy(draft: Draft, index: ServiceIndex): readonly string[] {
  const ways = [...draft.members.values()].flatMap((member) => [
    ...selecting(member, draft.port, index).flatMap((each) => waysOf(each)),
    ...(member.pod?.spec.hostNetwork ? ['hostNetwork'] : hostPorts(member, draft.port)),
  ]);
  return [...new Set(ways)];
}

function waysOf({ service, portName }: Selecting): string[] {
  const { type, ports, externalIPs } = service.spec;
  const nodePort = ports.find((each) => each.name === portName)?.nodePort;
  return [
    ...(type === 'LoadBalancer' ? [`LoadBalancer ${serviceKey(service)}`] : []),
    ...((type === 'LoadBalancer' || type === 'NodePort') && nodePort ? [`NodePort ${serviceKey(service)}:${nodePort}`] : []),
    ...(externalIPs.length > 0 ? [`externalIPs ${serviceKey(service)}`] : []),
  ];
}

const hostPorts = ({ pod }: Member, port: number): string[] =>
  (pod?.spec.containers ?? []).flatMap((each) =>
    each.ports.filter((one) => one.number === port && one.hostPort > 0).map((one) => `hostPort ${one.hostPort}`),
  );
