import * as v from 'valibot';
import { clean } from '../model/text.ts';
import { labelSelectorShape } from './label-selector.ts';

const printable = v.pipe(
  v.string(),
  v.transform((raw) => clean(raw)),
);
const text = v.nullish(v.string());
const key = v.nullish(v.object({ name: text, key: text }));
const source = v.nullish(v.object({ secret: key, configMap: key }));
const present = v.nullish(v.looseObject({}));

const tlsConfigShape = v.looseObject({
  ca: source,
  cert: source,
  keySecret: key,
  caFile: text,
  certFile: text,
  keyFile: text,
  serverName: text,
  insecureSkipVerify: v.nullish(v.boolean()),
});

const relabelingShape = v.object({ action: text, targetLabel: text, replacement: text, regex: text });

const endpointShape = v.object({
  port: text,
  targetPort: v.nullish(v.union([v.string(), v.number()])),
  path: text,
  scheme: text,
  tlsConfig: v.nullish(tlsConfigShape),
  bearerTokenFile: text,
  bearerTokenSecret: key,
  basicAuth: present,
  authorization: present,
  oauth2: present,
  relabelings: v.nullish(v.array(relabelingShape)),
});

/** The slim copy of a ServiceMonitor (monitoring.coreos.com/v1): what decides which targets are scraped, and how. */
export const serviceMonitorShape = v.object({
  metadata: v.object({
    name: printable,
    namespace: printable,
    uid: v.optional(v.string(), ''),
    labels: v.nullish(v.record(v.string(), v.string())),
    annotations: v.nullish(
      v.object({ 'meta.helm.sh/release-name': v.optional(v.string(), ''), 'argocd.argoproj.io/tracking-id': v.optional(v.string(), '') }),
    ),
  }),
  spec: v.object({
    selector: v.nullish(labelSelectorShape),
    namespaceSelector: v.nullish(v.object({ any: v.nullish(v.boolean()), matchNames: v.nullish(v.array(v.string())) })),
    endpoints: v.nullish(v.array(endpointShape)),
    scrapeClass: text,
  }),
});

export type ServiceMonitor = v.InferOutput<typeof serviceMonitorShape>;
export type MonitorEndpoint = v.InferOutput<typeof endpointShape>;
export type TlsConfig = v.InferOutput<typeof tlsConfigShape>;
