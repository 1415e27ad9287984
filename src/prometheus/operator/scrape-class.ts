import type { Instance } from './instance.ts';
import type { AttachMetadata } from './shapes/common.ts';
import type { SafeTlsConfig, TlsConfig } from './shapes/http.ts';
import type { ScrapeClass } from './shapes/prometheus.ts';

/** The scrape class that a monitor names, else the default one (promcfg.go, getScrapeClassOrDefault). */
export function scrapeClassOf(instance: Instance | null, name: string | null | undefined): ScrapeClass | null {
  const classes = instance?.spec.scrapeClasses ?? [];
  return classes.find((each) => each.name === (name ?? '')) ?? classes.find((each) => each.default === true) ?? null;
}

/** A merged tlsConfig; the references of `fromClass` are the scrape class's own. */
export interface MergedTls {
  readonly tls: TlsConfig | null;
  readonly fromClass: boolean;
  readonly caFileOfClass: boolean; // the file with the CA is the scrape class's own
}

const isZero = ({ ca, cert, ...rest }: SafeTlsConfig): boolean =>
  [ca.secret, ca.configMap, cert.secret, cert.configMap, ...Object.values(rest)].every((value) => (value ?? null) === null);

const refers = ({ secret, configMap }: TlsConfig['ca']): boolean => secret !== null || configMap !== null;

/**
 * A scrape class's tlsConfig is used whole where the endpoint has none; else it only fills in the files that the endpoint has neither as a file
 * nor as a reference (promcfg.go, mergeTLSConfigWithScrapeClass).
 */
export function mergeTls(endpoint: TlsConfig | null, scrapeClass: ScrapeClass | null): MergedTls {
  const files = scrapeClass?.tlsConfig;
  if (!endpoint) return { tls: files ?? null, fromClass: true, caFileOfClass: true };
  if (!files) return { tls: endpoint, fromClass: false, caFileOfClass: false };
  return {
    tls: {
      ...endpoint,
      caFile: endpoint.caFile || (refers(endpoint.ca) ? '' : files.caFile),
      certFile: endpoint.certFile || (refers(endpoint.cert) ? '' : files.certFile),
      keyFile: endpoint.keyFile || (endpoint.keySecret ? '' : files.keyFile),
    },
    fromClass: false,
    caFileOfClass: !endpoint.caFile && !refers(endpoint.ca),
  };
}

/** Of PodMonitors, Probes and ScrapeConfigs: there an empty tlsConfig is none. */
export const mergeSafeTls = (endpoint: SafeTlsConfig | null, scrapeClass: ScrapeClass | null): MergedTls =>
  mergeTls(endpoint && !isZero(endpoint) ? { ...endpoint, caFile: '', certFile: '', keyFile: '' } : null, scrapeClass);

export const attachesNode = (own: AttachMetadata, scrapeClass: ScrapeClass | null): boolean =>
  (own ?? scrapeClass?.attachMetadata)?.node === true;
