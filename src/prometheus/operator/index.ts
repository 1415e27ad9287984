export { annotationJobs } from './annotation-jobs.ts';
export type { AssetRef, AssetState, OperatorObjects, PublicKeys } from './objects.ts';
export { resolveMonitors } from './resolve.ts';
export { podMonitorShape, probeShape, serviceMonitorShape } from './shapes/monitors.ts';
export { prometheusShape } from './shapes/prometheus.ts';
export { scrapeConfigShape } from './shapes/scrape-config.ts';
