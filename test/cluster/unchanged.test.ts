import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { type Api, applyObjects, connectApi, kubectl } from './api.ts';
import { apiPort, serverOf } from './control-plane.ts';
import { adminCredentials } from './credentials.ts';
import { authorityObjects, createAuthority, httpsMonitor, mutualMonitor } from './fixtures/authority.ts';
import { type ExporterFixture, exporterFixture, nodeGo126, webConfig } from './fixtures/exporters.ts';
import { atMost, namespaceObject } from './fixtures/fixture.ts';
import { listening } from './network.ts';
import { isRunning, listenersOf, type Pod } from './pod.ts';
import { until } from './processes.ts';
import { scan } from './scan.ts';

/** A few workloads of several replicas, in a namespace that nobody else looks at. */
const namespace = 'unchanged';
const replicas = 4;
const names = ['plaintext', 'tls', 'expired', 'mutual'];
const kubeconfig = inject('kubeconfig');
let api: Api;

async function workloads(): Promise<object[]> {
  const authority = await createAuthority();
  const { right, wrong, clients } = authority;
  const mutual = { min_version: 'TLS13', client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'client-ca.crt' };
  const fixtures: Omit<ExporterFixture, 'expect'>[] = [
    { name: 'plaintext', monitor: {} },
    { name: 'tls', files: webConfig(right), monitor: httpsMonitor },
    { name: 'expired', files: webConfig(wrong.expired), monitor: httpsMonitor },
    { name: 'mutual', files: { ...webConfig(right, mutual), 'client-ca.crt': clients.certPem }, monitor: mutualMonitor },
  ];
  const expectation = { fails: [], versions: [], connections: atMost.ever };
  // Each on a port of its own: an address that has just been a pod's of another workload is given away within a second here.
  const made = fixtures.map((each, index) =>
    exporterFixture({ ...nodeGo126, namespace, port: 9100 + index }, { ...each, replicas, expect: expectation }),
  );
  return [...(await authorityObjects(authority, namespace)), ...made.flatMap(({ objects }) => objects)];
}

/** Until as many pods as wanted run and listen, and no others. */
const settled = (): Promise<void> =>
  until(
    'the pods to listen',
    async () => {
      const { items } = await api.get<{ items: Pod[] }>(`/api/v1/namespaces/${namespace}/pods`);
      const isListening = listening();
      const listens = (pod: Pod): boolean => isRunning(pod) && listenersOf(pod).every(({ ip, port }) => isListening(ip, port));
      return items.length === names.length * replicas && items.every(listens);
    },
    60,
  );

const scanned = async (): Promise<Report> => (await scan('--kubeconfig', kubeconfig, '--namespace', namespace, '--read-secrets')).report;

beforeAll(async () => {
  api = connectApi(adminCredentials({ dir: inject('dir'), server: serverOf(apiPort) }));
  await applyObjects(kubeconfig, [namespaceObject(namespace), ...(await workloads())]);
  await settled();
}, 120_000);

afterAll(async () => {
  await kubectl(kubeconfig, ['delete', 'namespace', namespace]);
  await api.close();
}, 60_000);

/** What a report says, without when and how fast it was seen. */
const said = ({ startedAt: _started, finishedAt: _finished, observations, ...report }: Report): object => ({
  ...report,
  observations: observations.map(({ target, address, connections }) => ({ target, address, connections })),
});

describe('an unchanged cluster', () => {
  it('is told alike by twenty scans', async () => {
    const first = said(await scanned());
    for (let time = 1; time < 20; time++) expect(said(await scanned())).toEqual(first);
  }, 200_000);
});

/** "rule endpoint", of what fails. */
const fails = ({ findings }: Report): string[] =>
  findings.filter(({ verdict }) => verdict === 'fail').map(({ rule, subject }) => `${rule} ${subject.id}`);
const podsOf = ({ observations }: Report): string[] => observations.map(({ pod }) => pod?.name ?? '');

/** New pods in the place of the old ones, a few at a time: it goes on while the scan runs. */
async function restart(): Promise<void> {
  await kubectl(kubeconfig, ['rollout', 'restart', 'deployment', '-n', namespace]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
}

describe('a rolling restart', () => {
  it('makes no scan invent a finding', async () => {
    const before = await scanned();
    const during: Report[] = [];
    const enough = new AbortController();
    const restarts = (async () => {
      while (!enough.signal.aborted) await restart();
    })();
    for (const end = Date.now() + 15_000; Date.now() < end;) during.push(await scanned());
    enough.abort();
    await restarts;
    await settled();
    const known = new Set([before, await scanned()].flatMap(fails));
    expect(known.size).toBeGreaterThan(0);
    expect(new Set(during.flatMap(podsOf)).size).toBeGreaterThan(2 * names.length * replicas);
    expect(during.flatMap(fails).filter((each) => !known.has(each))).toEqual([]);
  }, 120_000);
});
