import { namespace, serverName } from './material.ts';

type MonitorKind = 'ServiceMonitor' | 'PodMonitor' | 'Probe' | 'ScrapeConfig';

/** One monitor, and what Prometheus makes of it: what Prometheus itself says must agree, so that a scenario is what it claims to be. */
export interface Scenario {
  readonly name: string; // of its monitor
  readonly kind: MonitorKind;
  readonly namespace?: string; // of its monitor; default `scrapes`
  readonly prometheus?: string; // the label by which a Prometheus selects it; default `main`
  readonly labels?: Readonly<Record<string, string>>; // instead of that label
  readonly spec: object;
  /**
   * `up`; `no target`; `rejected: ` and a part of the operator's reason; `not selected`; else a part of lastError. Several: of several targets.
   */
  readonly is: string | readonly string[];
  readonly targets?: number; // that are active; default 1, or as many as `is` lists
  readonly unknowable?: string; // why a scanner may not tell whether it succeeds; absent: it must
  readonly ledger?: string; // the entry of the ledger that stands for it, where that is not its monitor's
  readonly in2x?: 'up'; // instead of `is`, in Prometheus 2.42
}

type More = Partial<Omit<Scenario, 'name' | 'kind' | 'spec' | 'is'>>;

/** A ServiceMonitor of the Service `server`, with one endpoint on port `metrics` unless told otherwise. */
export function scrape(name: string, server: string, endpoint: object, is: Scenario['is'], more: More & { spec?: object } = {}): Scenario {
  const { spec, ...rest } = more;
  const monitor = { selector: { matchLabels: { server } }, endpoints: [{ port: 'metrics', ...endpoint }], ...spec };
  return { name, kind: 'ServiceMonitor', spec: monitor, is, ...rest };
}

/** The object of the API. */
export function monitorObject({
  name,
  kind,
  spec,
  prometheus = 'main',
  labels = { prometheus },
  namespace: own = namespace,
}: Scenario): object {
  const version = kind === 'ScrapeConfig' ? 'v1alpha1' : 'v1';
  return { apiVersion: `monitoring.coreos.com/${version}`, kind, metadata: { namespace: own, name, labels }, spec };
}

/** "ServiceMonitor/NAMESPACE/NAME" */
export const monitorId = ({ kind, name, namespace: own = namespace }: Scenario): string => `${kind}/${own}/${name}`;

/** The jobs' names in Prometheus, without their index. */
export const jobPrefix = ({ kind, name, namespace: own = namespace }: Scenario): string =>
  `${kind.charAt(0).toLowerCase()}${kind.slice(1)}/${own}/${name}`;

const fromConfigMap = (name: string, key = 'ca.crt') => ({ configMap: { name, key } });
export const secretKey = (name: string, key: string) => ({ secret: { name, key } });
export const ca = fromConfigMap('servers-ca');
export const caOf = fromConfigMap;
/** The endpoint of a monitor that verifies what it should, with more settings. */
export const https = (tls: object = {}, endpoint: object = {}) => ({ scheme: 'https', tlsConfig: { ca, serverName, ...tls }, ...endpoint });
/** `https` and only these TLS settings. */
export const httpsWith = (tlsConfig?: object, endpoint: object = {}) => ({ scheme: 'https', ...(tlsConfig && { tlsConfig }), ...endpoint });
export const clientCertificate = (name: string) => ({
  cert: { secret: { name: `client-${name}`, key: 'tls.crt' } },
  keySecret: { name: `client-${name}`, key: 'tls.key' },
});
/** Prometheus needs several scrapes until the documented text appears among those of a race: they come soon. */
export const often = { interval: '500ms', scrapeTimeout: '500ms' };
