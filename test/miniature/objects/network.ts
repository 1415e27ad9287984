import type { Exporter } from '../inventory.ts';
import { type KubeObject, controlledBy, metadata, suffix } from './meta.ts';
import { type Replica, nodeName, releaseMetadata, selectorLabels } from './workload.ts';

const placeOf = (exporter: Exporter, kind: string) => ({ kind, namespace: exporter.namespace, name: exporter.name });

/** The Service in front; its cluster address comes from its position in the inventory. */
export function service(exporter: Exporter, position: number, port: number): KubeObject {
  const { type, annotations = {} } = exporter.service;
  const clusterIP = `10.96.7.${position + 1}`;
  const nodePort = type === 'ClusterIP' ? {} : { nodePort: 30900 + position };
  const portAnnotation = annotations['prometheus.io/scrape'] ? { 'prometheus.io/port': String(port) } : {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(placeOf(exporter, 'Service'), releaseMetadata(exporter, { ...annotations, ...portAnnotation })),
    spec: {
      type,
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      ...(type === 'ClusterIP' ? {} : { externalTrafficPolicy: 'Cluster' }),
      ports: [{ name: exporter.portName, port: exporter.chart ? 80 : port, targetPort: exporter.portName, protocol: 'TCP', ...nodePort }],
      selector: selectorLabels(exporter),
      sessionAffinity: 'None',
    },
    status: { loadBalancer: type === 'LoadBalancer' ? { ingress: [{ ip: '203.0.113.10', ipMode: 'VIP' }] } : {} },
  };
}

/** What the endpoint slice controller writes for the Service. */
export function endpointSlice(exporter: Exporter, owner: KubeObject, pods: readonly KubeObject[]): KubeObject {
  const ready = exporter.listens;
  const { port } = pods.map(replicaOf)[0] ?? { port: exporter.port };
  const labels = {
    ...(owner.metadata['labels'] as Record<string, string>),
    'kubernetes.io/service-name': exporter.name,
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata(
      { kind: 'EndpointSlice', namespace: exporter.namespace, name: `${exporter.name}-${suffix(`slice ${exporter.name}`, 5)}` },
      { generateName: `${exporter.name}-`, labels, ...controlledBy(owner) },
    ),
    addressType: 'IPv4',
    endpoints: pods.map((pod) => ({
      addresses: [replicaOf(pod).ip],
      conditions: { ready, serving: ready, terminating: false },
      nodeName,
      targetRef: { kind: 'Pod', namespace: exporter.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    })),
    ports: [{ name: exporter.portName, port, protocol: 'TCP' }],
  };
}

function replicaOf(pod: KubeObject): Replica {
  const { podIP } = pod.status as { podIP: string };
  const { containers } = pod.spec as { containers: { ports: { containerPort: number }[] }[] };
  return { name: pod.metadata.name, ip: podIP, port: containers[0]?.ports[0]?.containerPort ?? 0 };
}

/** The ServiceMonitor, in the exporter's namespace, as charts make it. */
export function serviceMonitor(exporter: Exporter): KubeObject | null {
  if (!exporter.monitor) return null;
  const { scheme, tlsConfig, credentials } = exporter.monitor;
  const path = exporter.identity.prefix === 'pushgateway' ? { honorLabels: true } : {};
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadata(placeOf(exporter, 'ServiceMonitor'), { ...releaseMetadata(exporter), generation: 1 }),
    spec: {
      endpoints: [
        {
          port: exporter.portName,
          interval: '30s',
          ...path,
          ...(scheme ? { scheme } : {}),
          ...(tlsConfig ? { tlsConfig } : {}),
          ...credentials,
        },
      ],
      namespaceSelector: { matchNames: [exporter.namespace] },
      selector: { matchLabels: selectorLabels(exporter) },
    },
  };
}
