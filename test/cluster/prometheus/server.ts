import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from '../processes.ts';
import { until } from '../processes.ts';
import type { Configuration } from './configuration.ts';

/** A target as Prometheus's API tells it (web/api/v1, /api/v1/targets). */
export interface ActiveTarget {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly lastScrape: string;
}
export interface DroppedTarget {
  readonly scrapePool?: string; // not told by 2.x
  readonly discoveredLabels: Readonly<Record<string, string>>;
}

export interface Prometheus {
  active(): Promise<readonly ActiveTarget[]>;
  dropped(): Promise<readonly DroppedTarget[]>;
  pools(): Promise<readonly string[]>; // that are loaded
  query(
    expression: string,
  ): Promise<readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[]>;
  stop(): void;
}

export interface PrometheusOptions {
  readonly name: string;
  readonly program: string;
  readonly dir: string;
  readonly port: number;
  readonly configuration: Configuration;
  readonly hosts?: Readonly<Record<string, string>>; // name → address, as cluster DNS would answer
  readonly flags?: readonly string[];
}

/** In a mount namespace of its own, /etc/hosts stands for the cluster's DNS. */
const withHosts = (file: string, argv: readonly string[]): string[] => [
  'unshare',
  '-m',
  'sh',
  '-c',
  `mount --bind ${file} /etc/hosts && exec "$@"`,
  'sh',
  ...argv,
];

/** Starts a Prometheus and waits until it is ready. */
export async function startPrometheus(options: PrometheusOptions, processes: Processes): Promise<Prometheus> {
  const { name, program, port, configuration, hosts = {}, flags = [] } = options;
  const dir = join(options.dir, name);
  mkdirSync(dir, { recursive: true });
  const [file, names] = [join(dir, 'prometheus.json'), join(dir, 'hosts')];
  writeFileSync(file, JSON.stringify(configuration, null, 1));
  writeFileSync(
    names,
    Object.entries({ localhost: '127.0.0.1', ...hosts })
      .map(([host, ip]) => `${ip} ${host}\n`)
      .join(''),
  );
  const listen = [`--web.listen-address=127.0.0.1:${port}`, `--storage.tsdb.path=${join(dir, 'data')}`];
  const child = processes.start({ name, argv: withHosts(names, [program, `--config.file=${file}`, ...listen, ...flags]) });
  const base = `http://127.0.0.1:${port}`;
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${base}/api/v1/${path}`);
    const { data } = (await answer.json()) as { data: T };
    return data;
  };
  await until(`${name} to be ready`, async () => {
    if (child.exitCode !== null) throw new Error(processes.log(name).slice(-2000));
    return (await fetch(`${base}/-/ready`)).ok;
  });
  return {
    active: async () => (await ask<{ activeTargets: ActiveTarget[] }>('targets?state=active')).activeTargets,
    dropped: async () => (await ask<{ droppedTargets: DroppedTarget[] }>('targets?state=dropped')).droppedTargets,
    pools: async () => (await ask<{ scrapePools: string[] }>('scrape_pools')).scrapePools,
    query: async (expression) => (await ask<{ result: never[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    stop: () => child.kill('SIGKILL'),
  };
}
