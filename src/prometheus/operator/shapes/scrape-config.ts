import * as v from 'valibot';
import { attachMetadata, flag, list, metadata, optionalText, params, record, relabelings, text } from './common.ts';
import { credentialFields, proxied, safeTlsConfig } from './http.ts';
import { scrapeLimits } from './limits.ts';

const kubernetesSd = v.object({
  apiServer: optionalText,
  role: text,
  namespaces: v.nullish(v.object({ ownNamespace: flag, names: list(v.string(), 1000) })),
  attachMetadata,
  selectors: list(v.object({ role: text, label: optionalText, field: optionalText }), 100),
  tlsConfig: safeTlsConfig,
  ...credentialFields,
  ...proxied,
});
export type KubernetesSdConfig = v.InferOutput<typeof kubernetesSd>;

const staticConfig = v.object({ targets: list(v.string(), 5000), labels: v.optional(v.nullable(record(v.string()), {}), {}) });

const known = v.object({
  jobName: optionalText,
  staticConfigs: list(staticConfig, 500),
  kubernetesSDConfigs: list(kubernetesSd, 100),
  relabelings,
  metricsPath: optionalText,
  scrapeInterval: text,
  scrapeTimeout: text,
  params,
  scheme: optionalText,
  metricRelabelings: relabelings,
  scrapeClass: optionalText,
  nameValidationScheme: optionalText,
  enableHTTP2: flag,
  ...scrapeLimits,
  tlsConfig: safeTlsConfig,
  ...credentialFields,
  ...proxied,
});

/** The fields of discoveries that are set, besides static and Kubernetes ones: also those that later versions add. */
const otherDiscoveries = (spec: object): string[] =>
  Object.entries(spec)
    .filter(([field, value]) => /^[a-zA-Z0-9]{1,30}SDConfigs$/.test(field) && Array.isArray(value) && value.length > 0)
    .map(([field]) => field)
    .filter((field) => field !== 'kubernetesSDConfigs')
    .slice(0, 50);

/** ScrapeConfig (monitoring.coreos.com/v1alpha1); of other discoveries only the names of their fields are kept. */
export const scrapeConfigShape = v.object({
  metadata,
  spec: v.pipe(
    v.looseObject({}),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const read = v.safeParse(known, dataset.value);
      if (read.success) return { ...read.output, otherDiscoveries: otherDiscoveries(dataset.value) };
      addIssue({ message: read.issues[0].message });
      return NEVER;
    }),
  ),
});
export type ScrapeConfig = v.InferOutput<typeof scrapeConfigShape>;
