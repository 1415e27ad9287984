import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { applyObjects, kubectl, type KubeObject } from './api.ts';
import { namespaceObject } from './fixtures/fixture.ts';
import type { Pod } from './pod.ts';
import { scan } from './scan.ts';

/** An address that no pod has: what a tenant writes into a slice to make a scanner knock there. */
const elsewhere = { address: '10.244.255.1', port: 9100 };
const namespace = 'elsewhere';
let connections = 0;
let server: Server;

beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(elsewhere.port, elsewhere.address, resolve));
});

afterAll(async () => {
  server.close();
  await kubectl(inject('kubeconfig'), ['delete', 'namespace', namespace]);
});

const ports = [{ name: 'metrics', port: elsewhere.port, protocol: 'TCP' }];

/** A Service without selector, its slice written by hand, and a monitor that asks to scrape it. */
function handWritten(name: string, targetRef?: object): KubeObject[] {
  const metadata = { namespace, name, labels: { name } };
  const endpoint = { addresses: [elsewhere.address], conditions: { ready: true }, ...(targetRef && { targetRef }) };
  const labels = { 'kubernetes.io/service-name': name };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace, name, labels },
      addressType: 'IPv4',
      ports,
      endpoints: [endpoint],
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata,
      spec: { serviceDiscoveryRole: 'EndpointSlice', selector: { matchLabels: { name } }, endpoints: [{ port: 'metrics' }] }, // sees what has no Endpoints too
    },
  ];
}

/** A real pod of another namespace and one of the same, claimed as the owner of an address that is not theirs. */
async function claims(): Promise<object[]> {
  const { items } = JSON.parse(await kubectl(inject('kubeconfig'), ['get', 'pods', '-n', 'node-go126', '-o', 'json'])) as { items: Pod[] };
  const { name, uid } = items[0]?.metadata ?? {};
  return [
    { kind: 'Pod', namespace: 'node-go126', name, uid },
    { kind: 'Pod', namespace, name, uid },
  ];
}

it('never dials an address that only a hand-written slice names', async () => {
  const forged = (await claims()).flatMap((claim, index) => handWritten(`claims-a-pod-${index}`, claim));
  await applyObjects(inject('kubeconfig'), [namespaceObject(namespace), ...handWritten('without-a-pod'), ...forged]);
  const { report } = await scan('--kubeconfig', inject('kubeconfig'), '--namespace', namespace, '--allow-empty');
  expect(connections).toBe(0);
  expect(report.observations.filter((observation) => observation.connections > 0)).toEqual([]);
  const told = [...report.ledger.map((each) => each.what), ...report.observations.map((each) => each.target)].join('\n');
  for (const name of ['without-a-pod', 'claims-a-pod-0', 'claims-a-pod-1']) expect(told).toContain(name);
});

it('dials it when the user names it', async () => {
  await scan('--kubeconfig', inject('kubeconfig'), '--namespace', namespace, '--allow-cidr', `${elsewhere.address}/32`, '--allow-empty');
  expect(connections).toBeGreaterThan(0);
});
