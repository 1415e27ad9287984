import type { ReasonCode } from '../model/reason.ts';
import type { Address, Proof } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { contains, parseIp, sameIp, type Cidr, type Ip } from './ip.ts';
import type { Node, Pod, Service, Slice, SliceEndpoint } from './objects.ts';
import { specialAddress } from './special.ts';

/** An address that a slice of a Service claims for it. A claim is what a tenant can write; it proves nothing by itself. */
export interface Claim {
  readonly service: Service;
  readonly slice: Slice;
  readonly endpoint: SliceEndpoint;
  readonly address: string;
}

/** What proofs are made from. */
export interface Evidence {
  readonly podsByUid: ReadonlyMap<string, Pod>;
  readonly podsByName: ReadonlyMap<string, Pod>; // "namespace/name"
  readonly podsUnreadable: string; // why, '' where they were read
  readonly nodes: ReadonlyMap<string, Node>; // by name
  readonly apiServer: readonly { readonly ip: Ip; readonly port: number }[]; // its own addresses
  readonly allowed: readonly Cidr[]; // --allow-cidr
}

/** Why something is not proven. */
export interface Unproven {
  readonly code: ReasonCode;
  readonly reason: string;
}

const unproven = (reason: string, code: ReasonCode = 'not-proven'): Proof => ({ proven: false, code, reason: clean(reason) });
const noPod = (reason: string, code: ReasonCode = 'not-proven'): Unproven => ({ code, reason });

/** The pod behind a claim, where the slice names it by UID in its own namespace and the address is one of its own; else why not. */
export function podOf({ service, slice, endpoint, address }: Claim, evidence: Evidence): { readonly pod: Pod } | Unproven {
  const reference = endpoint.targetRef;
  const named = `slice ${slice.metadata.name}`;
  if (!reference?.kind)
    return noPod(hasSelector(service) ? `${named} names no pod` : `the Service has no selector, and ${named} names no pod`);
  if (reference.kind !== 'Pod') return noPod(`${named} names a ${reference.kind}, not a pod`);
  if (reference.namespace && reference.namespace !== slice.metadata.namespace)
    return noPod(`${named} names a pod of another namespace, ${reference.namespace}`);
  if (evidence.podsUnreadable) return noPod(evidence.podsUnreadable, 'not-permitted');
  if (!reference.uid) return noPod(`${named} names pod ${reference.name} without its UID`);
  const pod = evidence.podsByUid.get(reference.uid);
  if (!pod || pod.metadata.namespace !== slice.metadata.namespace) {
    const other = evidence.podsByName.has(`${slice.metadata.namespace}/${reference.name}`);
    return noPod(`${named} names pod ${reference.name}${other ? ' by another UID' : ', which does not exist'}`);
  }
  const ip = parseIp(address);
  const own = ip !== null && pod.status.podIPs.some((each) => isSame(each, ip));
  return own ? { pod } : noPod(`${address} is not an address of pod ${reference.name}`);
}

const hasSelector = (service: Service): boolean => Object.keys(service.spec.selector ?? {}).length > 0;
const isSame = (text: string, ip: Ip): boolean => {
  const other = parseIp(text);
  return other !== null && sameIp(other, ip);
};

/** Whether the address of a pod may be dialled: it stands in the status of a running pod. */
export function provePod(pod: Pod, address: string, port: number, evidence: Evidence): Proof {
  return prove(address, port, evidence, () => {
    const { metadata, spec, status } = pod;
    if (isFinished(pod)) return unproven('the pod has finished', 'finished');
    if (metadata.deletionTimestamp) return unproven('the pod is being deleted', 'not-ready');
    if (status.phase !== 'Running') return unproven(`the pod is ${status.phase || 'without a phase'}`, 'not-ready');
    if (!spec.hostNetwork) return { proven: true, by: `running pod ${metadata.namespace}/${metadata.name}` };
    const node = evidence.nodes.get(spec.nodeName);
    const own = node ? node.status.addresses.map((each) => each.address) : status.hostIPs;
    const ip = parseIp(address);
    if (!ip || !own.some((each) => isSame(each, ip))) return unproven(`${address} is not an address of node ${spec.nodeName}`);
    return { proven: true, by: `running hostNetwork pod ${metadata.namespace}/${metadata.name}` };
  });
}

export const isFinished = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';

/** Whether a claimed address without a pod may be dialled: only a node's own kubelet port, or what the user allowed. */
export function proveClaim(claim: Claim, port: number, { reason, code }: Unproven, evidence: Evidence): Proof {
  return prove(claim.address, port, evidence, () => {
    const reference = claim.endpoint.targetRef;
    const node = reference?.kind === 'Node' ? evidence.nodes.get(reference.name) : undefined;
    const ip = parseIp(claim.address);
    const own = node && ip && node.metadata.uid === reference?.uid && node.status.addresses.some((each) => isSame(each.address, ip));
    if (own && node.status.daemonEndpoints?.kubeletEndpoint?.Port === port)
      return { proven: true, by: `kubelet port of node ${node.metadata.name}` };
    return unproven(reason, code);
  });
}

/** Whether an address that only a scrape claims may be dialled: only what the user allowed. */
export const proveNamed = ({ host, port }: Address, evidence: Evidence): Proof =>
  prove(host, port, evidence, () => unproven(`only a scrape names ${host}`));

/**
 * What holds for every address, around what is particular to this one. A range names loopback, metadata and their like only where it lies within
 * theirs: one that is given for the pods (100.64.0.0/10, say) may hold a metadata address too, and any tenant can claim that.
 */
function prove(address: string, port: number, evidence: Evidence, particular: () => Proof): Proof {
  if (address === '') return unproven('the pod has no address', 'not-ready');
  const ip = parseIp(address);
  if (!ip) return unproven(`${address} is not an IP address`);
  const isApiServer = evidence.apiServer.some((each) => each.port === port && sameIp(each.ip, ip));
  const special = specialAddress(ip);
  const alone = ip.family === 4 ? 32 : 128;
  const narrow = isApiServer ? alone : special ? (special.block.base.family === ip.family ? special.block.prefix : alone) : 0;
  const blocks = evidence.allowed.filter((cidr) => contains(cidr, ip));
  const block = blocks.find(({ prefix }) => prefix >= narrow);
  if (isApiServer && !block) return unproven("it is the API server's own address");
  const wide = blocks.length > 0 ? ', which only a range of such addresses names' : '';
  const proof = special ? unproven(`${address} is ${special.kind}${wide}`) : particular();
  return !proof.proven && block ? { proven: true, by: `--allow-cidr ${block.text}` } : proof;
}
