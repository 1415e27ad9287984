import * as v from 'valibot';
import type { Catalogue } from '../exporters/index.ts';
import { namespaces as namespaceObjects, type KubeApi } from '../kube/index.ts';
import type { Access, Report } from '../model/report.ts';
import type { Endpoint, MonitorObject, NotProbed } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { LabelSelector } from '../prometheus/index.ts';
import { assemble } from './assemble.ts';
import { readAuthorities } from './authorities.ts';
import { backendsOf } from './backends.ts';
import { collect } from './collect.ts';
import { createDrafts } from './drafts.ts';
import { evidenceOf } from './evidence.ts';
import { indexServices } from './exposure.ts';
import { findAnnotated, findMonitored, findRecognised, monitorsInScope, type Finding } from './find.ts';
import type { Cidr } from './ip.ts';
import { createNotProbed } from './not-probed.ts';
import { scopeOf } from './scope.ts';

export interface ClusterOptions {
  readonly api: KubeApi;
  readonly namespaces: readonly string[]; // none: all
  readonly selector: LabelSelector; // parseSelector reads kubectl's -l
  readonly allowed: readonly Cidr[]; // parseCidr reads --allow-cidr
  readonly guess: boolean; // probe what only a port name or number suggests
  readonly catalogue: Catalogue;
  readonly serverName: string; // --server-name, '' for none
}

/** What there is to audit, what there is besides, and how well the cluster could be read. */
export interface Discovery {
  readonly cluster: Report['provenance']['cluster']; // null without a cluster
  readonly user: string;
  readonly endpoints: readonly Endpoint[];
  readonly objects: readonly MonitorObject[]; // that declare scrapes
  readonly notProbed: readonly NotProbed[];
  readonly notProbedOmitted: number; // beyond the bound of the list
  readonly access: readonly Access[];
}

const mostNotProbed = 1000;

/**
 * Finds the metrics endpoints of a cluster: monitored ones, annotated ones, and exporters that the catalogue recognises. Rejects with
 * a scan error where the cluster cannot be read at all.
 */
export async function discoverCluster(options: ClusterOptions): Promise<Discovery> {
  const { api, catalogue, selector, allowed } = options;
  const inventory = await collect(api, options.namespaces);
  const evidence = evidenceOf(inventory, api.access.server, allowed);
  const backends = backendsOf(inventory.services, inventory.slices, evidence);
  const notProbed = createNotProbed(mostNotProbed);
  const scope = scopeOf(inventory.services, inventory.pods, backends, selector);
  const finding: Finding = {
    scope,
    backends,
    drafts: createDrafts(catalogue, evidence, notProbed),
    notProbed,
    slicesUnreadable: inventory.unreadable.slices,
    serviceUnknown: new Map(),
  };
  const monitored = monitorsInScope(inventory.monitors, scope);
  findMonitored(
    monitored,
    finding,
    await readAuthorities(
      api,
      monitored.map(({ scrape }) => scrape.ca),
    ),
  );
  findAnnotated(finding);
  findRecognised(finding, catalogue, options.guess);
  const { services, slices, monitors } = inventory.unreadable;
  const rest = {
    index: indexServices(backends),
    notProbed,
    serviceUnknown: finding.serviceUnknown,
    unreadable: [monitors, services, slices].filter(Boolean),
  };
  const endpoints = assemble(finding.drafts, { ...rest, serverName: options.serverName });
  const { cluster: name, server, context, user } = api.access;
  return {
    cluster: { name, uid: await clusterUid(api), server, context },
    user,
    endpoints,
    objects: [],
    ...notProbed.end(),
    access: inventory.access,
  };
}

const uidShape = v.object({ metadata: v.object({ uid: v.string() }) });

/** The UID of the namespace kube-system stands for the cluster; '' where it may not be read. */
async function clusterUid(api: KubeApi): Promise<string> {
  const got = await api.get(namespaceObjects, '', 'kube-system');
  const parsed = v.safeParse(uidShape, 'found' in got ? got.found : null);
  return parsed.success ? clean(parsed.output.metadata.uid, 100) : '';
}
