import type { Origin } from '../model/origin.ts';
import { clean } from '../model/text.ts';
import type { Pod } from './objects.ts';

interface Meta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An object as the place to go and fix something. Names of Kubernetes objects are printable; they are cleaned all the same. */
export function originOf(kind: string, { name, namespace, uid, labels, annotations }: Meta): Origin {
  const managedBy = managerOf(labels, annotations);
  return {
    kind: clean(kind, 63),
    namespace: clean(namespace, 63),
    name: clean(name, 253),
    ...(uid && { uid: clean(uid, 100) }),
    ...(managedBy && { managedBy }),
  };
}

/** Kubernetes accepts any text as kind and name of an owner: what is none of a workload could pass for another object, or for a --target. */
const isWorkload = ({ kind, name }: Reference): boolean =>
  /^[A-Za-z][A-Za-z0-9-]{0,62}$/.test(kind) && kind !== 'address' && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name);

/**
 * The direct controller of a pod, as the workload that a person edits: ReplicaSet → its Deployment, Job → its CronJob, by name; no higher.
 * A static pod is the same manifest on every node: it stands for itself, without the node's name. A bare pod stands for itself.
 */
export function controllerOf(pod: Pod): Origin {
  const { metadata, spec } = pod;
  const reference = metadata.ownerReferences.find((each) => each.controller === true && isWorkload(each));
  const suffix = `-${spec.nodeName}`;
  if (reference?.kind === 'Node')
    return originOf('Pod', {
      ...metadata,
      name: metadata.name.endsWith(suffix) ? metadata.name.slice(0, -suffix.length) : metadata.name,
      uid: '',
    });
  if (!reference) return originOf('Pod', metadata);
  const { kind, name, uid } = workloadOf(reference, metadata.labels);
  return originOf(kind, { ...metadata, name, uid });
}

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

function workloadOf(reference: Reference, labels: Meta['labels']): Reference {
  const { kind, name } = reference;
  for (const [label, parent] of [
    ['pod-template-hash', 'Deployment'],
    ['rollouts-pod-template-hash', 'Rollout'],
  ] as const) {
    const hash = labels[label];
    if (kind === 'ReplicaSet' && hash && name.endsWith(`-${hash}`)) return { kind: parent, name: name.slice(0, -hash.length - 1), uid: '' };
  }
  const scheduled = kind === 'Job' ? scheduledName(name) : '';
  return scheduled ? { kind: 'CronJob', name: scheduled, uid: '' } : reference;
}

/** A CronJob names its Jobs after the scheduled time: minutes since the epoch, in seconds before Kubernetes 1.21. */
function scheduledName(job: string): string {
  const match = /^(.+)-(\d{8}|\d{10})$/.exec(job);
  const minutes = match?.[2]?.length === 10 ? Number(match[2]) / 60 : Number(match?.[2]);
  const plausible = minutes > 24_500_000 && minutes < 37_000_000; // 2016 to 2040: dates as 20240101 are not
  return plausible ? (match?.[1] ?? '') : '';
}

const named = (what: string, name: string | undefined): string => (name ? clean(`${what} ${name}`, 200) : '');

/** Who would undo a change made by hand: "Helm release pgx", "Argo CD application x", "Flux Kustomization x"; '' where nobody says so. */
function managerOf(labels: Meta['labels'], annotations: Meta['annotations']): string {
  const helm = labels['app.kubernetes.io/managed-by'] === 'Helm' || labels['heritage'] === 'Helm' || labels['helm.sh/chart'] !== undefined;
  return (
    named(
      'Argo CD application',
      labels['argocd.argoproj.io/instance'] ?? annotations['argocd.argoproj.io/tracking-id']?.split(':', 1)[0],
    ) ||
    named('Flux HelmRelease', labels['helm.toolkit.fluxcd.io/name']) ||
    named('Flux Kustomization', labels['kustomize.toolkit.fluxcd.io/name']) ||
    named(
      'Helm release',
      annotations['meta.helm.sh/release-name'] || (helm ? (labels['app.kubernetes.io/instance'] ?? labels['release']) : undefined),
    )
  );
}

/** Where the annotations of a controller's pods are written. */
export function annotationsField(kind: string): string {
  if (kind === 'Pod') return 'metadata.annotations';
  return kind === 'CronJob' ? 'spec.jobTemplate.spec.template.metadata.annotations' : 'spec.template.metadata.annotations';
}
