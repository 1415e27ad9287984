import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { type Api, applyObjects, connectApi, kubectl } from './api.ts';
import { apiPort, serverOf } from './control-plane.ts';
import { adminCredentials } from './credentials.ts';
import { nodeGo126 } from './fixtures/exporters.ts';
import { atMost, namespaceObject } from './fixtures/fixture.ts';
import { plaintext } from './fixtures/toolkit.ts';
import { compactEtcd, startPagingProxy } from './paging-proxy.ts';
import { until } from './processes.ts';
import { observationsOf, scan } from './scan.ts';

/** Two thousand Services that all lead to the one exporter of their namespace. */
const namespace = 'many';
const count = 2000;
const exporter = plaintext({ ...nodeGo126, namespace });
const all = count + 1 + inject('fixtures').length; // the exporter's own Service, and the other fixtures'
const slicesPath = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=many`;
let api: Api;

const service = (index: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: `service-${index}`, labels: { many: '' } },
  spec: {
    clusterIP: 'None',
    selector: { 'app.kubernetes.io/instance': exporter.name },
    ports: [{ name: 'metrics', port: nodeGo126.port }],
  },
});

const listed = (report: Report, resource: string) => report.coverage.access.find((access) => access.resource === resource);
const isServicePage = (path: string): boolean => path.startsWith('/api/v1/services?');
const isFirstPage = (path: string): boolean => isServicePage(path) && !path.includes('continue=');

beforeAll(async () => {
  api = connectApi(adminCredentials({ dir: inject('dir'), server: serverOf(apiPort) }));
  await applyObjects(inject('kubeconfig'), [namespaceObject(namespace), ...exporter.objects]);
  await Promise.all(Array.from({ length: count }, (_, index) => api.post(`/api/v1/namespaces/${namespace}/services`, service(index))));
  const isComplete = async () => {
    const { items } = await api.get<{ items: { endpoints: unknown[] | null }[] }>(slicesPath);
    return items.filter((slice) => slice.endpoints?.length === 1).length === count;
  };
  await until('the slices of all Services', isComplete, 120);
}, 180_000);

afterAll(async () => {
  await kubectl(inject('kubeconfig'), ['delete', 'namespace', namespace]);
  await api.close();
});

it(`reads ${count} Services in pages of 500, all of them, and their exporter once`, async () => {
  const proxy = await startPagingProxy(inject('dir'), async () => {});
  const { report } = await scan('--kubeconfig', proxy.kubeconfig);
  const pages = proxy.paths.filter(isServicePage);
  await proxy.close();
  expect(listed(report, 'services')).toMatchObject({ outcome: 'listed', count: all + 1 }); // and the API server's own, which has no slice
  expect(listed(report, 'endpointslices.discovery.k8s.io')).toMatchObject({ outcome: 'listed', count: all });
  expect(pages).toHaveLength(Math.ceil((all + 1) / 500));
  expect(pages.map((path) => new URLSearchParams(path.split('?')[1]).get('limit'))).toEqual(pages.map(() => '500'));
  const observations = observationsOf(report, exporter.endpoint);
  expect(observations).toHaveLength(1);
  expect(observations[0]?.connections).toBeLessThanOrEqual(atMost.plaintext);
});

it('starts a list again that expires between two pages', async () => {
  let compacted = false;
  const proxy = await startPagingProxy(inject('dir'), async (path) => {
    if (compacted || !isFirstPage(path)) return;
    compacted = true;
    await compactEtcd();
  });
  const { report } = await scan('--kubeconfig', proxy.kubeconfig);
  await proxy.close();
  expect(proxy.paths.filter(isFirstPage)).toHaveLength(2);
  expect(listed(report, 'services')).toMatchObject({ outcome: 'listed', count: all + 1 });
  expect(observationsOf(report, exporter.endpoint)).toHaveLength(1);
});
