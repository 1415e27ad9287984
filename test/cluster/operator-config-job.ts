import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Job } from '../../src/prometheus/job.ts';
import { relabelConfigOfFile } from '../../src/prometheus/relabel/index.ts';
import type { CaRef } from '../../src/prometheus/tls-config.ts';

/** A job and the operator's scrape configuration in one form, so that they can be compared. */

interface Discovery {
  readonly role: string;
  readonly namespaces?: { readonly names?: readonly string[]; readonly own_namespace?: boolean };
  readonly selectors?: readonly { readonly role: string; readonly label?: string; readonly field?: string }[];
  readonly attach_metadata?: { readonly node?: boolean };
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: readonly Discovery[];
  readonly static_configs?: readonly { readonly targets: readonly string[]; readonly labels?: Readonly<Record<string, string>> }[];
  readonly relabel_configs: readonly { readonly target_label?: string; readonly source_labels?: readonly string[] }[];
  readonly tls_config?: Readonly<Record<string, string | boolean>>;
  readonly proxy_url?: string;
  readonly [field: string]: unknown;
}

/** The scrape configurations of a Secret of the operator, by the names of their jobs. */
export function scrapeConfigs(packed: Buffer): Map<string, ScrapeConfig> {
  const { global, scrape_configs: configs } = parse(gunzipSync(packed).toString()) as {
    global: object;
    scrape_configs: ScrapeConfig[] | null;
  };
  return new Map((configs ?? []).map((config) => [config.job_name, { ...global, ...withoutZeros(config) }]));
}

/** A limit of zero is none: then that of the global section counts. */
const withoutZeros = (config: ScrapeConfig): ScrapeConfig =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== 0 && value !== '0')) as unknown as ScrapeConfig;

const limitFields = ['sample', 'target', 'label', 'label_name_length', 'label_value_length', 'body_size'].map((name) => `${name}_limit`);
const camelCase = (field: string): string => field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const isSharding = ({ target_label: target, source_labels: sources = [] }: ScrapeConfig['relabel_configs'][number]): boolean =>
  ['__tmp_hash', '__tmp_current_shard'].some((label) => target === label || sources.includes(label));

/** The operator's: without the relabelings of sharding, with Prometheus's defaults. */
export function fromOperator(config: ScrapeConfig, ownNamespace: string) {
  const tls = config.tls_config ?? {};
  const fields = ['basic_auth', 'oauth2', 'authorization', 'bearer_token', 'bearer_token_file'].filter((field) => field in config);
  const kinds: Readonly<Record<string, string>> = { basic_auth: 'basic-auth', oauth2: 'oauth2' };
  return {
    discoveries: [
      ...(config.static_configs ? [config.static_configs.map(({ targets, labels }) => ({ targets, labels: labels ?? {} }))] : []),
      ...(config.kubernetes_sd_configs ?? []).map((each) => ({
        role: each.role,
        namespaces: [...(each.namespaces?.own_namespace === true ? [ownNamespace] : []), ...(each.namespaces?.names ?? [])],
        selectors: (each.selectors ?? []).map(({ role, label = '', field = '' }) => ({ role, label, field })),
        node: each.attach_metadata?.node ?? false,
      })),
    ],
    relabelings: config.relabel_configs.filter((each) => !isSharding(each)).map(relabelConfigOfFile),
    scheme: config['scheme'] ?? 'http',
    path: config['metrics_path'] ?? '/metrics',
    params: config['params'] ?? {},
    interval: config['scrape_interval'],
    tls: {
      serverName: tls['server_name'] ?? '',
      insecureSkipVerify: tls['insecure_skip_verify'] ?? false,
      minVersion: tls['min_version'] ?? '',
      maxVersion: tls['max_version'] ?? '',
      files: ['ca_file', 'cert_file', 'key_file'].map((field) => tls[field] ?? ''),
    },
    credential: fields.map((field) => kinds[field] ?? 'bearer-token'),
    proxy: config.proxy_url?.replace('u:p@', '') ?? (config['proxy_from_environment'] === true ? 'from environment' : ''), // ours has no credentials
    followRedirects: config['follow_redirects'] ?? true,
    http2: config['enable_http2'] ?? true,
    fallbackProtocol: config['fallback_scrape_protocol'] ?? '',
    limits: Object.fromEntries(limitFields.filter((field) => field in config).map((field) => [camelCase(field), String(config[field])])),
  };
}

const fileOf = ({ from, namespace, name, key }: CaRef): string => {
  if (from === 'none' || from === 'file') return name;
  return `/etc/prometheus/certs/${from === 'secret' ? 0 : 1}_${namespace}_${name}_${key}`;
};

/** Ours. */
export function fromJob(job: Job) {
  return {
    discoveries: job.discoveries.flatMap<unknown>((each) => {
      if (each.kind === 'static') return [each.groups];
      if (each.kind === 'other') return [];
      return [{ role: each.role, namespaces: each.namespaces, selectors: each.selectors, node: each.attachMetadata.node }];
    }),
    relabelings: job.relabelings,
    scheme: job.scheme,
    path: job.path,
    params: job.params,
    interval: job.interval,
    tls: {
      serverName: job.tls.serverName,
      insecureSkipVerify: job.tls.insecureSkipVerify,
      minVersion: job.tls.minVersion ?? '',
      maxVersion: job.tls.maxVersion ?? '',
      files: [job.ca, job.certificate, job.key].map(fileOf),
    },
    credential: job.credential === 'none' ? [] : [job.credential],
    proxy: job.proxy,
    followRedirects: job.followRedirects,
    http2: job.http2 ?? true,
    fallbackProtocol: job.fallbackProtocol ?? '',
    limits: job.limits,
  };
}
