import type { Configuration, ScrapeConfiguration } from './configuration.ts';
import type { Seen } from './watch.ts';

/** One target as a static one; what relabeling made of scheme, path and parameters stands in its labels. */
function staticTarget({ url, labels }: Seen): object {
  const { protocol, host, pathname, searchParams } = new URL(url);
  const address = /^https?:\/\/[^/]*:\d+\//i.test(url) && !/:\d+$/.test(host) ? `${host}:${protocol === 'https:' ? 443 : 80}` : host;
  const params = [...new Set(searchParams.keys())].map((name) => [`__param_${name}`, searchParams.get(name) ?? '']);
  const made = { __scheme__: protocol.slice(0, -1), __metrics_path__: decodeURI(pathname) };
  return { targets: [address], labels: { ...labels, ...made, ...Object.fromEntries(params.filter(([name = '']) => /^\w+$/.test(name))) } };
}

function withTargets(job: ScrapeConfiguration, seen: readonly Seen[]): ScrapeConfiguration {
  const { kubernetes_sd_configs: _discoveries, relabel_configs: _relabelings, ...rest } = job;
  return { ...rest, static_configs: seen.filter(({ pool }) => pool === job.job_name).map(staticTarget) };
}

/** The same jobs with the targets that another Prometheus found: Debian's is built without Kubernetes discovery. */
export const withoutDiscovery = (configuration: Configuration, seen: readonly Seen[]): Configuration => ({
  ...configuration,
  scrape_configs: configuration.scrape_configs.map((job) => withTargets(job, seen)),
});
