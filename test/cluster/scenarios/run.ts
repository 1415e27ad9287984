import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resolution } from '../../../src/discover/resolve.ts';
import type { Report } from '../../../src/model/report.ts';
import { type Api, kubectl } from '../api.ts';
import type { Processes } from '../processes.ts';
import { type Configuration, merge, readConfiguration } from '../prometheus/configuration.ts';
import { readRejections, startOperator, waitForConfigurations } from '../prometheus/operator.ts';
import { resolveCluster } from '../prometheus/ours.ts';
import { type DroppedTarget, startPrometheus } from '../prometheus/server.ts';
import { withoutDiscovery } from '../prometheus/without-discovery.ts';
import { type Seen, watchTargets } from '../prometheus/watch.ts';
import { scan } from '../scan.ts';
import { createScenarios } from './cluster.ts';
import { elsewhere, namespace } from './material.ts';
import { monitoring, prometheuses } from './prometheuses.ts';
import { type ServiceProxy, startServiceProxy } from './service-proxy.ts';
import type { Said } from './truth.ts';

export interface Place {
  readonly api: Api;
  readonly processes: Processes;
  readonly dir: string; // of the control plane's credentials
  readonly kubeconfig: string;
}

/** What everybody says of the same cluster. */
export interface Outcome {
  readonly rejections: ReadonlyMap<string, string>; // the operator's
  readonly current: Said & { readonly dropped: readonly DroppedTarget[] }; // Prometheus 3.16
  readonly debian: Said; // Prometheus 2.42
  readonly resolution: Resolution; // ours
  readonly report: Report; // ours
  readonly asked: Report; // ours again, with what Prometheus 3.16 says
}

const names = prometheuses.map(({ name, kind }) => (kind ? `agent/${name}` : name));
const least = { scrapes: 6, seconds: 12 } as const;

async function readConfigurations({ api, dir, kubeconfig }: Place): Promise<{ current: Configuration; debian: Configuration }> {
  const read = (name: string): Promise<Configuration> =>
    readConfiguration(api, { namespace: monitoring, name, dir: join(dir, 'scrapes', name.replace('/', '-')), kubeconfig });
  const [first, ...others] = await Promise.all(names.map(read));
  return { current: merge([first as Configuration, ...others]), debian: await read('debian') };
}

/** What a server says of a client certificate in TLS 1.3 races with its end of the connection. */
const raced = /certificate required|bad certificate|unknown certificate authority|expired certificate|PROTOCOL_ERROR/;
const isRaced = ({ errors }: Seen): boolean =>
  [...errors.keys()].some((error) => /broken pipe|connection reset|http2: client conn|use of closed/.test(error));

/** Every target was scraped a few times, and of those that show several texts the documented one, or forty were seen. */
const isEnough = (seen: readonly Seen[], active: number): boolean =>
  seen.length === active &&
  seen.every(
    (each) =>
      each.scrapes >= least.scrapes && (!isRaced(each) || each.scrapes >= 40 || [...each.errors.keys()].some((error) => raced.test(error))),
  );

async function runPrometheus(
  place: Place,
  options: { name: string; program: string; port: number; configuration: Configuration; hosts: ServiceProxy['hosts'] },
  meanwhile: () => Promise<Report | null> = () => Promise.resolve(null),
) {
  const prometheus = await startPrometheus({ ...options, dir: join(place.dir, 'scrapes') }, place.processes);
  // Discovery tells its targets within five seconds, and changes of them five seconds later.
  const started = Date.now();
  const seen = await watchTargets(prometheus, (all, active) => Date.now() - started > least.seconds * 1000 && isEnough(all, active), 60);
  const [pools, dropped] = [await prometheus.pools(), await prometheus.dropped()];
  const asked = await meanwhile();
  prometheus.stop();
  return { asked, jobs: options.configuration.scrape_configs.map(({ job_name: name }) => name), pools, seen, dropped };
}

/** Of a pod that has only just started nothing is said to fail, since it may not listen yet: the scan waits until the last is old enough. */
async function settled(api: Api): Promise<void> {
  const { items } = await api.get<{ items: readonly { status: { startTime?: string } }[] }>('/api/v1/pods');
  const newest = Math.max(...items.map(({ status }) => Date.parse(status.startTime ?? '') || 0));
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, newest + 31_000 - Date.now())));
}

/** Makes the scenarios, and lets the operator, both Prometheuses and the scanner say what they think of them. */
export async function runScenarios(place: Place): Promise<Outcome> {
  const { api, kubeconfig, processes } = place;
  mkdirSync(join(place.dir, 'scrapes'), { recursive: true });
  await createScenarios(place);
  startOperator(place.dir, processes);
  await waitForConfigurations(api, monitoring, [...names, 'debian']);
  const configurations = await readConfigurations(place);
  const rejections = await readRejections(api);
  await kubectl(kubeconfig, ['delete', 'prometheus', 'debian', '-n', monitoring]); // it is about the text of its errors only
  const resolution = await resolveCluster(api, { kubeconfig, namespaces: [namespace, elsewhere, monitoring] });
  const scope = [namespace, elsewhere, monitoring].flatMap((each) => ['-n', each]);
  await settled(api);
  const args = ['--kubeconfig', kubeconfig, '--read-secrets', '--use-scrape-certs', ...scope];
  const { report } = await scan(...args);
  const proxy = await startServiceProxy(api);
  const { hosts } = proxy;
  const program = `${process.env['PGX_CLUSTER_BIN']}/prometheus`;
  const asking = async (): Promise<Report> => (await scan(...args, '--prometheus-url', 'http://127.0.0.1:19090')).report;
  const options = { name: 'prometheus-3', program, port: 19090, configuration: configurations.current, hosts };
  const current = await runPrometheus(place, options, asking);
  const configuration = withoutDiscovery(configurations.debian, current.seen);
  const debian = await runPrometheus(place, { name: 'prometheus-2', program: '/usr/bin/prometheus', port: 19091, configuration, hosts });
  proxy.stop();
  return { rejections, current, debian, resolution, report, asked: current.asked ?? report };
}
