import { describe, expect, it } from 'vitest';
import type { ClusterObjects } from '../../src/prometheus/discovery/index.ts';
import { pod, service, slice, sliceEndpoint } from '../discover/objects.ts';
import { addresses, clusterOf, found, labelsOf, meta, reads } from './cluster-objects.ts';
import { kubernetesSd } from './jobs.ts';

const monitored = clusterOf({ services: [service()], slices: [slice()], pods: [pod()] });

describe('role pod', () => {
  const two = pod({
    metadata: { labels: { 'app.kubernetes.io/name': 'pgx' }, annotations: { 'prometheus.io/port': '9187' } },
    spec: {
      containers: [
        { name: 'exporter', image: 'exporter:1', ports: [{ name: 'metrics', containerPort: 9187, protocol: 'TCP' }] },
        { name: 'helper', image: 'helper:1' },
      ],
      initContainers: [{ name: 'setup', image: 'setup:1', ports: [{ containerPort: 53, protocol: 'UDP' }] }],
    },
  });

  it('has a target for every port, and one without a port for a container that declares none', () => {
    expect(addresses(kubernetesSd('pod'), clusterOf({ pods: [two] }))).toEqual(['10.244.0.5:9187', '10.244.0.5', '10.244.0.5:53']);
    expect(labelsOf(kubernetesSd('pod'), clusterOf({ pods: [two] }))[0]).toMatchObject({
      [meta('pod_container_port_name')]: 'metrics',
      [meta('pod_label_app_kubernetes_io_name')]: 'pgx',
      [meta('pod_labelpresent_app_kubernetes_io_name')]: 'true',
      [meta('pod_annotation_prometheus_io_port')]: '9187',
      [meta('pod_controller_kind')]: 'ReplicaSet',
      [meta('pod_ready')]: 'unknown',
    });
  });

  it('puts addresses of IPv6 in brackets, and passes by pods without an address', () => {
    const v6 = pod({ status: { podIP: 'fd00::5', podIPs: [{ ip: 'fd00::5' }] } });
    const pending = pod({ metadata: { name: 'pending' }, status: { podIP: '', podIPs: [] } });
    expect(addresses(kubernetesSd('pod'), clusterOf({ pods: [v6, pending] }))).toEqual(['[fd00::5]:9187']);
  });

  it('is of the namespaces that are named', () => {
    const others = clusterOf({ pods: [pod(), pod({ metadata: { name: 'other', namespace: 'web' } })] });
    expect(found(kubernetesSd('pod', { namespaces: ['web', 'nowhere'] }), others).map(({ pod: of }) => of?.name)).toEqual(['other']);
  });
});

const of = (given: Parameters<typeof slice>[0], more: object = {}): ClusterObjects =>
  clusterOf({ services: [service({ spec: more })], slices: [slice(given)], pods: [pod()] });

describe('role endpoints, told from slices', () => {
  const sd = kubernetesSd('endpoints');

  it('has the pod behind each address', () => {
    expect(found(sd, monitored)[0]?.pod).toEqual({ namespace: 'db', name: 'pgx-5d4f8b9c7-abcde', uid: 'uid-pod-1' });
    expect(labelsOf(sd, monitored)[0]).toMatchObject({
      __address__: '10.244.0.5:9187',
      [meta('endpoint_port_name')]: 'http',
      [meta('endpoint_ready')]: 'true',
      [meta('endpoints_name')]: 'pgx',
      [meta('service_label_app')]: 'pgx',
      [meta('pod_container_name')]: 'exporter',
    });
  });

  it('has the ports that only the pod declares', () => {
    const elsewhere = of({ ports: [{ name: 'web', port: 80, protocol: 'TCP' }] });
    expect(addresses(sd, elsewhere)).toEqual(['10.244.0.5:80', '10.244.0.5:9187']);
  });

  it.each([
    ['a slice that someone wrote by hand', of({ metadata: { labels: { 'kubernetes.io/service-name': 'pgx' } } })],
    ['a slice of the second IP family', of({}, { ipFamilies: ['IPv6', 'IPv4'] })],
    ['a pod that is being deleted', of({ endpoints: [sliceEndpoint({ conditions: { ready: false, terminating: true } })] })],
  ])('has nothing of %s', (_, cluster) => {
    expect(addresses(sd, cluster)).toEqual([]);
    expect(addresses(kubernetesSd('endpointslice'), cluster).length).toBe(1);
  });

  it('has what a Service publishes though it is not ready', () => {
    const leaving = { endpoints: [sliceEndpoint({ conditions: { ready: true, serving: false, terminating: true } })] };
    expect(addresses(sd, of(leaving, { publishNotReadyAddresses: true }))).toEqual(['10.244.0.5:9187']);
  });

  it("has the API server's own", () => {
    const own = slice({ metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } } });
    expect(addresses(sd, clusterOf({ slices: [own] }))).toEqual(['10.244.0.5:9187']);
  });

  it('may have the kubelets of Prometheus Operator, which writes slices, or Endpoints that are not mirrored, or both', () => {
    const labels = { 'kubernetes.io/service-name': 'pgx', 'endpointslice.kubernetes.io/managed-by': 'prometheus-operator' };
    expect(reads(meta('namespace'), sd, of({ metadata: { labels } }))).toMatch('writes Endpoints beside these slices is not known');
  });

  it('is not told where an Endpoints object cannot hold all addresses', () => {
    const many = Array.from({ length: 1001 }, (_, nth) => sliceEndpoint({ addresses: [`10.1.${nth >> 8}.${nth & 255}`] }));
    expect(reads(meta('namespace'), sd, of({ endpoints: many }))).toMatch('only 1000 of the 1001 addresses');
  });

  it('gives no annotation of an object that is not read', () => {
    expect(reads(meta('endpoints_annotation_x'), sd, monitored)).toMatch('not known');
    expect(reads(meta('endpoints_label_app'), sd, monitored)).toBe('pgx');
  });
});

describe('role endpointslice', () => {
  it('tells conditions, and takes a port that is none for every port', () => {
    const external = slice({ ports: [{ name: 'all' }], endpoints: [{ addresses: ['10.9.0.1'], conditions: { ready: false } }] });
    const [labels] = labelsOf(kubernetesSd('endpointslice'), clusterOf({ slices: [external] }));
    expect(labels).toMatchObject({ __address__: '10.9.0.1', [meta('endpointslice_endpoint_conditions_ready')]: 'false' });
    expect(labels).not.toHaveProperty(meta('endpointslice_endpoint_conditions_serving'));
  });

  it('leaves out the second half of a dual-stack Service', () => {
    const dual = service({ spec: { ipFamilies: ['IPv6', 'IPv4'], ipFamilyPolicy: 'PreferDualStack' } });
    expect(addresses(kubernetesSd('endpointslice'), clusterOf({ services: [dual], slices: [slice()] }))).toEqual([]);
  });
});

describe('other roles', () => {
  it('node: the kubelet at the first address of the best type', () => {
    const status = {
      addresses: [
        { type: 'Hostname', address: 'n1' },
        { type: 'InternalIP', address: 'fd00::1' },
        { type: 'InternalIP', address: '192.168.1.1' },
      ],
      conditions: [{ type: 'MemoryPressure', status: 'False' }],
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    };
    const cluster = clusterOf({
      nodes: [
        { metadata: { name: 'n1' }, spec: { providerID: 'aws://1' }, status },
        { metadata: { name: 'n2' }, status: {} },
      ],
    });
    expect(labelsOf(kubernetesSd('node'), cluster)).toEqual([
      {
        __address__: '[fd00::1]:10250',
        instance: 'n1',
        [meta('node_name')]: 'n1',
        [meta('node_provider_id')]: 'aws://1',
        [meta('node_condition_memorypressure')]: 'false',
        [meta('node_address_Hostname')]: 'n1',
        [meta('node_address_InternalIP')]: 'fd00::1',
      },
    ]);
  });

  it('service: every port by its name in DNS', () => {
    const external = service({
      metadata: { name: 'outside' },
      spec: { type: 'ExternalName', externalName: 'db.example.com', clusterIP: '' },
    });
    const labels = labelsOf(kubernetesSd('service'), clusterOf({ services: [service(), external] }));
    expect(labels[0]).toMatchObject({ __address__: 'pgx.db.svc:80', [meta('service_cluster_ip')]: '10.96.3.4' });
    expect(labels[1]).toMatchObject({ __address__: 'outside.db.svc:80', [meta('service_external_name')]: 'db.example.com' });
  });

  it('ingress: https where the host has TLS', () => {
    const rules = [
      { host: 'a.example.com', http: { paths: [{ path: '/m' }] } },
      { host: 'a.b.example.com' },
      { host: 'plain.test', http: { paths: [] } },
    ];
    const cluster = clusterOf({
      ingresses: [{ metadata: { name: 'web', namespace: 'db' }, spec: { rules, tls: [{ hosts: ['*.example.com'] }] } }],
    });
    const labels = labelsOf(kubernetesSd('ingress'), cluster);
    expect(labels.map((each) => [each['__address__'], each[meta('ingress_scheme')], each[meta('ingress_path')]])).toEqual([
      ['a.example.com', 'https', '/m'],
      ['a.b.example.com', 'http', '/'],
    ]);
  });
});
