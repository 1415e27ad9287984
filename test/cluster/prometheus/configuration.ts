import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Api } from '../api.ts';
import { configurationKey, readSecrets, secretName } from './operator.ts';

/** What these tests read and change of a Prometheus configuration. */
export interface Configuration {
  global: Record<string, unknown>;
  scrape_configs: ScrapeConfiguration[];
  [key: string]: unknown;
}
export interface ScrapeConfiguration {
  job_name: string;
  kubernetes_sd_configs?: Record<string, unknown>[];
  [key: string]: unknown;
}

type Values = ReadonlyMap<string, Buffer>;

function writeFiles(dir: string, values: Values): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, value] of values) writeFileSync(join(dir, name), value);
}

interface ConfigMaps {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: Readonly<Record<string, string>> }[];
}

async function readConfigMaps(api: Api, namespace: string): Promise<[string, Values][]> {
  const { items } = await api.get<ConfigMaps>(`/api/v1/namespaces/${namespace}/configmaps`);
  return items.map(({ metadata, data = {} }) => [
    metadata.name,
    new Map(Object.entries(data).map(([name, text]) => [name, Buffer.from(text)])),
  ]);
}

/** The folders that the operator mounts into the pod: the TLS files of the monitors, and what the Prometheus object names. */
function writeMounts(dir: string, name: string, secrets: ReadonlyMap<string, Values>): void {
  for (const [secret, values] of secrets) {
    if (secret.startsWith(`${secretName(name)}-tls-assets`)) writeFiles(join(dir, 'certs'), values);
    else writeFiles(join(dir, 'secrets', secret), values);
  }
}

/**
 * The configuration that the operator made of a Prometheus object, as it runs outside of its pod: paths of mounts become folders under `dir`,
 * the reloader's variables are set, and discovery gets a kubeconfig.
 */
export async function readConfiguration(
  api: Api,
  of: { namespace: string; name: string; dir: string; kubeconfig: string },
): Promise<Configuration> {
  const secrets = await readSecrets(api, of.namespace);
  writeMounts(of.dir, of.name, secrets);
  for (const [map, values] of await readConfigMaps(api, of.namespace)) writeFiles(join(of.dir, 'configmaps', map), values);
  const packed = secrets.get(secretName(of.name))?.get(configurationKey) ?? Buffer.alloc(0);
  const text = gunzipSync(packed)
    .toString()
    .replaceAll('$(SHARD)', '0')
    .replaceAll('$(POD_NAME)', of.name)
    .replaceAll('/etc/prometheus/certs', join(of.dir, 'certs'))
    .replaceAll('/etc/prometheus/secrets', join(of.dir, 'secrets'))
    .replaceAll('/etc/prometheus/configmaps', join(of.dir, 'configmaps'));
  const configuration = parse(text) as Configuration;
  configuration.scrape_configs ??= [];
  for (const { kubernetes_sd_configs: discoveries = [] } of configuration.scrape_configs) {
    for (const discovery of discoveries) discovery['kubeconfig_file'] = of.kubeconfig;
  }
  return configuration;
}

/** One configuration with the jobs of several: one process then scrapes for all of them. */
export function merge([first, ...others]: readonly [Configuration, ...Configuration[]]): Configuration {
  return { ...first, scrape_configs: [...first.scrape_configs, ...others.flatMap((each) => each.scrape_configs)] };
}
