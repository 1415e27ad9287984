import type { Origin } from '../model/origin.ts';
import {
  annotationJobs,
  resolveMonitors,
  type CaRef,
  type ClusterObjects,
  type Job,
  type Resolved,
  type ScrapeTarget,
} from '../prometheus/index.ts';
import { attribute, parseAddress } from './attribute.ts';
import type { Inventory } from './collect.ts';
import { annotatedTargets, createEvaluation } from './evaluation.ts';
import { annotationsField, controllerOf, originOf } from './owner.ts';
import type { DeclaredJob, ScrapeFinding } from './scrapes.ts';
import { inTurns } from './standing.ts';

/** A job with its targets. */
export interface JobTargets extends DeclaredJob {
  readonly targets: readonly ScrapeTarget[];
}

export interface Resolution {
  readonly resolved: Resolved;
  readonly jobs: readonly JobTargets[];
}

type Asset = NonNullable<Parameters<typeof resolveMonitors>[0]['asset']>;

/** What Prometheus Operator and the annotation convention make of the objects, and the targets of each job. `asset`: what they refer to. */
export function createResolver(inventory: Inventory): (asset?: Asset) => Resolution {
  const cluster = clusterObjects(inventory);
  const evaluate = createEvaluation(cluster);
  const targets = new Map<string, readonly ScrapeTarget[]>();
  const ofJob = (job: Job): readonly ScrapeTarget[] => {
    const key = `${job.id}|${job.prometheus ? `${job.prometheus.namespace}/${job.prometheus.name}` : ''}`;
    const known = targets.get(key) ?? evaluate(job);
    targets.set(key, known);
    return known;
  };
  const declaredBy = annotatedBy(inventory);
  const annotated = annotationJobs().map((job) => ({ job, declaredBy, targets: annotatedTargets(job, cluster) }));
  return (asset) => {
    const namespaces = inventory.namespaces.map(({ metadata: { name, labels } }) => ({ name, labels }));
    const unreadable = { ...inventory.operator.unreadable, namespaces: inventory.unreadable.namespaces };
    const resolved = resolveMonitors({ ...inventory.operator, unreadable, namespaces, originOf: originOfMonitor, ...(asset && { asset }) });
    const declared = resolved.jobs.map((job) => ({
      job,
      declaredBy: () => ({ id: job.id, source: job.source, field: job.field }),
      targets: ofJob(job),
    }));
    return { resolved, jobs: [...declared, ...annotated] };
  };
}

function originOfMonitor(kind: string, metadata: Parameters<NonNullable<Parameters<typeof resolveMonitors>[0]['originOf']>>[1]): Origin {
  const annotations = Object.fromEntries(Object.entries(metadata.annotations ?? {}));
  return originOf(kind, { ...metadata, labels: metadata.labels ?? {}, annotations });
}

const clusterObjects = ({ services, slices, pods, nodes, namespaces, ingresses, unreadable }: Inventory): ClusterObjects => ({
  services,
  slices,
  pods,
  nodes,
  namespaces,
  ingresses,
  unreadable,
});

/** An annotation is its Service's or its pod's: a pod's is written in its controller, since pod names change with every rollout. */
function annotatedBy({ services, pods }: Inventory): DeclaredJob['declaredBy'] {
  const servicesByKey = new Map(services.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
  const podsByUid = new Map(pods.map((each) => [each.metadata.uid, each]));
  return ({ discovered: { labels, pod: named } }) => {
    const namespace = labels.get('__meta_kubernetes_namespace') ?? '';
    const service = servicesByKey.get(`${namespace}/${labels.get('__meta_kubernetes_service_name') ?? ''}`);
    if (service) {
      const id = `annotation/${namespace}/${service.metadata.name}`;
      return { id, source: originOf('Service', service.metadata), field: 'metadata.annotations' };
    }
    const pod = podsByUid.get(named?.uid ?? '');
    const source = pod ? controllerOf(pod) : { kind: 'Pod', namespace, name: labels.get('__meta_kubernetes_pod_name') ?? '' };
    return { id: `annotation/${source.namespace}/${source.kind}/${source.name}`, source, field: annotationsField(source.kind) };
  };
}

/**
 * What the jobs that reach an endpoint of this scan verify with and present: only that is read. Namespace by namespace in turns, since no more than
 * so many objects are read: none can use up what others need.
 */
export function referencesOf(jobs: readonly JobTargets[], { index, inScope }: Pick<ScrapeFinding, 'index' | 'inScope'>): readonly Job[] {
  const reaches = ({ declaredBy, targets }: JobTargets): boolean =>
    targets.some((target) => {
      const address = target.outcome === 'active' ? parseAddress(target.address, target.scheme) : null;
      if (!address) return false;
      const led = attribute({ discovered: target.discovered, address, namespace: declaredBy(target).source.namespace }, index);
      if (led.to === 'pod') return inScope({ pod: led.pod });
      return led.to === 'backends'
        ? led.backends.some(({ backend }) => inScope({ service: backend.claim.service, pod: backend.pod }))
        : led.to === 'claimed' && inScope({ source: declaredBy(target).source });
    });
  const referring = jobs.filter((each) => each.job.scheme === 'https' || hasReference(each.job)).filter(reaches);
  return inTurns(
    referring.map(({ job }) => withoutOthersSecrets(job)),
    ({ source }) => source.namespace,
  );
}

/**
 * A file of Prometheus may be a Secret of its namespace: whoever writes a monitor in another one may name it, and has Prometheus use it, but does
 * not make anybody read it. What its scrape class names is its own word.
 */
const withoutOthersSecrets = (job: Job): Job => ({
  ...job,
  ca: ownSecrets(job.ca),
  certificate: ownSecrets(job.certificate),
  key: ownSecrets(job.key),
});

function ownSecrets(ref: CaRef): CaRef {
  if (ref.ofPrometheus) return ref;
  const behind = ref.behind?.filter(({ from, namespace }) => from !== 'secret' || namespace === ref.namespace);
  return behind ? { ...ref, behind } : ref;
}

const hasReference = ({ ca, certificate, key }: Job): boolean => [ca, certificate, key].some(isReference);
const isReference = ({ from }: CaRef): boolean => from !== 'none';
