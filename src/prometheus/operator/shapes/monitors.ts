import * as v from 'valibot';
import {
  attachMetadata,
  flag,
  intOrString,
  list,
  metadata,
  namespaceSelector,
  optionalText,
  params,
  record,
  relabelings,
  selector,
  set,
  text,
} from './common.ts';
import { httpFields, proxied, proxyConfig, safeTlsConfig, tlsConfig } from './http.ts';
import { probeLimits, scrapeLimits } from './limits.ts';

/** Endpoints of one monitor that become jobs: one object may hold a hundred thousand, and each is a scrape of every target. */
export const mostEndpoints = 200;

const scrape = { interval: text, scrapeTimeout: text, relabelings, metricRelabelings: relabelings };
const endpoint = v.object({
  port: text,
  targetPort: intOrString,
  path: text,
  scheme: optionalText,
  params,
  filterRunning: flag,
  bearerTokenFile: text,
  tlsConfig,
  ...scrape,
  ...httpFields,
  ...proxied,
});
export type Endpoint = v.InferOutput<typeof endpoint>;

const podMetricsEndpoint = v.object({
  port: text,
  portNumber: v.nullish(v.number()),
  targetPort: intOrString,
  path: text,
  scheme: optionalText,
  params,
  filterRunning: flag,
  tlsConfig: safeTlsConfig,
  ...scrape,
  ...httpFields,
  ...proxied,
});
export type PodMetricsEndpoint = v.InferOutput<typeof podMetricsEndpoint>;

const monitor = {
  jobLabel: text,
  podTargetLabels: list(v.string(), 500),
  selector,
  selectorMechanism: optionalText,
  namespaceSelector,
  attachMetadata,
  scrapeClass: optionalText,
  ...scrapeLimits,
};

/** The slim copy of a ServiceMonitor (monitoring.coreos.com/v1): what decides which targets are scraped, and how. */
export const serviceMonitorShape = v.object({
  metadata,
  spec: v.object({
    ...monitor,
    endpoints: list(endpoint, 100_000),
    targetLabels: list(v.string(), 500),
    serviceDiscoveryRole: optionalText,
  }),
});
export type ServiceMonitor = v.InferOutput<typeof serviceMonitorShape>;

/** PodMonitor (monitoring.coreos.com/v1) */
export const podMonitorShape = v.object({
  metadata,
  spec: v.object({ ...monitor, podMetricsEndpoints: list(podMetricsEndpoint, 100_000) }),
});
export type PodMonitor = v.InferOutput<typeof podMonitorShape>;

const staticTargets = v.object({ static: list(v.string(), 5000), labels: set(record(v.string())), relabelingConfigs: relabelings });
const ingressTargets = v.object({ selector, namespaceSelector, relabelingConfigs: relabelings });

/** Probe (monitoring.coreos.com/v1): what is scraped is its prober. */
export const probeShape = v.object({
  metadata,
  spec: v.object({
    jobName: text,
    prober: v.optional(v.object({ url: text, scheme: optionalText, path: v.optional(v.string(), '/probe'), ...proxyConfig.entries }), {}),
    module: text,
    targets: v.optional(v.nullable(v.object({ staticConfig: set(staticTargets), ingress: set(ingressTargets) }), {}), {}),
    interval: text,
    scrapeTimeout: text,
    metricRelabelings: relabelings,
    scrapeClass: optionalText,
    params: list(v.object({ name: text, values: list(v.string(), 200) }), 200),
    tlsConfig: safeTlsConfig,
    ...httpFields,
    ...probeLimits,
  }),
});
export type Probe = v.InferOutput<typeof probeShape>;
