import * as v from 'valibot';
import { ciliumEncryption, type Catalogue } from '../exporters/index.ts';
import { configMaps, namespaces as namespaceObjects, type KubeApi } from '../kube/index.ts';
import type { Origin } from '../model/origin.ts';
import type { Access, Report } from '../model/report.ts';
import type { Endpoint, Mesh, MonitorObject, NotProbed, Scrape } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { caText, type LabelSelector } from '../prometheus/index.ts';
import type { KeyPair } from '../model/attempt.ts';
import { outOfMode, type Leaf } from '../model/fact.ts';
import { assemble } from './assemble.ts';
import { indexAttribution } from './attribution-index.ts';
import { readAuthorities, type Authorities } from './authorities.ts';
import { backendsOf } from './backends.ts';
import { collect, type Inventory, type Misfit } from './collect.ts';
import { createDrafts } from './drafts.ts';
import { evidenceOf } from './evidence.ts';
import { indexServices } from './exposure.ts';
import { findRecognised } from './find.ts';
import type { Cidr } from './ip.ts';
import { monitorObjects } from './monitors.ts';
import { createNotProbed, type NotProbedList } from './not-probed.ts';
import { createResolver, referencesOf, type JobTargets, type Resolution } from './resolve.ts';
import { inScopeOf, scopeOf } from './scope.ts';
import { hasSay } from './standing.ts';
import { findScraped, noteUnfollowed, type ScrapeFinding } from './scrapes.ts';
import { noteExternal, noteUnsupported } from './unfollowed.ts';

export interface ClusterOptions {
  readonly api: KubeApi;
  readonly namespaces: readonly string[]; // none: all
  readonly selector: LabelSelector; // parseSelector reads kubectl's -l
  readonly allowed: readonly Cidr[]; // parseCidr reads --allow-cidr
  readonly guess: boolean; // probe what only a port name or number suggests
  readonly catalogue: Catalogue;
  readonly serverName: string; // --server-name, '' for none
  readonly readSecrets: boolean; // --read-secrets: by name, those that scrapes refer to
  readonly useScrapeCerts: boolean; // --use-scrape-certs: their keys too
}

/** What there is to audit, what there is besides, and how well the cluster could be read. */
export interface Discovery {
  readonly cluster: Report['provenance']['cluster']; // null without a cluster
  readonly user: string;
  readonly endpoints: readonly Endpoint[];
  readonly objects: readonly MonitorObject[]; // that declare scrapes
  readonly jobs: readonly { readonly id: string; readonly prometheus: Origin | null }[]; // that a Prometheus of the cluster has, as it names them
  readonly jobsUnknown: string; // why there may be others; '' where all was read
  /** The client certificate of a scrape and its key: unknown but with --use-scrape-certs. */
  keyPairOf(scrape: Scrape): Leaf<KeyPair>;
  readonly notProbed: readonly NotProbed[];
  readonly notProbedOmitted: number; // beyond the bound of the list
  readonly access: readonly Access[];
}

const mostNotProbed = 1000;

/**
 * Finds the metrics endpoints of a cluster: those that a monitor or an annotation makes a Prometheus scrape, and exporters that the catalogue
 * recognises. Rejects with a scan error where the cluster cannot be read at all.
 */
export async function discoverCluster(options: ClusterOptions): Promise<Discovery> {
  const { api, catalogue, namespaces } = options;
  const inventory = await collect(api, namespaces);
  const evidence = evidenceOf(inventory, api.access.server, options.allowed);
  const backends = backendsOf(inventory.services, inventory.slices, evidence);
  const notProbed = createNotProbed(mostNotProbed);
  const scope = scopeOf(inventory.services, inventory.pods, backends, options.selector);
  const namespaceLabels = new Map(inventory.namespaces.map(({ metadata }) => [metadata.name, metadata.labels]));
  const drafts = createDrafts({ catalogue, evidence, notProbed, namespaceLabels, encryption: await encryptionOf(api) });
  const known = { ...inventory, backends, allowed: options.allowed, isWhole: namespaces.length === 0 };
  const reach = { index: indexAttribution(known), inScope: inScopeOf(scope, namespaces) };
  const { resolved, jobs, authorities } = await resolveScrapes(inventory, reach, options);
  const lost = jobs.flatMap((each) => findScraped(each, each.targets, { ...reach, drafts, notProbed, authorities }));
  findRecognised({ scope, drafts, notProbed }, catalogue, options.guess);
  noteUnfollowed(lost, drafts);
  noteUnsupported(inventory, jobs, notProbed);
  noteExternal(scope, inventory, notProbed);
  const { services, slices } = inventory.unreadable;
  const unreadable = missingScrapes(inventory, notProbed);
  const endpoints = assemble(drafts, { index: indexServices(backends), notProbed, unreadable, serverName: options.serverName });
  const { cluster: name, server, context, user } = api.access;
  return {
    cluster: { name, uid: await clusterUid(api), server, context },
    user,
    endpoints,
    objects: objectsOf(resolved, jobs, {
      ...options,
      unreadable: [services, slices, inventory.unreadable.pods].filter(Boolean).join('; '),
    }),
    jobs: resolved.jobs.map(({ id, prometheus }) => ({ id, prometheus })),
    jobsUnknown: [
      inventory.unreadable.monitors,
      inventory.operator.unreadable.prometheuses,
      ...inventory.misfits.slice(0, 1).map(notUnderstood),
    ]
      .filter(Boolean)
      .join('; '),
    keyPairOf: keyPairs(jobs, authorities),
    ...notProbed.end(),
    access: inventory.access,
  };
}

/**
 * By who declares a scrape, and what it says of its certificate and key: the key itself is nowhere else than behind this. Two namespaces may name the
 * same file of Prometheus, and not both of them are given what is in it.
 */
function keyPairs(jobs: readonly JobTargets[], authorities: Authorities): Discovery['keyPairOf'] {
  const known = new Map(jobs.map(({ job }) => [keyPairId(job.source, caText(job.certificate), caText(job.key)), job]));
  return ({ source, tls: { certificate } }) => {
    const job = certificate && known.get(keyPairId(source, certificate.ref, certificate.keyRef ?? ''));
    return job ? authorities.keyPair(job.certificate, job.key) : outOfMode('the scrape has no client certificate that is known');
  };
}

const keyPairId = ({ namespace }: Origin, certificate: string, key: string): string => JSON.stringify([namespace, certificate, key]);

const notUnderstood = ({ kind, namespace, name }: Misfit): string => `${kind} ${namespace}/${name} is not understood`;

/**
 * Why scrapes of a namespace's endpoints may be missing: what could not be listed; and of objects that are not understood, those that have a say in
 * the endpoint. All of these stand in the ledger.
 */
function missingScrapes({ unreadable, misfits, operator }: Inventory, notProbed: NotProbedList): (namespace: string) => readonly string[] {
  for (const misfit of misfits)
    notProbed.add(
      `${misfit.kind} ${misfit.namespace}/${misfit.name}`,
      'not-understood',
      'it is beyond the bounds of what is read of such an object',
    );
  const everywhere = [unreadable.monitors, unreadable.services, unreadable.slices].filter(Boolean);
  const prometheuses = [...operator.prometheuses, ...operator.agents].map(({ metadata: { name, namespace } }) => ({
    kind: '',
    namespace,
    name,
  }));
  return (namespace) => {
    const saying = misfits.filter((misfit) => hasSay(misfit, { kind: '', namespace, name: '' }, prometheuses));
    return [...everywhere, ...saying.slice(0, 3).map(notUnderstood)];
  };
}

/** Objects that declare scrapes are judged where the scan is about whole namespaces. */
const objectsOf = (
  { monitors }: Resolution['resolved'],
  jobs: readonly JobTargets[],
  { selector, namespaces, unreadable }: ClusterOptions & { readonly unreadable: string },
): MonitorObject[] => (isEverything(selector) ? monitorObjects(monitors, jobs, { namespaces, unreadable }) : []);

const isEverything = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;

type Reach = Pick<ScrapeFinding, 'index' | 'inScope'>;

/** The jobs twice: once to learn what they refer to, and again with what was read of that. */
async function resolveScrapes(
  inventory: Inventory,
  reach: Reach,
  { api, readSecrets, useScrapeCerts }: ClusterOptions,
): Promise<Resolution & { readonly authorities: Authorities }> {
  const resolve = createResolver(inventory);
  const jobs = referencesOf(resolve().jobs, reach);
  const refs = jobs.flatMap(({ ca, certificate, key }) => [ca, certificate, key]);
  const authorities = await readAuthorities(api, refs, { readSecrets, keys: useScrapeCerts });
  return { ...resolve((ref) => authorities.asset(ref)), authorities };
}

const dataShape = v.object({ data: v.nullish(v.record(v.string(), v.string())) });

/** What Cilium's own configuration says; nothing where it may not be read, or where there is none. */
async function encryptionOf(api: KubeApi): Promise<Mesh | null> {
  const got = await api.get(configMaps, 'kube-system', 'cilium-config');
  const parsed = v.safeParse(dataShape, 'found' in got ? got.found : null);
  return parsed.success ? ciliumEncryption(parsed.output.data ?? {}) : null;
}

const uidShape = v.object({ metadata: v.object({ uid: v.string() }) });

/** The UID of the namespace kube-system stands for the cluster; '' where it may not be read. */
async function clusterUid(api: KubeApi): Promise<string> {
  const got = await api.get(namespaceObjects, '', 'kube-system');
  const parsed = v.safeParse(uidShape, 'found' in got ? got.found : null);
  return parsed.success ? clean(parsed.output.metadata.uid, 100) : '';
}
