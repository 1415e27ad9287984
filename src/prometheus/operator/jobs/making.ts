import type { Origin } from '../../../model/origin.ts';
import type { Job } from '../../job.ts';
import type { Instance } from '../instance.ts';
import type { Metadata, NamespaceSelector } from '../shapes/common.ts';
import type { ScrapeClass } from '../shapes/prometheus.ts';
import type { Version } from '../../version.ts';

/** What a job of one monitor is made with. */
export interface Making {
  readonly instance: Instance | null; // null: no Prometheus is known
  readonly metadata: Metadata; // of the monitor
  readonly kind: string;
  readonly source: Origin;
  readonly scrapeClass: ScrapeClass | null;
  readonly uncertain: string;
}

/** A job; `refused`: why Prometheus does not load a configuration that has it, '' where nothing is seen that speaks against it. */
export interface MadeJob {
  readonly job: Job;
  readonly refused: string;
}

export const versionOf = ({ instance }: Making): Version | null => instance?.version ?? null;

/** The namespaces of a kubernetes_sd_config, none for all (promcfg.go, getNamespacesFromNamespaceSelector). */
export function namespacesOf({ instance, metadata }: Making, { any, matchNames }: NamespaceSelector): readonly string[] {
  if (instance?.spec.ignoreNamespaceSelectors === true) return [metadata.namespace];
  if (any === true) return [];
  return matchNames.length > 0 ? matchNames : [metadata.namespace];
}
