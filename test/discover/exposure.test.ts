import { describe, expect, it } from 'vitest';
import { discover, endpointId, endpointOf, monitored, pod, service, slice } from './objects.ts';

describe('exposure', () => {
  it.each([
    [{ type: 'LoadBalancer', ports: [{ name: 'http', port: 80, nodePort: 30187 }] }, {}, ['LoadBalancer db/pgx', 'NodePort db/pgx:30187']],
    [
      {
        type: 'NodePort',
        ports: [
          { name: 'http', port: 80, nodePort: 30187 },
          { name: 'other', port: 81, nodePort: 30188 },
        ],
      },
      {},
      ['NodePort db/pgx:30187'],
    ],
    [{ type: 'ClusterIP', externalIPs: ['203.0.113.1'] }, {}, ['externalIPs db/pgx']],
    [{}, { containers: [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort: 9187, hostPort: 19187 }] }] }, ['hostPort 19187']],
    [{}, { hostNetwork: true, containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 9187, hostPort: 9187 }] }] }, ['hostNetwork']],
    [{ type: 'LoadBalancer', ports: [{ name: 'web', port: 80 }] }, {}, ['LoadBalancer db/pgx']],
  ])('by %j and %j', async (serviceSpec, podSpec, expected) => {
    const pods = [pod({ spec: { nodeName: 'n', ...podSpec } })];
    expect(endpointOf(await discover(monitored({ pods, services: [service({ spec: serviceSpec })] })), endpointId).exposedBy).toEqual(
      expected,
    );
  });

  it('is not that of a Service on another port of the pod', async () => {
    const web = {
      metadata: { name: 'web', namespace: 'db', labels: { 'kubernetes.io/service-name': 'web' } },
      ports: [{ name: 'web', port: 3000 }],
    };
    const services = [service(), service({ metadata: { name: 'web', labels: {} }, spec: { type: 'LoadBalancer' } })];
    expect(endpointOf(await discover(monitored({ services, endpointslices: [slice(), slice(web)] })), endpointId).exposedBy).toEqual([]);
  });
});
