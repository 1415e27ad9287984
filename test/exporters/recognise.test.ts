import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataPath } from '../../src/data.ts';
import { metricsPorts, parseCatalogue, recognise, type Container, type Workload } from '../../src/exporters/index.ts';

const catalogue = parseCatalogue(readFileSync(dataPath('rules', 'exporters.yaml'), 'utf8'), 'rules/exporters.yaml');
const container = (given: Partial<Container>): Container => ({ name: 'c', image: 'corp/app:1', commandLine: [], ports: [], ...given });
const workload = (containers: readonly Partial<Container>[], labels: Workload['labels'] = {}): Workload => ({
  labels,
  containers: containers.map(container),
});
const http = (number: number, name = 'http') => ({ number, name });

describe('recognise', () => {
  it.each([
    ['quay.io/prometheuscommunity/postgres-exporter:v0.19.1', 'postgres'],
    ['registry.corp:5000/mirror/postgres-exporter', 'postgres'],
    ['postgres-exporter@sha256:0123', 'postgres'],
    ['oliver006/redis_exporter:latest', 'redis'],
    ['corp/my-postgres-exporter:1', undefined],
    ['corp/postgres:16', undefined],
    ['', undefined],
  ])('by the image %s', (image, name) => {
    const found = recognise(catalogue, workload([{ image, ports: [http(8123)] }]), 8123);
    expect([found.exporter?.name, found.exporter?.by]).toEqual(name ? [name, `image ${image}`] : [undefined, undefined]);
  });

  it('gives a port to the container that declares it, not to its neighbour', () => {
    const pod = workload([
      { image: 'postgres:16', ports: [http(5432, 'pg')] },
      { image: 'quay.io/prometheuscommunity/postgres-exporter:v1', ports: [http(9187)] },
    ]);
    expect(recognise(catalogue, pod, 9187).exporter).toMatchObject({ name: 'postgres', kind: 'exporter-toolkit', costly: true });
    expect(recognise(catalogue, pod, 5432).exporter).toBeNull();
    expect(metricsPorts(catalogue, pod).map((each) => each.port)).toEqual([9187]);
  });

  it('sees the proxy on the port, and the exporter behind it on loopback', () => {
    const pod = workload([
      { image: 'quay.io/prometheus/node-exporter:v1', commandLine: ['--web.listen-address=127.0.0.1:9101'] },
      { image: 'quay.io/brancz/kube-rbac-proxy:v1', commandLine: ['--secure-listen-address=[$(IP)]:9100'], ports: [http(9100, 'https')] },
    ]);
    expect(metricsPorts(catalogue, pod)).toMatchObject([
      { port: 9101, exporter: { name: 'node' }, loopback: true },
      { port: 9100, exporter: { name: 'kube-rbac-proxy', kind: 'proxy' }, loopback: false },
    ]);
  });

  it('by a name label, only together with the port', () => {
    const pod = workload([{ ports: [http(9187), http(8000, 'admin')] }], { app: 'prometheus-postgres-exporter' });
    expect(recognise(catalogue, pod, 9187).exporter).toMatchObject({ name: 'postgres', by: 'label app=prometheus-postgres-exporter' });
    expect(recognise(catalogue, pod, 8000)).toMatchObject({ exporter: null, candidate: '' });
  });

  it('knows the operator by its own label whatever its value', () => {
    const pod = workload([{ image: 'ghcr.io/cloudnative-pg/postgresql:16', ports: [http(5432, 'postgresql'), http(9187, 'metrics')] }], {
      'cnpg.io/cluster': 'main',
    });
    expect(metricsPorts(catalogue, pod)).toMatchObject([{ port: 9187, exporter: { name: 'cloudnative-pg', kind: 'operator' } }]);
  });

  it('finds an agent in the command line of the program it lives in', () => {
    const agent = '-javaagent:/opt/jmx_prometheus_javaagent-1.0.1.jar=7071:/etc/jmx.yaml';
    const pod = workload([{ image: 'corp/kafka:3', commandLine: [agent], ports: [http(9092, 'kafka'), http(7071, 'jmx7071')] }]);
    expect(recognise(catalogue, pod, 7071).exporter?.name).toBe('jmx');
    expect(recognise(catalogue, pod, 9092).exporter).toBeNull();
  });

  it('makes a port name or number alone a candidate, and says nothing of common ports', () => {
    const pod = workload([{ ports: [http(8080), http(9100, 'web'), http(3000, 'http-metrics'), http(4000, 'my-exporter')] }]);
    expect(metricsPorts(catalogue, pod).map((each) => [each.port, each.exporter, each.candidate])).toEqual([
      [9100, null, 'port number 9100'],
      [3000, null, 'port name http-metrics'],
      [4000, null, 'port name my-exporter'],
    ]);
  });

  it('takes the default port where an exporter declares none, or the one it is told to listen on', () => {
    const image = 'prom/memcached-exporter:v1';
    expect(metricsPorts(catalogue, workload([{ image }])).map((each) => each.port)).toEqual([9150]);
    expect(metricsPorts(catalogue, workload([{ image, commandLine: ['--web.listen-address', ':9999'] }])).map((each) => each.port)).toEqual(
      [9999],
    );
  });

  it('does not take the ingest port of an exporter for its metrics port', () => {
    const pod = workload([{ image: 'prom/statsd-exporter', ports: [http(9102), http(9125, 'tcp')] }]);
    expect(metricsPorts(catalogue, pod).map((each) => each.port)).toEqual([9102]);
  });

  it('cleans what it quotes', () => {
    const found = recognise(catalogue, workload([{ image: 'evil\u001b[2J/node-exporter', ports: [http(9100)] }]), 9100);
    expect(found.exporter?.by).not.toContain('\u001b');
  });
});
