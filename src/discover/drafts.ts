import { isMeshPort, listensEverywhere, meshAt, recognise, type Catalogue, type MeshPod } from '../exporters/index.ts';
import { originText, type Origin } from '../model/origin.ts';
import type { Address, ExporterRef, Mesh, Scrape, ScrapeMember, Target } from '../model/subject.ts';
import { addressText } from '../model/subject.ts';
import type { ServiceBackend } from './backends.ts';
import type { NotProbedList } from './not-probed.ts';
import type { Pod, Service } from './objects.ts';
import { controllerOf, originOf } from './owner.ts';
import { proveClaim, proveNamed, provePod, type Evidence } from './proof.ts';

/** An endpoint while it is put together. */
export interface Draft {
  readonly id: string;
  readonly owner: Origin;
  readonly port: number;
  readonly exporter: ExporterRef | null;
  readonly members: Map<string, Member>; // by target id
  readonly scrapes: Map<string, DraftScrape>; // by what makes them different
  readonly unknown: Set<string>; // why its scrapes are not fully known
}

/** A scrape while its targets are put together. */
export interface DraftScrape {
  readonly scrape: Scrape;
  readonly prometheuses: Map<string, Origin>;
  readonly members: Map<string, ScrapeMember>;
}

export interface Member {
  readonly target: Target;
  readonly pod: Pod | null;
  readonly backend: ServiceBackend | null; // of a target without pod
}

export interface Drafts {
  readonly all: Map<string, Draft>; // by endpoint id
  /** The endpoint of a port of a pod, or of a Service without pods, where it was found. */
  known(object: Pod | Service, port: number): Draft | undefined;
  /** The endpoint of a port of a pod, with the pod among its targets; undefined beyond the bounds. */
  ofPod(pod: Pod, port: number): Draft | undefined;
  /** The endpoint of a port behind a Service: of the pod where there is one, else of the Service itself; undefined beyond the bounds. */
  ofBackend(backend: ServiceBackend, port: number): Draft | undefined;
  /** The endpoint of an address that nothing but this source claims. */
  ofClaim(source: Origin, address: Address): Draft | undefined;
}

/** A pod may declare 65,535 ports, and a slice written by hand holds 1,000 addresses: what is beyond is listed as not probed. */
const mostPorts = 100; // of one workload
const mostClaims = 1000; // addresses without a pod, of one port of a Service

/** What endpoints are made from. */
export interface DraftSources {
  readonly catalogue: Catalogue;
  readonly evidence: Evidence;
  readonly notProbed: NotProbedList;
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>; // none where they could not be read
  readonly encryption: Mesh | null; // what encrypts between the nodes of the whole cluster
}

export function createDrafts(sources: DraftSources): Drafts {
  const { catalogue, evidence, notProbed } = sources;
  const all = new Map<string, Draft>();
  const ports = new Map<string, number>(); // by owner
  const draftOf = (owner: Origin, port: number, exporter: () => ExporterRef | null): Draft | undefined => {
    const key = `${owner.namespace}/${owner.kind}/${owner.name}`;
    const id = `${key}:${port}`;
    const known = all.get(id);
    if (known) return known;
    const count = (ports.get(key) ?? 0) + 1;
    if (count > mostPorts) {
      notProbed.add(`${originText(owner)} port ${port}`, 'over-budget', `${mostPorts} other ports of it are looked at, and no more`);
      return undefined;
    }
    ports.set(key, count);
    const draft: Draft = { id, owner, port, exporter: exporter(), members: new Map(), scrapes: new Map(), unknown: new Set() };
    all.set(id, draft);
    return draft;
  };
  const ofPod = (pod: Pod, port: number): Draft | undefined => {
    if (isMeshPort(port, meshPodOf(pod, sources))) {
      notProbed.add(`${originText(controllerOf(pod))} port ${port}`, 'mesh-admin', "a port of the mesh's own proxy, not of the workload");
      return undefined;
    }
    const draft = draftOf(controllerOf(pod), port, () => recognise(catalogue, workloadOf(pod), port).exporter);
    if (draft) addMember(draft, podMember(draft.id, { pod, port }, sources));
    return draft;
  };
  const ofBackend = (backend: ServiceBackend, port: number): Draft | undefined => {
    if (backend.pod) return ofPod(backend.pod, port);
    const draft = draftOf(originOf('Service', backend.claim.service.metadata), port, () => null);
    if (draft && draft.members.size < mostClaims) addMember(draft, claimMember(draft.id, backend, port, evidence));
    else if (draft)
      notProbed.add(`${originText(draft.owner)} port ${port}`, 'over-budget', `it has more than ${mostClaims} addresses without a pod`);
    return draft;
  };
  const ofClaim = (source: Origin, address: Address): Draft | undefined => {
    const draft = draftOf(source, address.port, () => null);
    if (!draft) return undefined;
    const target = { id: `${draft.id}@${address.host}`, address, pod: null, proof: proveNamed(address, evidence) };
    if (draft.members.size < mostClaims) addMember(draft, { target, pod: null, backend: null });
    else
      notProbed.add(
        `${originText(source)} ${addressText(address)}`,
        'over-budget',
        `it has more than ${mostClaims} addresses without a pod`,
      );
    return draft;
  };
  const known = (object: Pod | Service, port: number): Draft | undefined => {
    const owner = 'status' in object && 'phase' in object.status ? controllerOf(object as Pod) : originOf('Service', object.metadata);
    return all.get(`${owner.namespace}/${owner.kind}/${owner.name}:${port}`);
  };
  return { all, known, ofPod, ofBackend, ofClaim };
}

export const workloadOf = (pod: Pod) => ({ labels: pod.metadata.labels, containers: pod.spec.containers });

function addMember(draft: Draft, member: Member): void {
  if (!draft.members.has(member.target.id)) draft.members.set(member.target.id, member);
}

const meshPodOf = ({ metadata, spec }: Pod, { namespaceLabels }: DraftSources): MeshPod => ({
  labels: metadata.labels,
  annotations: metadata.annotations,
  containers: spec.containers,
  hostNetwork: spec.hostNetwork,
  namespaceLabels: namespaceLabels.get(metadata.namespace) ?? {},
});

function podMember(endpoint: string, { pod, port }: { readonly pod: Pod; readonly port: number }, sources: DraftSources): Member {
  const { name, namespace, uid } = pod.metadata;
  const host = pod.status.podIPs[0] ?? '';
  const mesh = meshAt(port, meshPodOf(pod, sources)) ?? (pod.spec.hostNetwork ? null : sources.encryption);
  const everywhere = listensEverywhere(sources.catalogue, { ...workloadOf(pod), hostNetwork: pod.spec.hostNetwork }, port);
  const target: Target = {
    id: `${endpoint}@${name}`,
    address: host === '' ? null : { host, port },
    pod: { namespace, name, uid, node: pod.spec.nodeName },
    proof: provePod(pod, host, port, sources.evidence),
    ...(mesh && { mesh }),
    ...(everywhere !== null && { listensEverywhere: everywhere }),
  };
  return { target, pod, backend: null };
}

function claimMember(endpoint: string, backend: ServiceBackend, port: number, evidence: Evidence): Member {
  const { address: host, endpoint: claimed, slice } = backend.claim;
  const reference = claimed.targetRef?.kind === 'Pod' ? claimed.targetRef : null;
  const target: Target = {
    id: `${endpoint}@${host}`,
    address: { host, port },
    pod: reference && { namespace: slice.metadata.namespace, name: reference.name, uid: reference.uid, node: claimed.nodeName },
    proof: proveClaim(backend.claim, port, backend.noPod ?? { code: 'not-proven', reason: '' }, evidence),
  };
  return { target, pod: null, backend };
}
