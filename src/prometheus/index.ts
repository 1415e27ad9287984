export { labelNamesOf, targetsOf, type ClusterObjects } from './discovery/index.ts';
export type * from './job.ts';
export { readLabelSelector } from './label-selector-text.ts';
export { selects, type LabelSelector } from './label-selector.ts';
export {
  annotationJobs,
  podMonitorShape,
  probeShape,
  prometheusShape,
  resolveMonitors,
  scrapeConfigShape,
  serviceMonitorShape,
  type AssetRef,
  type AssetState,
  type OperatorObjects,
  type PublicKeys,
} from './operator/index.ts';
export { parseDuration } from './duration.ts';
export { createBudget, relabel, type Budget } from './relabel/index.ts';
export { caText, type CaRef } from './tls-config.ts';
