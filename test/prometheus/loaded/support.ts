import {
  attribute,
  parseLoaded,
  type Asked,
  type DeclaredJob,
  type DeclaredTarget,
  type LoadedTargets,
} from '../../../src/prometheus/loaded/index.ts';
import type { Origin } from '../../../src/model/origin.ts';
import { someScrape, someTarget } from '../../support/endpoint.ts';

/** An active target as /api/v1/targets writes it. */
export const active = (more: Record<string, unknown> = {}): object => ({
  discoveredLabels: {
    __address__: '10.244.0.5:9187',
    __meta_kubernetes_namespace: 'db',
    __meta_kubernetes_pod_name: 'pgx-0',
    __meta_kubernetes_pod_uid: 'uid-0',
    job: 'serviceMonitor/db/pgx/0',
  },
  labels: { instance: '10.244.0.5:9187', job: 'pgx' },
  scrapePool: 'serviceMonitor/db/pgx/0',
  scrapeUrl: 'https://10.244.0.5:9187/metrics',
  globalUrl: 'https://10.244.0.5:9187/metrics',
  lastError: '',
  lastScrape: '2026-11-23T04:34:36.560231595Z',
  lastScrapeDuration: 0.01,
  health: 'up',
  scrapeInterval: '30s',
  scrapeTimeout: '10s',
  ...more,
});

export const dropped = (address: string, pool = 'serviceMonitor/db/pgx/0'): object => ({
  discoveredLabels: { __address__: address, job: pool },
  scrapePool: pool,
});

interface Answer {
  readonly active?: readonly unknown[];
  readonly dropped?: readonly unknown[];
  readonly counts?: Readonly<Record<string, number>> | undefined;
  readonly name?: string;
  readonly reloadFailed?: boolean;
}

/** What a Prometheus says that has loaded the job of db/pgx, and others. */
export const loaded = ({
  active: up = [active()],
  dropped: down = [],
  counts = {},
  name = 'http://prometheus:9090',
  reloadFailed = false,
}: Answer = {}): LoadedTargets =>
  parseLoaded({
    name,
    targets: {
      status: 'success',
      data: { activeTargets: up, droppedTargets: down, droppedTargetCounts: { 'serviceMonitor/db/other/0': 0, ...counts } },
    },
    buildInfo: { status: 'success', data: { version: '3.16.0' } },
    runtimeInfo: { status: 'success', data: { reloadConfigSuccess: !reloadFailed } },
  });

export const prometheus = (name = 'main'): Origin => ({ kind: 'Prometheus', namespace: 'monitoring', name });

export const jobs = (...origins: readonly Origin[]): DeclaredJob[] =>
  (origins.length > 0 ? origins : [prometheus()]).flatMap((each) =>
    ['serviceMonitor/db/pgx/0', 'serviceMonitor/db/other/0'].map((id) => ({ id, prometheus: each })),
  );

export const asked = (answer: Answer = {}, declared: readonly DeclaredJob[] = jobs()): readonly Asked[] =>
  attribute([loaded(answer)], declared);

/** The target of db/pgx, scraped over https at 10.244.0.5:9187. */
export const declaredTarget = (scrape: Partial<DeclaredTarget['scrape']> = {}, host = '10.244.0.5', params = ''): DeclaredTarget => {
  const address = { host, port: 9187 };
  const target = someTarget({ address, pod: { namespace: 'db', name: 'pgx-0', uid: 'uid-0', node: 'n0' } });
  return { scrape: someScrape({ prometheus: [prometheus()], ...scrape }), target, member: { address, params } };
};
