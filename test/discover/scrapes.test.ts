import { describe, expect, it } from 'vitest';
import { discover, endpointId, endpointOf, monitor, monitored, pod, service, slice, type Objects } from './objects.ts';

/** What becomes of scrapes at the endpoints that they lead to, and who has a say in those. */

const everywhere = { selector: {}, namespaceSelector: { any: true } };
const by = (namespace: string, endpoints: readonly object[], spec: object = everywhere) =>
  monitor(endpoints, { metadata: { name: 'm', namespace, uid: `uid-${namespace}` }, spec });
const prometheus = (namespace: string) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'main', namespace, uid: `uid-${namespace}` },
  spec: { version: 'v3.16.0', serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} },
});
const found = async (objects: Objects) => endpointOf(await discover(monitored(objects)), endpointId);

describe('the path of a scrape is the one that Prometheus requests', () => {
  it.each([
    ['/a b', '/a%20b'],
    ['/a?b#c', '/a%3Fb%23c'],
    ['/a%2Fb', '/a%252Fb'],
    ['metrics', '/metrics'],
    ['/ü', '/%C3%BC'],
  ])('%s', async (path, requested) => {
    const { scrapes } = await found({ servicemonitors: [monitor([{ port: 'http', path }])] });
    expect(scrapes.map((each) => each.path)).toEqual([requested]);
  });

  it('one of twenty thousand characters is cut, and its scrape is not known for certain', async () => {
    const { scrapes } = await found({ servicemonitors: [monitor([{ port: 'http', path: `/${'x'.repeat(20_000)}` }])] });
    expect(scrapes).toMatchObject([{ path: expect.stringMatching(/^.{1024}$/), uncertain: 'its path has more than 1024 characters' }]);
  });
});

it.each(['HTTPS', 'https'])('a relabeling may write the scheme as %s', async (replacement) => {
  const relabelings = [{ targetLabel: '__scheme__', replacement }];
  const { scrapes } = await found({ servicemonitors: [monitor([{ port: 'http', relabelings }])] });
  expect(scrapes.map((each) => each.scheme)).toEqual(['https']);
});

it.each(['ftp', ''])('a scrape with the scheme "%s" is none over http: it is in the ledger', async (replacement) => {
  const relabelings = [{ targetLabel: '__scheme__', replacement }];
  const discovery = await discover(monitored({ servicemonitors: [monitor([{ port: 'http', relabelings }])] }));
  expect(discovery.endpoints.flatMap((each) => each.scrapes)).toEqual([]);
  const reason = `Prometheus makes no request with the scheme "${replacement}"`;
  expect(discovery.notProbed).toContainEqual(expect.objectContaining({ code: 'not-understood', reason }));
});

describe('what is requested in the name of', () => {
  const costly = [{ port: 'http', path: '/debug/pprof/profile' }];
  const unasked = 'only namespace evil, which has no say in this endpoint, asks for /debug/pprof/profile';
  it.each<[string, Objects, string | undefined]>([
    ['its own namespace', { servicemonitors: [by('db', costly)] }, undefined],
    ['a monitor beside the Prometheus', { servicemonitors: [by('ops', costly)], prometheuses: [prometheus('ops')] }, undefined],
    ['any other namespace', { servicemonitors: [by('evil', costly)], prometheuses: [prometheus('ops')] }, unasked],
    ['any other namespace, where no Prometheus is known', { servicemonitors: [by('evil', costly)] }, unasked],
    ['any other namespace, by the path that all have', { servicemonitors: [by('evil', [{ port: 'http' }])] }, undefined],
  ])('%s', async (_, objects, expected) => {
    const { scrapes } = await found(objects);
    expect(scrapes.map((each) => each.unasked)).toEqual([expected]);
    expect(scrapes[0]?.foreign === true).toBe(expected !== undefined && objects['prometheuses'] !== undefined);
  });
});

describe('monitors of another namespace', () => {
  const many = Array.from({ length: 60 }, (_, nth) => ({
    port: 'http',
    scheme: 'https',
    path: `/${nth}`,
    tlsConfig: { serverName: `${nth}.evil` },
  }));

  it('take no place from one beside the Prometheus', async () => {
    const central = by('ops', [{ port: 'http', scheme: 'https', tlsConfig: { serverName: 'pgx.db.svc' } }]);
    const objects = { servicemonitors: [by('aaa', many), central], prometheuses: [prometheus('ops')] };
    const { scrapes, serverNames, scrapesUnknown } = await found(objects);
    expect(scrapes[0]).toMatchObject({ id: 'serviceMonitor/ops/m/0' });
    expect(serverNames).toEqual(['pgx.db.svc']);
    expect(scrapesUnknown).toBe('');
  });

  it('take no place from each other', async () => {
    const { scrapes } = await found({ servicemonitors: [by('aaa', many), by('zzz', [{ port: 'http' }])] });
    expect(scrapes.slice(0, 2).map(({ source }) => source.namespace)).toEqual(['aaa', 'zzz']);
  });

  it('beyond the bound stand in the ledger', async () => {
    const { notProbed } = await discover(monitored({ servicemonitors: [by('aaa', many)] }));
    expect(notProbed).toContainEqual({
      what: 'Deployment db/pgx port 9187',
      code: 'over-budget',
      because: 'could-not-look',
      reason: '10 scrapes that other namespaces declare are beyond the bound',
    });
  });

  it.each([
    ['that cannot be followed', [{ port: 'http', relabelings: [{ sourceLabels: ['x'], regex: 'a'.repeat(4001), targetLabel: 'y' }] }]],
    [
      'that make texts without end',
      [{ port: 'http', relabelings: Array.from({ length: 20 }, () => ({ sourceLabels: ['x', 'x'], separator: 'xx', targetLabel: 'x' })) }],
    ],
  ])('%s leave the verdicts of others alone, and stand in the ledger', async (_, endpoints) => {
    const discovery = await discover(monitored({ servicemonitors: [by('evil', endpoints), monitor()] }));
    expect(endpointOf(discovery, endpointId).scrapesUnknown).toBe('');
    expect(discovery.notProbed).toMatchObject([{ what: 'ServiceMonitor evil/m spec.endpoints[0]', code: 'unsupported-relabeling' }]);
    const own = await discover(monitored({ servicemonitors: [monitor(endpoints)] }));
    expect(own.endpoints.map(({ scrapesUnknown }) => scrapesUnknown)).toEqual([expect.stringContaining('ServiceMonitor db/pgx')]);
  });
});

const misfit = (namespace: string) =>
  by(namespace, [{ port: 'http', relabelings: Array.from({ length: 501 }, () => ({ targetLabel: 'x' })) }]);
const doubt = (namespace: string) => `ServiceMonitor ${namespace}/m is not understood`;

describe('a monitor that is not understood', () => {
  it.each<[string, Objects, string]>([
    ['leaves endpoints of other namespaces as they are', { servicemonitors: [misfit('evil'), monitor()] }, ''],
    ['is a doubt about those of its own', { servicemonitors: [misfit('db'), monitor()] }, doubt('db')],
    [
      'and about all where it is beside a Prometheus',
      { servicemonitors: [misfit('ops'), monitor()], prometheuses: [prometheus('ops')] },
      doubt('ops'),
    ],
  ])('%s', async (_, objects, expected) => {
    const discovery = await discover(monitored(objects));
    expect(endpointOf(discovery, endpointId)).toMatchObject({ scrapesUnknown: expected, scrapes: [{ id: 'serviceMonitor/db/pgx/0' }] });
    expect(discovery.access.find(({ resource }) => resource.startsWith('servicemonitors'))?.outcome).toBe('listed');
    expect(discovery.notProbed).toMatchObject([{ what: expect.stringMatching(/^ServiceMonitor .*\/m$/), code: 'not-understood' }]);
  });
});

const claims = (namespace: string) => ({
  metadata: { name: 'c', namespace, uid: `uid-c-${namespace}` },
  spec: { staticConfigs: [{ targets: ['203.0.113.9:9187'] }] },
});

describe('a scan of one namespace', () => {
  const objects = monitored({ scrapeconfigs: [claims('db'), claims('web')] });

  it('is not about what objects of other namespaces claim, though the user allows the address', async () => {
    const { endpoints } = await discover(objects, { namespaces: ['db'], allowCidr: ['203.0.113.0/24'] });
    expect(endpoints.map(({ id }) => id)).toEqual([endpointId, 'db/ScrapeConfig/c:9187']);
  });

  it('tells of what its own objects claim', async () => {
    const { notProbed } = await discover(objects, { namespaces: ['db'] });
    expect(notProbed.map(({ what }) => what)).toEqual(['ScrapeConfig db/c spec 203.0.113.9:9187']);
  });
});

it('a slice of no Service that names the pod of another namespace leads nowhere', async () => {
  const orphan = slice({
    metadata: { name: 'orphan', namespace: 'evil', labels: {} },
    ports: [{ name: 'http', port: 5432, protocol: 'TCP' }],
  });
  const objects = {
    pods: [pod({ spec: { containers: [{ name: 'x', image: 'x' }] } })],
    services: [service({ metadata: { namespace: 'evil', name: 'other', labels: {} } })],
    endpointslices: [orphan],
    servicemonitors: [by('evil', [{}], { selector: {}, serviceDiscoveryRole: 'EndpointSlice' })],
  };
  const { endpoints, notProbed } = await discover(objects);
  expect(endpoints).toEqual([]);
  expect(notProbed).toMatchObject([
    { code: 'not-proven', reason: 'only the scrape says that 10.244.0.5:5432, of a pod in namespace db, is its target' },
  ]);
});
