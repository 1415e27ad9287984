import { describe, expect, it } from 'vitest';
import { ciliumEncryption, isMeshPort, meshAt, meshOf, type MeshPod } from '../../src/exporters/mesh.ts';

const container = (name: string, image = 'registry.example/any:1', ports: readonly number[] = []) => ({
  name,
  image,
  ports: ports.map((number) => ({ number })),
});
const pod = (over: Partial<MeshPod> = {}): MeshPod => ({
  labels: {},
  annotations: {},
  containers: [container('exporter', 'quay.io/prometheus/node-exporter:v1', [9100])],
  hostNetwork: false,
  namespaceLabels: {},
  ...over,
});
const beside = (...others: readonly ReturnType<typeof container>[]): MeshPod => pod({ containers: [...pod().containers, ...others] });
const istio = (annotations: Record<string, string>): MeshPod => ({ ...beside(container('istio-proxy')), annotations });
const ambient = { 'istio.io/dataplane-mode': 'ambient' };
const none = { 'istio.io/dataplane-mode': 'none' };

describe('the mesh before a pod', () => {
  it.each<[string, MeshPod, string | undefined, string | undefined]>([
    ['nothing', pod(), undefined, undefined],
    ["Istio's container", beside(container('istio-proxy')), 'istio-sidecar', 'container istio-proxy'],
    [
      "Istio's annotation alone",
      pod({ annotations: { 'sidecar.istio.io/status': '{"containers":["istio-proxy"]}' } }),
      'istio-sidecar',
      'annotation sidecar.istio.io/status',
    ],
    ["Linkerd's container", beside(container('linkerd-proxy')), 'linkerd', 'container linkerd-proxy'],
    [
      "Linkerd's annotation",
      pod({ annotations: { 'linkerd.io/proxy-version': 'edge-26.1' } }),
      'linkerd',
      'annotation linkerd.io/proxy-version',
    ],
    ['a wish for injection that nobody granted', pod({ annotations: { 'linkerd.io/inject': 'enabled' } }), undefined, undefined],
    ['the label of the pod', pod({ labels: ambient }), 'istio-ambient', 'label istio.io/dataplane-mode=ambient'],
    [
      'the label of the namespace',
      pod({ namespaceLabels: ambient }),
      'istio-ambient',
      'label istio.io/dataplane-mode=ambient of the namespace',
    ],
    ['a pod that opts out of it', pod({ labels: none, namespaceLabels: ambient }), undefined, undefined],
    [
      "the mark of Istio's node agent",
      pod({ annotations: { 'ambient.istio.io/redirection': 'enabled' } }),
      'istio-ambient',
      'annotation ambient.istio.io/redirection',
    ],
    ['that mark, disabled', pod({ annotations: { 'ambient.istio.io/redirection': 'disabled' } }), undefined, undefined],
    ['a sidecar in an ambient namespace', { ...beside(container('istio-proxy')), namespaceLabels: ambient }, 'istio-sidecar', undefined],
    ["the host's network", { ...beside(container('istio-proxy')), hostNetwork: true, namespaceLabels: ambient }, undefined, undefined],
    ['Consul', beside(container('consul-dataplane')), 'other-sidecar', 'container consul-dataplane'],
    ['Kuma', beside(container('kuma-sidecar')), 'other-sidecar', 'container kuma-sidecar'],
    [
      'App Mesh',
      beside(container('envoy', '840364872350.dkr.ecr.eu-west-1.amazonaws.com/aws-appmesh-envoy:v1')),
      'other-sidecar',
      undefined,
    ],
    ['a container of somebody called envoy', beside(container('envoy', 'registry.example/letters:1')), undefined, undefined],
    [
      'kube-rbac-proxy, which is no mesh',
      beside(container('kube-rbac-proxy', 'quay.io/brancz/kube-rbac-proxy:v0.19')),
      undefined,
      undefined,
    ],
  ])('%s', (_name, given, kind, because) => {
    const mesh = meshOf(given);
    expect(mesh?.kind).toBe(kind);
    expect(mesh?.because ?? '').toContain(because ?? '');
  });
});

describe('the mesh before a port', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['all ports, by default', {}, true],
    ['excluded', { 'traffic.sidecar.istio.io/excludeInboundPorts': '15020, 9100' }, false],
    ['others excluded', { 'traffic.sidecar.istio.io/excludeInboundPorts': '9101,91000,x' }, true],
    ['included', { 'traffic.sidecar.istio.io/includeInboundPorts': '80,9100' }, true],
    ['only others included', { 'traffic.sidecar.istio.io/includeInboundPorts': '80' }, false],
    ['none included', { 'traffic.sidecar.istio.io/includeInboundPorts': '' }, false],
    ['all included', { 'traffic.sidecar.istio.io/includeInboundPorts': '*' }, true],
  ])('Istio: %s', (_name, annotations, meshed) => expect(meshAt(9100, istio(annotations)) !== null).toBe(meshed));

  it.each([
    ['9100', false],
    ['25,9000-9200', false],
    ['9101-9200', true],
    ['', true],
  ])('Linkerd skips %j', (ports, meshed) => {
    const given = { ...beside(container('linkerd-proxy')), annotations: { 'config.linkerd.io/skip-inbound-ports': ports } };
    expect(meshAt(9100, given) !== null).toBe(meshed);
  });

  it('ambient mode takes every port', () => expect(meshAt(9100, pod({ labels: ambient }))?.kind).toBe('istio-ambient'));
});

describe('the ports of a mesh itself', () => {
  it.each<[string, number, MeshPod, boolean]>([
    ["Envoy's metrics", 15090, beside(container('istio-proxy', 'istio/proxyv2', [15090])), true],
    ['metrics that Istio merges', 15020, beside(container('istio-proxy', 'istio/proxyv2', [15090])), true],
    ["the workload's", 9100, beside(container('istio-proxy')), false],
    ["Linkerd's", 4191, beside(container('linkerd-proxy')), true],
    ["Istio's number in Linkerd's pod", 15090, beside(container('linkerd-proxy')), false],
    ["a number of Envoy's that the workload declares", 9901, beside(container('kuma-sidecar'), container('app', 'app', [9901])), false],
    ['any number that only the proxy declares', 12345, beside(container('kuma-sidecar', 'kuma-dp', [12345])), true],
    ['the same number without a mesh', 15090, pod(), false],
  ])('%s', (_name, port, given, own) => expect(isMeshPort(port, given)).toBe(own));
});

it.each([
  [{ 'enable-wireguard': 'true' }, 'enable-wireguard in ConfigMap kube-system/cilium-config'],
  [{ 'enable-wireguard': 'false', 'enable-ipsec': 'true' }, 'enable-ipsec in ConfigMap kube-system/cilium-config'],
  [{ 'enable-wireguard': 'false' }, undefined],
  [{}, undefined],
])('Cilium with %j', (config, because) => expect(ciliumEncryption(config)?.because).toBe(because));
