import { describe, expect, it } from 'vitest';
import { discover, endpointId, endpointOf, monitored, pod, replica, service, slice, sliceEndpoint, type Objects } from './objects.ts';

const nameless = [{ name: 'c', image: 'corp/app:1', ports: [{ name: 'web', containerPort: 3000 }] }];

const unmonitored = (changes: Objects = {}): Objects => monitored({ servicemonitors: [], ...changes });

describe('an exporter that nobody monitors', () => {
  it('is found by its image, with no scrape', async () => {
    expect(endpointOf(await discover(unmonitored({ services: [], endpointslices: [] })), endpointId)).toMatchObject({
      exporter: { by: expect.stringMatching(/^image quay/) },
      scrapes: [],
      scrapesUnknown: '',
    });
  });

  it('is found by annotations of its Service', async () => {
    const annotations = {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '3000',
      'prometheus.io/path': '/m',
      'prometheus.io/scheme': 'https',
    };
    const discovery = await discover(
      unmonitored({ pods: [pod({ spec: { containers: nameless } })], services: [service({ metadata: { annotations } })] }),
    );
    expect(endpointOf(discovery, 'db/Deployment/pgx:3000')).toMatchObject({
      exporter: null,
      scrapes: [
        {
          id: 'annotation/db/pgx',
          source: { kind: 'Service', name: 'pgx' },
          field: 'metadata.annotations',
          scheme: 'https',
          path: '/m',
          credential: 'none',
          tls: { configured: false },
        },
      ],
    });
  });

  it('is found by annotations of its pod, which are attributed to its controller', async () => {
    const annotations = { 'prometheus.io/scrape': 'true', other: 'dropped' };
    const discovery = await discover(unmonitored({ pods: [replica(1, { metadata: { annotations }, spec: { containers: nameless } })] }));
    expect(endpointOf(discovery, 'db/Deployment/pgx:3000').scrapes).toMatchObject([
      { id: 'annotation/db/Deployment/pgx', source: { kind: 'Deployment', name: 'pgx' }, field: 'spec.template.metadata.annotations' },
    ]);
  });

  it('is not proven by the annotation of a Service that points elsewhere', async () => {
    const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '22' };
    const endpointslices = [slice({ endpoints: [sliceEndpoint({ addresses: ['203.0.113.9'] })] })];
    const discovery = await discover(unmonitored({ services: [service({ metadata: { annotations } })], endpointslices }));
    expect(endpointOf(discovery, 'db/Service/pgx:22').targets).toMatchObject([
      { address: { host: '203.0.113.9', port: 22 }, proof: { proven: false } },
    ]);
  });

  it('is only listed where a port name or number suggests it, unless a guess is wanted', async () => {
    const containers = [
      {
        name: 'c',
        image: 'corp/app',
        ports: [{ name: 'metrics', containerPort: 3000 }, { containerPort: 9187 }, { name: 'http', containerPort: 8080 }],
      },
    ];
    const pods = [
      replica(1, { metadata: { labels: { 'pod-template-hash': '5d4f8b9c7' } }, spec: { containers } }),
      replica(2, { metadata: { labels: { 'pod-template-hash': '5d4f8b9c7' } }, spec: { containers } }),
    ];
    const listed = await discover(unmonitored({ pods }));
    expect([listed.endpoints, listed.notProbed]).toMatchObject([
      [],
      [
        { what: 'Deployment db/pgx port 3000', reason: 'only its port name metrics suggests an exporter: --guess probes it' },
        { what: 'Deployment db/pgx port 9187', reason: 'only its port number 9187 suggests an exporter: --guess probes it' },
      ],
    ]);
    const guessed = await discover(unmonitored({ pods }), { guess: true });
    expect(guessed.endpoints.map((each) => [each.id, each.exporter, each.targets.length])).toEqual([
      ['db/Deployment/pgx:3000', null, 2],
      [endpointId, null, 2],
    ]);
  });

  it('is only listed where it listens on loopback', async () => {
    const containers = [{ name: 'c', image: 'prom/node-exporter', args: ['--web.listen-address=127.0.0.1:9100'] }];
    const { endpoints, notProbed } = await discover(unmonitored({ pods: [pod({ spec: { containers } })] }));
    expect([endpoints, notProbed]).toEqual([[], [expect.objectContaining({ what: 'Deployment db/pgx port 9100', code: 'loopback-only' })]]);
  });

  it('counts what does not fit into the list', async () => {
    const pods = Array.from({ length: 1100 }, (_, nth) =>
      pod({
        metadata: { name: `p${nth}`, uid: `u${nth}`, ownerReferences: [], labels: {} },
        spec: { containers: [{ name: 'c', image: 'x', ports: [{ name: 'metrics', containerPort: 3000 }] }] },
      }),
    );
    const { notProbed, notProbedOmitted } = await discover({ pods });
    expect([notProbed.length, notProbedOmitted]).toEqual([1000, 100]);
  });
});
