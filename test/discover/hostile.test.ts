import { describe, expect, it } from 'vitest';
import { createCa } from '../support/pki.ts';
import { discover, endpointId, endpointOf, monitor, monitored, pod, service, slice, sliceEndpoint } from './objects.ts';

/** What a tenant may write is bounded, and nothing of it can pass for another's. */

const many = <T>(count: number, of: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => of(nth));
const inNamespace = (namespace: string, name: string) => ({ metadata: { name, namespace, uid: `${namespace}-${name}` } });
const everywhere = { selector: {}, namespaceSelector: { any: true } };

describe('monitors', () => {
  it('with a hundred thousand endpoints are read up to a bound, and the rest is told', async () => {
    const discovery = await discover(monitored({ servicemonitors: [monitor(many(100_000, () => ({ port: 'http' })))] }));
    const endpoint = endpointOf(discovery, endpointId);
    expect(endpoint.scrapes).toHaveLength(50);
    expect(endpoint.scrapesUnknown).toMatch(/150 of its 200 scrapes are beyond the bound/);
    expect(discovery.notProbed).toMatchObject([
      { what: expect.stringContaining('endpoints beyond the first 200'), code: 'unsupported-kind' },
    ]);
  });

  it('of another namespace take neither the first path nor the first name, nor the bound', async () => {
    const theirs = many(60, (nth) => ({ port: 'http', scheme: 'https', path: `/${nth}`, tlsConfig: { serverName: `${nth}.evil` } }));
    const own = monitor([{ port: 'http', scheme: 'https', tlsConfig: { serverName: 'pgx.db.svc' } }]);
    const servicemonitors = [monitor(theirs, { ...inNamespace('aaa', 'evil'), spec: everywhere }), own];
    const { scrapes, serverNames } = endpointOf(await discover(monitored({ servicemonitors })), endpointId);
    expect(scrapes[0]).toMatchObject({ id: 'serviceMonitor/db/pgx/0', path: '/metrics' });
    expect(serverNames[0]).toBe('pgx.db.svc');
  });

  it('that share a CA of a megabyte share its text', async () => {
    const pem = (await createCa({ name: 'root' })).certPem.repeat(1500);
    const tlsConfig = { ca: { configMap: { name: 'ca', key: 'ca.crt' } } };
    const objects = {
      configmaps: [{ metadata: { name: 'ca', namespace: 'db' }, data: { 'ca.crt': pem } }],
      servicemonitors: [monitor(many(40, () => ({ port: 'http', scheme: 'https', tlsConfig })))],
    };
    const { scrapes } = endpointOf(await discover(monitored(objects)), endpointId);
    expect(new Set(scrapes.map(({ tls }) => tls.ca)).size).toBe(1);
  });

  it.each(['../secrets/admin', '..', '\ud800', 'a'.repeat(300), 'UPPER', ''])('ask for no ConfigMap of the name %j', async (name) => {
    const tlsConfig = { ca: { configMap: { name: name || ' ', key: 'k' } } };
    const configmaps = [{ metadata: { name: name || ' ', namespace: 'db' }, data: { k: 'x' } }];
    const servicemonitors = [monitor([{ port: 'http', scheme: 'https', tlsConfig }])];
    const { objects } = await discover(monitored({ configmaps, servicemonitors }));
    expect(objects).toMatchObject([{ id: 'db/ServiceMonitor/pgx', rejections: [expect.stringMatching(/unable to get configmap/i)] }]);
  });

  it.each([
    ['htt.', 1],
    ['(h+t*)+p', 1],
    ['tt', 0],
    ['(a+)+$', 0],
  ])('name ports by patterns, as Prometheus reads them: %s', async (port, scrapes) => {
    const endpoint = endpointOf(await discover(monitored({ servicemonitors: [monitor([{ port }])] })), endpointId);
    expect([endpoint.scrapes.length, endpoint.scrapesUnknown]).toEqual([scrapes, '']);
  });
});

describe('pods', () => {
  it.each([
    ['a named address', { kind: 'address', name: 'prod-db.corp:5432' }],
    ['another path', { kind: 'Deployment', name: 'x/../../kube-system/Deployment/y' }],
    ['a command', { kind: '::error ::x', name: 'x' }],
  ])('whose owner reference could pass for %s stand for themselves', async (_, owner) => {
    const ownerReferences = [{ apiVersion: 'v1', uid: 'u', controller: true, ...owner }];
    const { endpoints } = await discover(monitored({ pods: [pod({ metadata: { ownerReferences } })] }));
    expect(endpoints.map(({ id }) => id)).toEqual(['db/Pod/pgx-5d4f8b9c7-abcde:9187']);
  });

  it('that declare twenty thousand ports are looked at up to a bound, and the rest is listed', async () => {
    const ports = many(20_000, (nth) => ({ containerPort: nth + 1 }));
    const annotated = pod({
      metadata: { annotations: { 'prometheus.io/scrape': 'true' } },
      spec: { containers: [{ name: 'x', image: 'x', ports }] },
    });
    const { endpoints, notProbed, notProbedOmitted } = await discover({ pods: [annotated] });
    expect(endpoints).toHaveLength(100);
    expect(notProbed.length + notProbedOmitted).toBeGreaterThan(1000);
    expect(notProbed[0]).toMatchObject({
      what: 'Deployment db/pgx port 101',
      reason: '100 other ports of it are looked at, and no more',
    });
  });

  it('that share an address leave no scrape of unknown form behind', async () => {
    const spec = { hostNetwork: true, nodeName: 'node-1' };
    const status = { phase: 'Running', hostIP: '192.168.1.10', podIP: '192.168.1.10', podIPs: [] };
    const theirs = pod({
      metadata: { ...inNamespace('evil', 'x').metadata, ownerReferences: [] },
      spec: { ...spec, containers: [] },
      status,
    });
    const evil = { name: 'evil', namespace: 'evil', labels: { app: 'evil' } };
    const reference = sliceEndpoint({ addresses: ['192.168.1.10'], targetRef: { kind: 'Pod', name: 'x', uid: 'evil-x' } });
    const { endpoints } = await discover({
      pods: [pod({ spec, status }), theirs],
      services: [service({ metadata: evil })],
      endpointslices: [
        slice({ metadata: { name: 'e', namespace: 'evil', labels: { 'kubernetes.io/service-name': 'evil' } }, endpoints: [reference] }),
      ],
      servicemonitors: [
        monitor([{ port: 'http', relabelings: [{ targetLabel: '__scheme__' }] }], {
          ...inNamespace('evil', 'm'),
          spec: { selector: {} },
        }),
      ],
    });
    expect(endpoints.map(({ id }) => id)).toEqual([endpointId]);
  });
});

it('a slice of more addresses without a pod than anyone needs is cut, and that is told', async () => {
  const endpoints = many(1500, (nth) => sliceEndpoint({ addresses: [`198.18.${nth >> 8}.${nth & 255}`], targetRef: null }));
  const { endpoints: found, notProbed } = await discover(monitored({ pods: [], endpointslices: [slice({ endpoints })] }));
  expect(found.flatMap(({ targets }) => targets)).toHaveLength(1000);
  expect(notProbed).toContainEqual(
    expect.objectContaining({
      what: 'Service db/pgx port 9187',
      code: 'over-budget',
      reason: 'it has more than 1000 addresses without a pod',
    }),
  );
});

it.each(['services', 'endpointslices', 'pods'])('a server that knows no %s is not one without any', async (resource) => {
  const { access } = await discover(monitored(), {}, { [resource]: 'absent' });
  expect(access.find((each) => each.resource.startsWith(resource))?.outcome).toBe('failed');
});
