import { recognise, type Catalogue } from '../exporters/index.ts';
import type { Origin } from '../model/origin.ts';
import type { ExporterRef, Scrape, Target } from '../model/subject.ts';
import type { ServiceBackend } from './backends.ts';
import type { Pod } from './objects.ts';
import { controllerOf, originOf } from './owner.ts';
import { proveClaim, provePod, type Evidence } from './proof.ts';

/** An endpoint while it is put together. */
export interface Draft {
  readonly id: string;
  readonly owner: Origin;
  readonly port: number;
  readonly exporter: ExporterRef | null;
  readonly members: Map<string, Member>; // by target id
  readonly scrapes: Map<string, Scrape>; // by scrape id
  readonly unknown: Set<string>; // why its scrapes are not fully known
}

export interface Member {
  readonly target: Target;
  readonly pod: Pod | null;
  readonly backend: ServiceBackend | null; // of a target without pod
}

export interface Drafts {
  readonly all: Map<string, Draft>; // by endpoint id
  /** The endpoint of a port of a pod, with the pod among its targets. */
  ofPod(pod: Pod, port: number): Draft;
  /** The endpoint of a port behind a Service: of the pod where there is one, else of the Service itself. */
  ofBackend(backend: ServiceBackend, port: number): Draft;
}

export function createDrafts(catalogue: Catalogue, evidence: Evidence): Drafts {
  const all = new Map<string, Draft>();
  const draftOf = (owner: Origin, port: number, exporter: () => ExporterRef | null): Draft => {
    const id = `${owner.namespace}/${owner.kind}/${owner.name}:${port}`;
    const draft = all.get(id) ?? { id, owner, port, exporter: exporter(), members: new Map(), scrapes: new Map(), unknown: new Set() };
    all.set(id, draft);
    return draft;
  };
  const ofPod = (pod: Pod, port: number): Draft => {
    const draft = draftOf(controllerOf(pod), port, () => recognise(catalogue, workloadOf(pod), port).exporter);
    addMember(draft, podMember(draft.id, pod, port, evidence));
    return draft;
  };
  const ofBackend = (backend: ServiceBackend, port: number): Draft => {
    if (backend.pod) return ofPod(backend.pod, port);
    const draft = draftOf(originOf('Service', backend.claim.service.metadata), port, () => null);
    addMember(draft, claimMember(draft.id, backend, port, evidence));
    return draft;
  };
  return { all, ofPod, ofBackend };
}

export const workloadOf = (pod: Pod) => ({ labels: pod.metadata.labels, containers: pod.spec.containers });

function addMember(draft: Draft, member: Member): void {
  if (!draft.members.has(member.target.id)) draft.members.set(member.target.id, member);
}

function podMember(endpoint: string, pod: Pod, port: number, evidence: Evidence): Member {
  const { name, namespace, uid } = pod.metadata;
  const host = pod.status.podIPs[0] ?? '';
  const target: Target = {
    id: `${endpoint}@${name}`,
    address: host === '' ? null : { host, port },
    pod: { namespace, name, uid, node: pod.spec.nodeName },
    proof: provePod(pod, host, port, evidence),
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
    proof: proveClaim(backend.claim, port, backend.noPod, evidence),
  };
  return { target, pod: null, backend };
}
