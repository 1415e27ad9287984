import type { CaSource, Scrape } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { MonitorEndpoint, TlsConfig } from './service-monitor.ts';

/** Where the CA of a tlsConfig stands; `name` and `key` of a ConfigMap or Secret in the monitor's namespace, or the path of a file. */
export interface CaRef {
  readonly from: CaSource['from'];
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

export function caRef(tls: TlsConfig | null | undefined, namespace: string): CaRef {
  const { configMap, secret } = tls?.ca ?? {};
  if (configMap?.name) return { from: 'configmap', namespace, name: configMap.name, key: configMap.key ?? '' };
  if (secret?.name) return { from: 'secret', namespace, name: secret.name, key: secret.key ?? '' };
  if (tls?.caFile) return { from: 'file', namespace, name: tls.caFile, key: '' };
  return { from: 'none', namespace, name: '', key: '' };
}

/** "ConfigMap db/pgx-ca key ca.crt". */
export function caText({ from, namespace, name, key }: CaRef): string {
  if (from === 'none') return '';
  if (from === 'file') return `file ${clean(name, 300)} of Prometheus`;
  return clean(`${from === 'configmap' ? 'ConfigMap' : 'Secret'} ${namespace}/${name} key ${key}`, 600);
}

/** A tlsConfig with at least one setting: an empty object configures nothing. */
export const isConfigured = (tls: TlsConfig | null | undefined): boolean =>
  Object.values(tls ?? {}).some((value) => value !== undefined && value !== null && value !== '' && value !== false && !isEmpty(value));

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

export const hasClientCertificate = (tls: TlsConfig | null | undefined): boolean =>
  Boolean(tls?.certFile ?? tls?.cert?.secret?.name ?? tls?.cert?.configMap?.name);

export function credentialOf(endpoint: MonitorEndpoint): Scrape['credential'] {
  if (endpoint.basicAuth) return 'basic-auth';
  if (endpoint.oauth2) return 'oauth2';
  if (endpoint.authorization ?? endpoint.bearerTokenFile) return 'bearer-token';
  return endpoint.bearerTokenSecret?.name ? 'bearer-token' : 'none';
}

/** Why Prometheus Operator skips the whole monitor because of this endpoint; '' where it does not. */
export function rejection(endpoint: MonitorEndpoint): string {
  const tls = endpoint.tlsConfig;
  const credentials = [endpoint.basicAuth, endpoint.oauth2, endpoint.authorization, endpoint.bearerTokenSecret?.name].filter(Boolean);
  if (credentials.length > 1) return 'it sets several credentials';
  if (!tls) return '';
  const ca = tls.ca?.secret?.name ?? tls.ca?.configMap?.name;
  if (ca && tls.caFile) return 'its tlsConfig sets both ca and caFile';
  const certificate = tls.cert?.secret?.name ?? tls.cert?.configMap?.name;
  if (certificate && tls.certFile) return 'its tlsConfig sets both cert and certFile';
  const key = tls.keySecret?.name ?? tls.keyFile;
  if (hasClientCertificate(tls) !== Boolean(key)) return 'its tlsConfig sets a client certificate without its key, or the reverse';
  return '';
}
