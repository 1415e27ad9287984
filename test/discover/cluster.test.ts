import { describe, expect, it } from 'vitest';
import { behind, discover, endpointId, endpointOf, monitor, monitored, pod, replica, service, slice } from './objects.ts';

describe('a monitored exporter', () => {
  it('is an endpoint with its workload, exporter, scrape and target', async () => {
    const discovery = await discover(monitored({ namespaces: [{ metadata: { name: 'kube-system', uid: 'cluster-uid' } }] }));
    expect(discovery).toMatchObject({
      cluster: { name: 'prod', uid: 'cluster-uid', server: 'https://10.96.0.1:6443', context: 'ctx' },
      user: 'jane',
      notProbed: [],
      notProbedOmitted: 0,
    });
    expect(discovery.access.map((each) => `${each.resource} ${each.outcome} ${each.count}`)).toEqual(
      expect.arrayContaining([
        'services listed 1',
        'endpointslices.discovery.k8s.io listed 1',
        'pods listed 1',
        'nodes listed 0',
        'servicemonitors.monitoring.coreos.com listed 1',
        'prometheuses.monitoring.coreos.com listed 0',
      ]),
    );
    expect(discovery.endpoints).toHaveLength(1);
    expect(endpointOf(discovery, endpointId)).toMatchObject({
      owner: { kind: 'Deployment', namespace: 'db', name: 'pgx' },
      port: 9187,
      exporter: { name: 'postgres', kind: 'exporter-toolkit', costly: true },
      exposedBy: [],
      services: [{ kind: 'Service', namespace: 'db', name: 'pgx', uid: 'uid-svc' }],
      scrapes: [
        {
          id: 'serviceMonitor/db/pgx/0',
          field: 'spec.endpoints[0]',
          scheme: 'http',
          path: '/metrics',
          source: { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx' },
        },
      ],
      scrapesUnknown: '',
      serverNames: [''],
      targets: [
        {
          id: `${endpointId}@pgx-5d4f8b9c7-abcde`,
          address: { host: '10.244.0.5', port: 9187 },
          pod: { namespace: 'db', node: 'node-1', uid: 'uid-pod-1' },
          proof: { proven: true },
        },
      ],
    });
  });

  it('has a target for each replica, and is one endpoint behind several Services and monitors', async () => {
    const second = { name: 'pgx-headless', namespace: 'db', labels: { app: 'pgx' } };
    const discovery = await discover(
      monitored({
        pods: [replica(1), replica(2), replica(3)],
        services: [service(), service({ metadata: second })],
        endpointslices: [
          slice({ endpoints: behind(3, 1, 2) }),
          slice({
            metadata: { name: 'h', namespace: 'db', labels: { 'kubernetes.io/service-name': 'pgx-headless' } },
            endpoints: behind(1, 2, 3),
          }),
        ],
        servicemonitors: [
          monitor(),
          monitor([{ port: 'http', scheme: 'https', tlsConfig: { serverName: 'pgx.db.svc' } }], {
            metadata: { name: 'tls', namespace: 'db' },
          }),
        ],
      }),
    );
    const endpoint = endpointOf(discovery, endpointId);
    expect(endpoint.targets.map((each) => each.id)).toEqual([`${endpointId}@pgx-1`, `${endpointId}@pgx-2`, `${endpointId}@pgx-3`]);
    expect(endpoint.services.map((each) => each.name)).toEqual(['pgx', 'pgx-headless']);
    expect(endpoint.scrapes.map((each) => each.id)).toEqual(['serviceMonitor/db/pgx/0', 'serviceMonitor/db/tls/0']);
    expect(endpoint.serverNames).toEqual(['pgx.db.svc']);
    expect(discovery.endpoints).toHaveLength(1);
  });

  it('is several endpoints where several ports are scraped', async () => {
    const ports = [
      { name: 'http', port: 9187 },
      { name: 'metrics', port: 9188 },
      { name: 'sql', port: 5432 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ];
    const discovery = await discover(
      monitored({ endpointslices: [slice({ ports })], servicemonitors: [monitor([{ port: 'http|metrics|dns' }])] }),
    );
    expect(discovery.endpoints.map((each) => each.id)).toEqual(['db/Deployment/pgx:53', endpointId, 'db/Deployment/pgx:9188']);
  });

  it('takes --server-name where no scrape has a name', async () => {
    expect(endpointOf(await discover(monitored(), { serverName: 'x.test' }), endpointId).serverNames).toEqual(['x.test']);
  });

  it('follows relabelings', async () => {
    const relabelings = [{ targetLabel: '__scheme__', replacement: 'https' }];
    const endpoint = endpointOf(await discover(monitored({ servicemonitors: [monitor([{ port: 'http', relabelings }])] })), endpointId);
    expect([endpoint.scrapes, endpoint.scrapesUnknown]).toMatchObject([[{ scheme: 'https' }], '']);
  });

  it('says of relabelings that cannot be followed: the endpoint is there, its scrape is unknown', async () => {
    const sourceLabels = ['__meta_kubernetes_pod_annotation_example_com_long'];
    const relabelings = [{ action: 'keep', sourceLabels, regex: 'x+' }];
    const annotations = { 'example.com/long': 'x'.repeat(5000) };
    const discovery = await discover(
      monitored({ pods: [pod({ metadata: { annotations } })], servicemonitors: [monitor([{ port: 'http', relabelings }])] }),
    );
    const endpoint = endpointOf(discovery, endpointId);
    expect(endpoint.scrapes).toEqual([]);
    expect(endpoint.scrapesUnknown).toMatch(/^ServiceMonitor db\/pgx spec\.endpoints\[0\]: .*annotation/);
    expect(discovery.notProbed).toMatchObject([{ what: 'ServiceMonitor db/pgx spec.endpoints[0]', code: 'unsupported-relabeling' }]);
  });

  it('says what became of a monitor that reaches nothing', async () => {
    const { objects } = await discover(monitored({ servicemonitors: [monitor([{ port: 'metricz' }])] }));
    expect(objects).toMatchObject([
      {
        id: 'db/ServiceMonitor/pgx',
        prometheuses: 0,
        rejections: [],
        targets: 0,
        selectsNothing: expect.stringMatching(/is dropped, by "keep __meta_kubernetes_endpoint_port_name =~ metricz"/),
      },
    ]);
  });

  it('names an ExternalName that a monitor selects', async () => {
    const external = service({
      metadata: { name: 'out', labels: { app: 'out' } },
      spec: { type: 'ExternalName', externalName: 'db.example', selector: null, ports: null },
    });
    const { notProbed } = await discover(
      monitored({
        services: [service(), external],
        servicemonitors: [
          monitor([{ port: 'metrics' }]),
          monitor([{}], { metadata: { name: 'out' }, spec: { selector: { matchLabels: { app: 'out' } } } }),
        ],
      }),
    );
    expect(notProbed).toMatchObject([
      { what: 'Service db/out', code: 'external', reason: 'ExternalName: it stands for db.example, outside of the cluster' },
    ]);
  });
});

it('hostile names reach no terminal', async () => {
  const evil = '\u001b[2J\u202eevil';
  const discovery = await discover(
    monitored({
      pods: [pod({ metadata: { ownerReferences: [{ kind: evil, name: evil, uid: 'x', controller: true }] } })],
      servicemonitors: [
        monitor([{ port: 'http', path: `/${evil}`, tlsConfig: { serverName: evil, caFile: evil } }], { metadata: { name: evil } }),
      ],
    }),
  );
  const text = discovery.endpoints
    .map((each) => JSON.stringify([each.id, each.owner, each.targets, each.services, each.exporter, each.scrapes]))
    .join('');
  expect(text).toContain('evil');
  expect(text).not.toMatch(/\\u001b|\u202e/);
});
