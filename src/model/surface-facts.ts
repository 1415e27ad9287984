import * as v from 'valibot';
import { leaf } from './fact.ts';

/** `surface` (target, observed, --http-surface): what else the port shows to anyone who asks. */
export const surfaceShape = v.object({
  exporter: v.string(), // as its own build_info names it; '' where it does not
  version: v.string(),
  go_version: v.string(), // "go1.26.8"
  paths: v.array(
    v.object({
      path: v.string(),
      what: v.picklist(['pprof', 'configuration', 'probe', 'reload']),
      status: leaf(v.number()), // HTTP status code; of /-/reload, which is never called, unknown
      open: leaf(v.boolean()), // it answers with what it is for, to a client without credentials (but for `with_client_certificate`)
    }),
  ),
  with_client_certificate: v.exactOptional(v.literal(true)), // asked with that of --client-cert: without one, the port answers nobody
});
export type Surface = v.InferOutput<typeof surfaceShape>;

/** `cost` (target, observed, --measure-cost): what TLS costs a scrape, as this vantage sees it. Medians of five, in milliseconds with fractions. */
export const costShape = v.object({
  path: v.string(), // that was requested
  handshake_ms: leaf(v.number()), // full, without TCP
  resumed_ms: leaf(v.nullable(v.number())), // null: the server resumes no session
  scrape_new_ms: leaf(v.number()), // with a new connection and a full handshake
  scrape_kept_ms: leaf(v.number()), // on a connection that is there
  chain_bytes: leaf(v.number()), // certificates, as served
  handshake_bytes: leaf(v.number()), // both directions, of a full one
  interval_seconds: v.nullable(v.number()), // of the scrapes; null: none is known
  per_day: leaf(v.nullable(v.object({ handshakes: v.number(), seconds: v.number(), bytes: v.number() }))), // if every scrape made a new handshake; null: no interval is known
  with_client_certificate: v.exactOptional(v.literal(true)), // measured with that of --client-cert: without one, the port answers nobody
});
export type Cost = v.InferOutput<typeof costShape>;
