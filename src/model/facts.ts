import * as v from 'valibot';
import { leaf } from './fact.ts';

export * from './surface-facts.ts';
export * from './tls-facts.ts';

/**
 * The shapes of the fact groups that more than one room reads. A group that only rules read has its shape in its own probe,
 * reader or deriver. Times are ISO 8601 in UTC, code points are numbers, names are IANA's or the RFC's.
 */

/** `transport` (target, observed): the two questions that are always asked. */
export const transportShape = v.object({
  tls: leaf(v.boolean()), // answers a ClientHello with TLS
  plaintext: leaf(v.boolean()), // answers an HTTP request without TLS (a server that only says "this is an HTTPS port" does not)
  plaintext_refusal: v.exactOptional(v.string()), // of a `plaintext` that is false: "HTTP 400", "connection closed", "connection reset", "TLS"
});
export type Transport = v.InferOutput<typeof transportShape>;

/** `http` (target, observed): every request made, without credentials. */
export const httpShape = v.object({
  responses: v.array(
    v.object({
      path: v.string(),
      over: v.picklist(['tls', 'plaintext']),
      status: leaf(v.number()), // HTTP status code
      scheme: v.string(), // the authentication scheme of a 401's WWW-Authenticate ("Basic", "Bearer"), else ''
      metrics: leaf(v.boolean()), // the body is a Prometheus or OpenMetrics exposition
      location: v.string(), // of a redirect, which is never followed, else ''
      contentType: v.string(),
      empty: v.exactOptional(v.literal(true)), // answered 200 without a body: Prometheus takes it for no samples
    }),
  ),
});
export type Http = v.InferOutput<typeof httpShape>;
export type HttpResponse = Http['responses'][number];

/** `scrape` (scrape, declared): one effective scrape, as a rule sees it. */
export const scrapeShape = v.object({
  source: v.string(), // "ServiceMonitor db/pgx endpoints[0]"
  scheme: v.picklist(['http', 'https']),
  path: v.string(),
  server_name: v.string(), // tlsConfig.serverName, else ''
  tls_config: v.boolean(), // a tlsConfig with at least one setting is given
  skip_verify: v.boolean(), // insecureSkipVerify
  verifies: v.boolean(), // https, and not skip_verify
  credential: v.string(), // none | basic-auth | bearer-token | oauth2 | client-certificate
  ca: v.string(), // none | configmap | secret | file
  prometheus: v.string(), // "Prometheus monitoring/main", of several the first; '' where none is known
  proxy: v.string(), // '' for none
});
export type ScrapeFact = v.InferOutput<typeof scrapeShape>;

/** `exporter` (endpoint, declared): what the catalogue recognised. Absent where nothing was. */
export const exporterShape = v.object({ name: v.string(), kind: v.string(), costly: v.boolean() });
export type ExporterFact = v.InferOutput<typeof exporterShape>;

/** `exposure` (endpoint, declared): who can reach the port from outside the cluster. */
export const exposureShape = v.object({ external: v.boolean(), via: v.array(v.string()) });
export type Exposure = v.InferOutput<typeof exposureShape>;

/**
 * `outcome` (scrape, predicted): whether the scrape of this target succeeds, and what Prometheus shows as its lastError. Of a `succeeds` that is
 * true or unknown the texts are ''.
 */
export const outcomeShape = v.object({
  succeeds: leaf(v.boolean()),
  cause: v.string(), // an id of rules/scrape-errors.yaml
  error: v.string(), // Prometheus 3.x: the documented text, with this target's address and names
  errors: v.array(v.string()), // every text that this cause can show in 3.x, the documented one first
  error_2x: v.string(), // what Prometheus 2.42 shows first, '' where it is the same
  shown: v.string(), // what the scrape's own Prometheus shows, by its version; that of 3.x where it is not known
});
export type Outcome = v.InferOutput<typeof outcomeShape>;

/** `scrape_handshake` (scrape, observed): what came of presenting the scrape's own client certificate, as Prometheus would. */
export const scrapeHandshakeShape = v.object({
  accepted: leaf(v.boolean()), // the server took it
  refusal: v.string(), // how it did not: "alert 48 unknown_ca", "HTTP 400 …", '' where it did
  version: v.string(), // "TLSv1.3", '' where none was agreed on
  path: v.string(), // that was requested with it
  status: leaf(v.number()), // HTTP status code of the answer
  metrics: v.exactOptional(leaf(v.boolean())), // as in `http`; absent: the body was not looked at
  content_type: v.exactOptional(v.string()),
  location: v.exactOptional(v.string()), // of a redirect, which is never followed, else ''
});
export type ScrapeHandshake = v.InferOutput<typeof scrapeHandshakeShape>;

/** `state` (scrape, loaded): what Prometheus itself says of this target of the scrape. Texts are '' where it is not present. */
export const loadedShape = v.object({
  present: leaf(v.boolean()), // the scrape pool is loaded and has this target
  pool: leaf(v.boolean()), // the scrape pool is loaded
  missing: v.string(), // of a `present` that is false: the hop to blame, and where to look
  scheme: v.string(), // of its scrape URL
  url: v.string(), // without credentials
  differs: v.string(), // "scheme: declared https, loaded http"; '' where it does not
  health: v.string(), // up | down | unknown
  last_error: v.string(),
  explained: v.string(), // what the wire shows of a `last_error`
  agrees: leaf(v.boolean()), // with the prediction, on up and down
  disagreement: v.string(), // of an `agrees` that is false
});
export type Loaded = v.InferOutput<typeof loadedShape>;

/** `scraping` (endpoint, declared): who scrapes the endpoint. */
export const scrapingShape = v.object({
  scrapes: leaf(v.number()),
  schemes: v.array(v.string()), // that one target is scraped with, each once
  by: v.array(v.string()), // "ServiceMonitor db/pgx endpoints[0]"
});
export type Scraping = v.InferOutput<typeof scrapingShape>;

/** `monitor` (object, declared): what became of an object that declares scrapes. */
export const monitorShape = v.object({
  kind: v.string(),
  selected_by: leaf(v.array(v.string())), // "Prometheus monitoring/main"
  prometheuses: leaf(v.number()), // how many Prometheus objects there are
  rejections: leaf(v.array(v.string())), // the operator's reasons
  targets: leaf(v.number()), // after relabeling
  selects_nothing: v.string(), // why there are none
});
export type Monitor = v.InferOutput<typeof monitorShape>;
