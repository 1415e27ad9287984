import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../src/prometheus/discovery/index.ts';
import { pod, slice } from '../discover/objects.ts';
import { addresses, clusterOf, meta, reads } from './cluster-objects.ts';
import { kubernetesSd, someJob } from './jobs.ts';

const byController = { 'kubernetes.io/service-name': 'pgx', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
describe('what is not known', () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', long: 'x'.repeat(1001), 'a.b': '1', 'a-b': '2' };
  const annotated = clusterOf({ pods: [pod({ metadata: { annotations } })] });

  it.each(['kubectl_kubernetes_io_last_applied_configuration', 'long', 'a_b'])('annotation %s: reading it gives nothing', (name) => {
    expect(reads(meta(`pod_annotation_${name}`), kubernetesSd('pod'), annotated)).toMatch('not known');
    expect(reads(meta(`pod_annotationpresent_${name}`), kubernetesSd('pod'), annotated)).toBe('true');
    expect(reads(meta('pod_annotation_other'), kubernetesSd('pod'), annotated)).toBe('');
  });

  it('labels of an object that has too many of them', () => {
    const labels = Object.fromEntries(Array.from({ length: 501 }, (_, nth) => [`l${nth}`, 'x']));
    expect(reads(meta('pod_label_l1'), kubernetesSd('pod'), clusterOf({ pods: [pod({ metadata: { labels } })] }))).toMatch('more than 500');
  });

  it('an image that does not print', () => {
    const odd = pod({ spec: { containers: [{ name: 'a', image: 'x\u0007', ports: [{ containerPort: 1 }] }] } });
    expect(reads(meta('pod_container_image'), kubernetesSd('pod'), clusterOf({ pods: [odd] }))).toMatch('not known');
  });

  it.each([
    ['pods', 'pod_label_app'],
    ['services', 'service_label_app'],
  ])('labels of %s that may not be listed', (kind, label) => {
    const cluster = clusterOf({ slices: [slice()], unreadable: { [kind]: `${kind} is forbidden` } });
    expect(reads(meta(label), kubernetesSd('endpoints'), cluster)).toMatch(`${kind} is forbidden`);
    expect(reads(meta(label), kubernetesSd('endpoints'), clusterOf({ slices: [slice()] }))).toBe('');
  });

  it.each([
    ['nodes', 'node_label_zone'],
    ['namespaces', 'namespace_label_team'],
  ])('attached labels of %s that may not be listed', (kind, label) => {
    const sd = kubernetesSd('pod', { attachMetadata: { node: true, namespace: true } });
    const nodes = kind === 'nodes' ? [] : [{ metadata: { name: 'node-1' }, status: {} }];
    expect(reads(meta(label), sd, clusterOf({ pods: [pod()], nodes, unreadable: { [kind]: `${kind} is forbidden` } }))).toMatch(
      'forbidden',
    );
  });

  it('targets of a role whose objects may not be listed', () => {
    const unreadable = clusterOf({ unreadable: { slices: 'endpointslices is forbidden' } });
    expect(targetsOf(someJob({ discoveries: [kubernetesSd('endpoints')] }), unreadable)).toMatchObject([
      { outcome: 'unsupported', reason: 'endpointslices is forbidden' },
    ]);
  });

  it.each([
    [{ role: 'pod', label: 'app in (a,b),tier!=x,!legacy', field: '' }, 1],
    [{ role: 'pod', label: 'app=other', field: '' }, 0],
    [{ role: 'pod', label: '', field: 'spec.nodeName==node-1,metadata.name!=x' }, 1],
    [{ role: 'pod', label: '', field: 'status.phase=Failed' }, 0],
  ])('but not what a selector selects: %j', (selector, targets) => {
    const one = clusterOf({ pods: [pod({ metadata: { labels: { app: 'a' } } })] });
    expect(addresses(kubernetesSd('pod', { selectors: [selector] }), one).length).toBe(targets);
  });

  it.each([
    { role: 'pod', label: '', field: 'spec.nodeName=$(NODE_NAME)' },
    { role: 'pod', label: '', field: 'spec.schedulerName=x' },
    { role: 'pod', label: 'a=b=c', field: '' },
    { role: 'pod', label: 'a>1', field: '' },
  ])('what a selector that is not evaluated selects: %j', (selector) => {
    const [row, ...more] = targetsOf(
      someJob({ discoveries: [kubernetesSd('pod', { selectors: [selector] })] }),
      clusterOf({ pods: [pod()] }),
    );
    expect([row?.outcome, more]).toEqual(['unsupported', []]);
  });
});

describe('a tenant', () => {
  it('with more targets than anyone needs costs only himself targets', () => {
    const ports = Array.from({ length: 100 }, (_, nth) => ({ name: `p${nth}`, port: nth + 1, protocol: 'TCP' }));
    const endpoints = Array.from({ length: 1000 }, (_, nth) => ({
      addresses: Array.from({ length: 100 }, (_each, last) => `10.${nth % 250}.0.${last}`),
    }));
    const bait = slice({ metadata: { name: 'bait', namespace: 'evil', labels: byController }, ports, endpoints });
    const before = performance.now();
    const rows = targetsOf(someJob({ discoveries: [kubernetesSd('endpointslice')] }), clusterOf({ slices: [bait, slice()] }));
    expect(rows.map(({ outcome }) => outcome)).toEqual(['active', 'unsupported']);
    expect(rows[1]).toMatchObject({ reason: expect.stringContaining('namespace evil') as string });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('does not make the work of many monitors on many pods explode', () => {
    const many = Array.from({ length: 5000 }, (_, nth) =>
      pod({ metadata: { name: `p${nth}`, namespace: `ns-${nth % 500}`, uid: `u${nth}` } }),
    );
    const cluster = clusterOf({ pods: many });
    const before = performance.now();
    const counts = Array.from({ length: 500 }, (_, nth) => addresses(kubernetesSd('pod', { namespaces: [`ns-${nth}`] }), cluster).length);
    expect(new Set(counts)).toEqual(new Set([10]));
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
