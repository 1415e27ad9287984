export { annotatedBy, annotationJobs } from './annotation-jobs.ts';
export { foreignKinds, type ForeignKind } from './foreign.ts';
export type { AssetRef, AssetState, Monitor, MonitorKind, OperatorObjects } from './objects.ts';
export { resolveMonitors } from './resolve.ts';
export { podMonitorShape, probeShape, serviceMonitorShape, type PodMonitor, type Probe, type ServiceMonitor } from './shapes/monitors.ts';
export { prometheusShape, type PrometheusObject } from './shapes/prometheus.ts';
export { scrapeConfigShape, type ScrapeConfig } from './shapes/scrape-config.ts';
