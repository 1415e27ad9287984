import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { attribute, parseAddress, type Attribution } from '../../src/discover/attribute.ts';
import { indexAttribution } from '../../src/discover/attribution-index.ts';
import { backendsOf } from '../../src/discover/backends.ts';
import { parseCidr } from '../../src/discover/ip.ts';
import { podShape, serviceShape, sliceShape } from '../../src/discover/objects.ts';
import { addressText } from '../../src/model/subject.ts';
import { pod, service, slice, sliceEndpoint } from './objects.ts';

/** Where a scraped address leads, and whose it is believed to be. */

interface Cluster {
  readonly pods?: readonly object[];
  readonly services?: readonly object[];
  readonly slices?: readonly object[];
  readonly allowed?: readonly string[];
  readonly isWhole?: boolean;
}

function indexOf({ pods = [pod()], services = [service()], slices = [slice()], allowed = [], isWhole = true }: Cluster) {
  const known = {
    pods: pods.map((each) => v.parse(podShape, each)),
    services: services.map((each) => v.parse(serviceShape, each)),
  };
  const podsByUid = new Map(known.pods.map((each) => [each.metadata.uid, each]));
  const podsByName = new Map(known.pods.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
  const evidence = { podsByUid, podsByName, podsUnreadable: '', nodes: new Map(), apiServer: [], allowed: [] };
  const claims = slices.map((each) => v.parse(sliceShape, each));
  const backends = backendsOf(known.services, claims, evidence);
  return indexAttribution({ ...known, backends, allowed: allowed.map((each) => parseCidr(each)), isWhole });
}

interface Said {
  readonly by?: string; // the namespace of the object that declares the scrape
  readonly found?: string; // what service discovery found; the address itself unless given
  readonly labels?: Readonly<Record<string, string>>;
  readonly uid?: string; // of the pod that service discovery names
  readonly written?: boolean;
}

const behindService = { __meta_kubernetes_namespace: 'db', __meta_kubernetes_service_name: 'pgx' };

/** "pod db/pgx-5d4f8b9c7-abcde:9187", "claimed 10.0.0.1:80", "not-proven: …" */
function leads(address: string, said: Said = {}, cluster: Cluster = {}): string {
  const { by = 'db', found = address, labels = {}, uid, written } = said;
  const parsed = parseAddress(address);
  if (!parsed) throw new Error(`${address} is no address`);
  const discovered = {
    labels: new Map(Object.entries({ __address__: found, ...labels })),
    pod: uid === undefined ? null : { namespace: 'db', name: 'x', uid },
    ...(written === true && { written }),
  };
  return textOf(attribute({ discovered, address: parsed, namespace: by }, indexOf(cluster)));
}

function textOf(led: Attribution): string {
  if (led.to === 'nothing') return `${led.code}: ${led.reason}`;
  if (led.to === 'claimed') return `claimed ${addressText(led.address)}`;
  if (led.to === 'pod') return `pod ${led.pod.metadata.namespace}/${led.pod.metadata.name}:${led.port}`;
  const nameOf = (each: (typeof led.backends)[number]): string =>
    `${each.backend.pod ? `pod ${each.backend.pod.metadata.name}` : each.backend.claim.address}:${each.port}`;
  return `Service ${led.backends[0]?.backend.claim.service.metadata.name ?? ''}: ${led.backends.map(nameOf).join(', ')}`;
}

const ofPod = 'Service pgx: pod pgx-5d4f8b9c7-abcde:';
const itself = 'pod db/pgx-5d4f8b9c7-abcde:';
const dual = { podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd00::5' }] };

describe('what service discovery found', () => {
  it.each<[string, string, Said, string]>([
    ['behind a Service', '10.244.0.5:9187', { labels: behindService }, `${ofPod}9187`],
    ['behind a Service, by a monitor of another namespace', '10.244.0.5:9187', { by: 'monitoring', labels: behindService }, `${ofPod}9187`],
    ['by the UID of its pod', '10.244.0.5:9187', { labels: { __meta_kubernetes_namespace: 'db' }, uid: 'uid-pod-1' }, `${itself}9187`],
    ['by another spelling of its address', '[::ffff:10.244.0.5]:9187', { found: '10.244.0.5:9187', labels: behindService }, `${ofPod}9187`],
    [
      'on a port that a relabeling of its own namespace makes',
      '10.244.0.5:9999',
      { found: '10.244.0.5:9187', labels: behindService },
      `${ofPod}9999`,
    ],
    ['without a port', '10.244.0.5', { labels: { __meta_kubernetes_namespace: 'db' }, uid: 'uid-pod-1' }, `${itself}80`],
  ])('%s', (_, address, said, expected) => {
    expect(leads(address, said)).toBe(expected);
  });

  it('by the second address of a pod', () => {
    const labels = { __meta_kubernetes_namespace: 'db' };
    const pods = [pod({ status: { phase: 'Running', ...dual } })];
    expect(leads('[fd00:0:0::5]:9187', { by: 'monitoring', labels, uid: 'uid-pod-1' }, { pods })).toBe(`${itself}9187`);
  });

  it('of two pods on the network of one node, that which is named', () => {
    const [one, other] = ['one', 'other'].map((name) =>
      pod({ metadata: { name, uid: name }, spec: { hostNetwork: true, nodeName: 'n' }, status: { podIP: '192.168.1.10', podIPs: [] } }),
    );
    const endpoints = ['one', 'other'].map((uid) =>
      sliceEndpoint({ addresses: ['192.168.1.10'], targetRef: { kind: 'Pod', namespace: 'db', name: uid, uid } }),
    );
    const cluster = { pods: [one ?? {}, other ?? {}], slices: [slice({ endpoints })] };
    for (const uid of ['one', 'other'])
      expect(leads('192.168.1.10:9187', { labels: behindService, uid }, cluster)).toBe(`Service pgx: pod ${uid}:9187`);
  });

  const byName = { ...behindService, __meta_kubernetes_service_port_number: '80' };
  it.each<[string, string, Said, Cluster, string]>([
    ['a Service by its name', 'pgx.db.svc:80', { by: 'monitoring', labels: byName }, {}, `${ofPod}9187`],
    [
      'a headless one',
      'pgx.db.svc:9187',
      { by: 'monitoring', labels: byName },
      { services: [service({ spec: { clusterIP: 'None' } })] },
      `${ofPod}9187`,
    ],
    [
      'a headless one on a port that nobody declares',
      'pgx.db.svc:22',
      { by: 'monitoring', found: 'pgx.db.svc:80', labels: byName },
      { services: [service({ spec: { clusterIP: 'None' } })] },
      'not-proven: only the scrape says that Service db/pgx, of another namespace, is its target',
    ],
    [
      'an Ingress whose host is the name of a Service of another namespace',
      'pgx.db.svc:80',
      { by: 'monitoring', labels: { __meta_kubernetes_namespace: 'evil' } },
      {},
      'not-proven: only the scrape says that Service db/pgx, of another namespace, is its target',
    ],
  ])('%s', (_, address, said, cluster, expected) => {
    expect(leads(address, said, cluster)).toBe(expected);
  });
});

describe('what a tenant writes of a pod that is not his', () => {
  const others = 'not-proven: only the scrape says that 10.244.0.5:9187, of a pod in namespace db, is its target';
  const inEvil = { __meta_kubernetes_namespace: 'evil' };
  it.each<[string, string, Said, string]>([
    ['a slice of no Service that names it by its UID', '10.244.0.5:9187', { by: 'evil', labels: inEvil, uid: 'uid-pod-1' }, others],
    [
      'a slice of a Service of the same name',
      '10.244.0.5:9187',
      { by: 'evil', labels: { ...behindService, ...inEvil }, uid: 'uid-pod-1' },
      others,
    ],
    ['a static target', '10.244.0.5:9187', { by: 'evil', written: true }, others],
    ['a static target with the labels of a discovery', '10.244.0.5:9187', { by: 'evil', labels: behindService, written: true }, others],
    ['a relabeling to its address', '10.244.0.5:9187', { by: 'evil', found: '10.244.0.66:9187', labels: inEvil }, others],
    [
      'its address mapped into IPv6',
      '[::ffff:10.244.0.5]:9187',
      { by: 'evil' },
      others.replace('10.244.0.5:9187', '[::ffff:10.244.0.5]:9187'),
    ],
    [
      'a relabeling to a port of it that nobody declares',
      '10.244.0.5:5432',
      { by: 'evil', found: '10.244.0.5:9187', labels: behindService },
      'not-proven: no object of namespace db declares port 5432: only the scrape claims it',
    ],
    [
      'a container without ports, on the default one',
      '10.244.0.5',
      { by: 'evil', labels: { __meta_kubernetes_namespace: 'db' }, uid: 'uid-pod-1' },
      'not-proven: no object of namespace db declares port 80: only the scrape claims it',
    ],
    [
      'the name of its Service',
      'pgx.db.svc:80',
      { by: 'evil', written: true },
      'not-proven: only the scrape says that Service db/pgx, of another namespace, is its target',
    ],
    [
      'the cluster IP of its Service',
      '10.96.3.4:80',
      { by: 'evil', written: true },
      'not-proven: only the scrape says that Service db/pgx, of another namespace, is its target',
    ],
  ])('%s', (_, address, said, expected) => {
    expect(leads(address, said)).toBe(expected);
  });

  it('a hostNetwork pod of his own proves no other port of its node', () => {
    const spec = { hostNetwork: true, nodeName: 'n' };
    const pods = [
      pod({
        spec: { ...spec, containers: [{ name: 'x', image: 'x', ports: [{ containerPort: 9100 }] }] },
        status: { podIP: '192.168.1.10', podIPs: [] },
      }),
    ];
    expect(leads('192.168.1.10:9100', { written: true }, { pods })).toBe(`${itself}9100`);
    expect(leads('192.168.1.10:10250', { written: true }, { pods })).toMatch(/^not-proven: only the scrape says/);
  });
});

describe('what a scrape claims of its own namespace', () => {
  const headless = { services: [service({ spec: { clusterIP: 'None' } })] };
  const external = { services: [service({ spec: { type: 'ExternalName', externalName: 'db.example', clusterIP: '' } })] };
  it.each<[string, string, Cluster, string]>([
    ['a pod', '10.244.0.5:9187', {}, `${itself}9187`],
    ['another port of it', '10.244.0.5:1', {}, `${itself}1`],
    ['a Service', 'pgx.db.svc:80', {}, `${ofPod}9187`],
    ['without "svc"', 'pgx.db:80', {}, `${ofPod}9187`],
    ['with the usual domain', 'pgx.db.svc.cluster.local:80', {}, `${ofPod}9187`],
    ['from the root', 'PGX.db.svc.cluster.local.:80', {}, `${ofPod}9187`],
    ['by its cluster IP', '10.96.3.4:80', {}, `${ofPod}9187`],
    ['headless, on the port of the pod', 'pgx.db.svc:9187', headless, `${ofPod}9187`],
    ['on a port that it does not have', 'pgx.db.svc:81', {}, 'no-endpoints: Service db/pgx has no port 81'],
    ['without backends', 'pgx.db.svc:80', { slices: [] }, 'no-endpoints: Service db/pgx has no address'],
    ['that stands for another name', 'pgx.db.svc:80', external, 'external: Service db/pgx stands for db.example, outside of the cluster'],
  ])('%s', (_, address, cluster, expected) => {
    expect(leads(address, { written: true }, cluster)).toBe(expected);
  });

  it.each(['pgx.db.svc.evil.example', 'pgx.db.example', 'pgx', 'pgx.other.svc', 'a.pgx.db.svc', 'pgx.db.svc.', '10-244-0-5.db.pod'])(
    'no name of a Service of it: %s',
    (name) => {
      expect(leads(`${name}:80`, { written: true })).toBe(`external: ${name}:80 is the name of no Service of the cluster`);
    },
  );

  it('a finished pod has its address no longer', () => {
    const pods = [pod({ status: { phase: 'Succeeded' } })];
    expect(leads('10.244.0.5:9187', { written: true }, { pods })).toBe(
      'external: 10.244.0.5:9187 belongs to no running pod of the cluster',
    );
  });
});

describe('an address of nobody', () => {
  it.each([
    ['127.0.0.1:9187', 'a loopback'],
    ['[::1]:9187', 'a loopback'],
    ['[::ffff:127.0.0.1]:9187', 'a loopback'],
    ['169.254.169.254', 'a cloud metadata'],
    ['[fe80::1]:80', 'a link-local'],
    ['224.0.0.1:80', 'a multicast'],
    ['0.0.0.0:80', 'an unspecified'],
  ])('%s is %s address', (address, kind) => {
    expect(leads(address, { written: true })).toMatch(
      new RegExp(`^not-proven: .* is ${kind} address, which nothing but the scrape names$`),
    );
  });

  it.each([
    ['203.0.113.9:80', 'belongs to no running pod'],
    ['pgx.web.svc:80', 'is the name of no Service'],
  ])('may be of a namespace that was not looked at: %s', (address, reason) => {
    const told = `not-proven: ${address} ${reason} of the namespaces that this scan is about`;
    expect(leads(address, { written: true }, { isWhole: false })).toBe(told);
  });

  it('is dialled where --allow-cidr holds it', () => {
    expect(leads('203.0.113.9:80', { written: true }, { allowed: ['203.0.113.0/24'] })).toBe('claimed 203.0.113.9:80');
  });
});

describe('parseAddress', () => {
  it.each([
    ['10.0.0.7:9187', 'http', { host: '10.0.0.7', port: 9187 }],
    ['[2001:db8::1]:9187', 'http', { host: '2001:db8::1', port: 9187 }],
    ['[2001:db8::1]', 'https', { host: '2001:db8::1', port: 443 }],
    ['10.0.0.7', 'HTTPS', { host: '10.0.0.7', port: 443 }],
    ['pgx.db.svc', 'http', { host: 'pgx.db.svc', port: 80 }],
    ['a:0', 'http', null],
    ['a:65536', 'http', null],
    ['2001:db8::1', 'http', null],
    ['[fe80::1%eth0]:80', 'http', null],
    ['a b:80', 'http', null],
    ['', 'http', null],
    [`${'a'.repeat(254)}:80`, 'http', null],
  ])('%s over %s', (text, scheme, expected) => {
    expect(parseAddress(text, scheme)).toEqual(expected);
  });
});
