import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { knownOf } from '../../src/model/fact.ts';
import type { Http } from '../../src/model/facts.ts';
import { type Api, applyObjects, connectApi, kubectl } from './api.ts';
import { apiPort, serverOf } from './control-plane.ts';
import { adminCredentials } from './credentials.ts';
import { type Authority, authorityObjects, createAuthority, httpsMonitor, mutualMonitor } from './fixtures/authority.ts';
import { type ExporterFixture, exporterFixture, nodeGo126, webConfig } from './fixtures/exporters.ts';
import { atMost, namespaceObject } from './fixtures/fixture.ts';
import { createProcesses, type Processes, until } from './processes.ts';
import { readConfiguration } from './prometheus/configuration.ts';
import { startOperator, waitForConfigurations } from './prometheus/operator.ts';
import { type Prometheus, startPrometheus } from './prometheus/server.ts';
import { listening } from './network.ts';
import { listenersOf, type Pod } from './pod.ts';
import { scan } from './scan.ts';

/** A hundred exporters that answer three requests at once and one more every second, scraped every two seconds by a real Prometheus. */
const namespace = 'harm';
const replicas = 25;
const rateLimit = { rate_limit: { interval: '1s', burst: 3 } };
const dir = join(inject('dir'), namespace);
let api: Api;
let processes: Processes;
let prometheus: Prometheus;

function workloads({ right, clients }: Authority): Pick<ExporterFixture, 'name' | 'files' | 'monitor'>[] {
  const mutual = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'client-ca.crt' };
  const withClients = { 'client-ca.crt': clients.certPem };
  return [
    { name: 'plaintext', files: { 'web-config.yml': JSON.stringify(rateLimit) }, monitor: {} },
    { name: 'tls', files: webConfig(right, {}, rateLimit), monitor: httpsMonitor },
    {
      name: 'tls12-mutual',
      files: { ...webConfig(right, { ...mutual, max_version: 'TLS12' }, rateLimit), ...withClients },
      monitor: mutualMonitor,
    },
    {
      name: 'tls13-mutual',
      files: { ...webConfig(right, { ...mutual, min_version: 'TLS13' }, rateLimit), ...withClients },
      monitor: mutualMonitor,
    },
  ];
}

const selector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
const prometheusObject = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { namespace, name: namespace },
  spec: {
    replicas: 0,
    version: 'v3.16.0',
    scrapeInterval: '2s',
    scrapeTimeout: '2s',
    serviceMonitorSelector: {},
    serviceMonitorNamespaceSelector: selector,
  },
};

/** The values of a query, one for each target. */
const values = async (expression: string): Promise<number[]> => (await prometheus.query(expression)).map(({ value }) => Number(value[1]));
const isScraped = async (times: number): Promise<boolean> => {
  const counts = await values('count_over_time(up[10m])');
  return counts.length === 4 * replicas && counts.every((count) => count >= times);
};

beforeAll(async () => {
  mkdirSync(dir);
  const kubeconfig = inject('kubeconfig');
  api = connectApi(adminCredentials({ dir: inject('dir'), server: serverOf(apiPort) }));
  processes = createProcesses(dir);
  const authority = await createAuthority();
  const expectation = { fails: [], versions: [], connections: atMost.ever };
  const fixtures = workloads(authority).map((each) =>
    exporterFixture({ ...nodeGo126, namespace }, { ...each, replicas, expect: expectation }),
  );
  await applyObjects(kubeconfig, [namespaceObject(namespace), ...(await authorityObjects(authority, namespace))]);
  await applyObjects(kubeconfig, [...fixtures.flatMap(({ objects }) => objects), prometheusObject]);
  startOperator(inject('dir'), processes);
  await waitForConfigurations(api, namespace, [namespace]);
  const configuration = await readConfiguration(api, { namespace, name: namespace, dir, kubeconfig });
  const program = `${process.env['PGX_CLUSTER_BIN']}/prometheus`;
  await waitForPods();
  prometheus = await startPrometheus({ name: 'prometheus-harm', program, dir, port: 19092, configuration }, processes);
  await until('every target to be scraped three times', () => isScraped(3), 90);
}, 300_000);

/** Until all of them answer: Prometheus must never have met one that did not yet. */
const waitForPods = (): Promise<void> =>
  until(
    'a hundred exporters to listen',
    async () => {
      const { items } = await api.get<{ items: Pod[] }>(`/api/v1/namespaces/${namespace}/pods`);
      const isListening = listening();
      return items.length === 4 * replicas && items.flatMap(listenersOf).every(({ ip, port }) => isListening(ip, port));
    },
    120,
  );

afterAll(async () => {
  processes.stop();
  await kubectl(inject('kubeconfig'), ['delete', 'namespace', namespace]);
  await api.close();
}, 120_000);

it('costs no scrape, and nobody is answered 429', async () => {
  expect(Math.min(...(await values('min_over_time(up[10m])')))).toBe(1);
  const { report } = await scan('--kubeconfig', inject('kubeconfig'), '--namespace', namespace, '--read-secrets', '--use-scrape-certs');
  const scraped = Math.max(...(await values('count_over_time(up[10m])')));
  await until('two more scrapes of every target', () => isScraped(scraped + 2));
  const least = await values('min_over_time(up[10m])');
  expect(least).toHaveLength(4 * replicas);
  expect(Math.min(...least)).toBe(1);
  expect(report.observations).toHaveLength(4 * replicas);
  const statuses = report.observations.flatMap(({ facts }) => knownOf<Http>(facts, 'http')?.responses.map(({ status }) => status) ?? []);
  expect(statuses).not.toContain(429);
  expect(statuses).toContain(200);
  expect(report.scrapes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 * replicas }, () => 'up'));
});
