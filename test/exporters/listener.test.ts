import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataPath } from '../../src/data.ts';
import { listensEverywhere, parseCatalogue, type Container } from '../../src/exporters/index.ts';

const catalogue = parseCatalogue(readFileSync(dataPath('rules', 'exporters.yaml'), 'utf8'), 'rules/exporters.yaml');
const some = (over: Partial<Container>): Container => ({ name: 'c', image: '', commandLine: [], ports: [], ...over });
const node = 'quay.io/prometheus/node-exporter:v1.12.1';
const postgres = 'quay.io/prometheuscommunity/postgres-exporter:v0.18.0';

const proofOf = (containers: readonly Partial<Container>[], port: number, hostNetwork = false): string | null =>
  listensEverywhere(catalogue, { labels: {}, containers: containers.map(some), hostNetwork }, port);

describe('a listener on all addresses is proven', () => {
  it.each<[string, string[], string]>([
    ['no host', ['--web.listen-address=:9187'], ':9187'],
    ['0.0.0.0', ['--web.listen-address', '0.0.0.0:9187'], '0.0.0.0:9187'],
    ['[::]', ['-web.listen-address=[::]:9187'], '[::]:9187'],
    ['one of several', ['--web.listen-address=127.0.0.1:9188', '--web.listen-address=:9187'], ':9187'],
    ['with other arguments', ['/bin/postgres_exporter', '--web.listen-address=:9187', '--label=$(NODE)'], ':9187'],
  ])('by arguments: %s', (_, commandLine, shown) => {
    expect(proofOf([{ image: postgres, commandLine }], 9187)).toBe(`its arguments name ${shown}`);
  });

  it('by arguments of an image that nobody knows', () => {
    expect(proofOf([{ image: 'registry.test/own:1', commandLine: ['--metrics-bind-address=:8080'] }], 8080)).toBe(
      'its arguments name :8080',
    );
  });

  it('by a flag of this exporter only', () => {
    const [image, commandLine] = ['ghcr.io/prometheuscommunity/yet-another-cloudwatch-exporter:v1', ['--listen-address=:5000']];
    expect(proofOf([{ image, commandLine }], 5000)).toBe('its arguments name :5000');
    expect(proofOf([{ image: 'registry.test/own:1', commandLine, ports: [{ name: '', number: 5000 }] }], 5000)).toBeNull();
  });

  it.each([[[]], [['/bin/node_exporter', '--path.procfs=/host/proc']], [['--path.procfs=/host/proc']]])(
    'by its default: %j',
    (commandLine) => {
      expect(proofOf([{ image: node, commandLine, ports: [{ name: 'metrics', number: 9100 }] }], 9100)).toBe(
        'node listens on :9100 unless told otherwise',
      );
    },
  );

  it('beside containers that have nothing to do with the port', () => {
    const others = [{ name: 'db', image: 'postgres:17', ports: [{ name: 'pg', number: 5432 }], commandLine: ['-c', 'port=5432'] }];
    expect(proofOf([{ image: postgres, commandLine: ['--web.listen-address=:9187'] }, ...others], 9187)).toBe('its arguments name :9187');
  });
});

describe('nothing is proven', () => {
  it.each<[string, string[]]>([
    ['loopback', ['--web.listen-address=127.0.0.1:9100']],
    ["the pod's address", ['--web.listen-address=$(POD_IP):9100']],
    ['another port', ['--web.listen-address=:9101']],
    ['loopback and all addresses', ['--web.listen-address=127.0.0.1:9100', '--web.listen-address=:9100']],
    ['a variable', ['--web.listen-address=$(ADDRESS)']],
    ['a variable that may hold anything', ['$(EXTRA_ARGS)']],
    ['arguments from a file', ['@/etc/args', '--web.listen-address=:9100']],
    ['a flag without value', ['--web.listen-address']],
    ['a virtual socket', ['--web.listen-address=vsock://:9100']],
    ['a script', ['sh', '-c', 'exec node_exporter --web.listen-address=127.0.0.1:9100']],
    ['a program that starts it', ['/entrypoint.sh', '--path.procfs=/host/proc']],
    ['a flag that is only alike', ['--x.web.listen-address=127.0.0.1:9100']],
    ['more arguments than are known', Array.from({ length: 200 }, () => '--collector.cpu')],
  ])('by %s', (_, commandLine) => {
    expect(proofOf([{ image: node, commandLine, ports: [{ name: '', number: 9100 }] }], 9100)).toBeNull();
  });

  it('where an environment variable may name another address', () => {
    expect(proofOf([{ image: postgres, ports: [{ name: '', number: 9187 }] }], 9187)).toBeNull();
  });

  it("on the host's network, where loopback is the node's", () => {
    expect(proofOf([{ image: node }], 9100)).not.toBeNull();
    expect(proofOf([{ image: node }], 9100, true)).toBeNull();
  });

  it('of a port that no container has', () => {
    expect(proofOf([{ image: 'a' }, { image: 'b' }], 9100)).toBeNull();
    expect(proofOf([], 9100)).toBeNull();
  });

  it('beside kube-rbac-proxy on the same port', () => {
    const proxy = { name: 'proxy', image: 'quay.io/brancz/kube-rbac-proxy:v0.22.1', ports: [{ name: 'https', number: 9100 }] };
    const behind = { image: node, commandLine: ['--web.listen-address=127.0.0.1:9100'] };
    const commandLine = ['--secure-listen-address=[$(IP)]:9100', '--upstream=http://127.0.0.1:9100/'];
    expect(proofOf([behind, { ...proxy, commandLine }], 9100)).toBeNull();
  });

  it.each<[string, Partial<Container>]>([
    ['declares the port', { ports: [{ name: '', number: 9100 }] }],
    ['names it', { commandLine: ['--upstream=http://127.0.0.1:9100/'] }],
    ['is known to listen there', { image: 'quay.io/prometheus/node-exporter:v1' }],
  ])('where another container %s', (_, other) => {
    expect(
      proofOf(
        [
          { image: node, commandLine: ['--web.listen-address=:9100'] },
          { name: 'other', ...other },
        ],
        9100,
      ),
    ).toBeNull();
  });
});

it('every default of the catalogue is a port of its exporter', () => {
  const defaults = catalogue.exporters.filter(({ listen }) => listen?.default !== undefined);
  expect(defaults.length).toBeGreaterThan(10);
  expect(defaults.filter(({ listen, ports }) => !ports.some((port) => listen?.default === `:${port}`))).toEqual([]);
});
