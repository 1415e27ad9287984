import * as v from 'valibot';
import { mountFields } from '../../mounts.ts';
import { attachMetadata, flag, list, metadata, nullableSelector, optionalText, relabelings, text } from './common.ts';
import { classAuthorization, tlsConfig } from './http.ts';
import { globalLimits } from './limits.ts';

const scrapeClass = v.object({
  name: text,
  default: flag,
  tlsConfig,
  authorization: classAuthorization,
  relabelings,
  metricRelabelings: relabelings,
  attachMetadata,
  fallbackScrapeProtocol: optionalText,
});
export type ScrapeClass = v.InferOutput<typeof scrapeClass>;

const condition = v.object({ type: text, status: text, reason: text, message: text });
const excluded = v.object({ group: text, resource: text, namespace: text, name: text });
const sharding = v.nullish(v.object({ mode: optionalText, topology: v.nullish(v.object({ values: list(v.string(), 500) })) }));

/** Prometheus (monitoring.coreos.com/v1) and PrometheusAgent (v1alpha1, `mode`): what decides about the scrapes of monitors. */
export const prometheusShape = v.object({
  metadata,
  spec: v.object({
    mode: optionalText,
    version: text,
    paused: flag,
    serviceMonitorSelector: nullableSelector,
    serviceMonitorNamespaceSelector: nullableSelector,
    podMonitorSelector: nullableSelector,
    podMonitorNamespaceSelector: nullableSelector,
    probeSelector: nullableSelector,
    probeNamespaceSelector: nullableSelector,
    scrapeConfigSelector: nullableSelector,
    scrapeConfigNamespaceSelector: nullableSelector,
    scrapeInterval: v.optional(v.string(), '30s'),
    scrapeTimeout: text,
    scrapeClasses: list(scrapeClass, 200),
    arbitraryFSAccessThroughSMs: v.nullish(v.object({ deny: flag })),
    ignoreNamespaceSelectors: flag,
    enforcedNamespaceLabel: text,
    excludedFromEnforcement: list(excluded, 1000),
    serviceDiscoveryRole: optionalText,
    nameValidationScheme: optionalText,
    podTargetLabels: list(v.string(), 500),
    shardingStrategy: sharding,
    ...globalLimits,
    ...mountFields,
    apiserverConfig: v.nullish(v.object({ host: text })),
  }),
  status: v.nullish(v.object({ conditions: list(condition, 100) })),
});
export type PrometheusObject = v.InferOutput<typeof prometheusShape>;
