import type { KubeObject } from '../api.ts';
import { idlePod } from './honest.ts';
import { alice, mallory, metadataService, nodeAddress, nodeName, outside, type Places } from './places.ts';
import { endpoints, handWritten, monitor, ownMonitor, service, slice, staticTargets, toAddress } from './writes.ts';

/** One way to make a scanner knock at an address that is not Mallory's. */
export interface Attack {
  readonly name: string; // of its objects too
  readonly bait: (places: Places) => string;
  readonly port: number; // of the bait, which no other attack has
  readonly write: (aim: Aim) => readonly KubeObject[];
  readonly told?: string; // what the report must say, else the name
}

interface Aim extends Places {
  readonly host: string;
  readonly port: number;
  readonly at: string; // host:port
  readonly name: string;
}

const anywhere = { namespaceSelector: { any: true } };
const pod = ({ pod: address }: Places): string => address;
const podRef = ({ podName: name, podUid: uid }: Places, namespace: string) => ({ kind: 'Pod', namespace, name, uid });

const slices: readonly Omit<Attack, 'port'>[] = [
  { name: 'slice-by-address', bait: pod, write: ({ name, host, port }) => handWritten(name, { addresses: [host], port }) },
  {
    name: 'slice-by-uid',
    bait: pod,
    write: (aim) => handWritten(aim.name, { addresses: [aim.host], port: aim.port, targetRef: podRef(aim, mallory) }),
  },
  {
    name: 'slice-by-uid-elsewhere',
    bait: pod,
    write: (aim) => handWritten(aim.name, { addresses: [aim.host], port: aim.port, targetRef: podRef(aim, alice) }),
  },
  {
    name: 'slice-of-own-pod',
    bait: pod,
    write: ({ name, host, port, own }) =>
      handWritten(name, { addresses: [host], port, targetRef: { kind: 'Pod', namespace: mallory, name: 'own', uid: own.uid } }),
  },
  {
    name: 'slice-by-the-controller',
    bait: pod,
    write: (aim) =>
      handWritten(aim.name, {
        addresses: [aim.host],
        port: aim.port,
        targetRef: podRef(aim, alice),
        labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      }),
  },
  {
    name: 'slice-of-no-service',
    bait: pod,
    write: (aim) => [
      slice(aim.name, { addresses: [aim.host], port: aim.port, targetRef: podRef(aim, alice), service: '' }),
      monitor('ScrapeConfig', aim.name, {
        kubernetesSDConfigs: [{ role: 'EndpointSlice', namespaces: { names: [mallory] } }],
        relabelings: [{ action: 'Keep', sourceLabels: ['__meta_kubernetes_endpointslice_name'], regex: aim.name }],
      }),
    ],
  },
  {
    name: 'endpoints-mirrored',
    bait: pod,
    write: (aim) => [
      service(aim.name, aim.port),
      endpoints(aim.name, { ip: aim.host, targetRef: podRef(aim, alice) }, aim.port),
      monitor('ServiceMonitor', aim.name, { selector: { matchLabels: { app: aim.name } }, endpoints: [{ port: 'metrics' }] }),
    ],
  },
  {
    name: 'exporter', // as Alice's Service is called
    bait: pod,
    write: (aim) => handWritten(aim.name, { addresses: [aim.host], port: aim.port, targetRef: podRef(aim, alice) }),
    told: `${mallory}/Service/exporter`,
  },
  {
    name: 'annotated-service',
    bait: pod,
    write: (aim) => [
      service(aim.name, 9100, {
        meta: { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(aim.port), 'prometheus.io/scheme': 'https' } },
      }),
      slice(aim.name, { addresses: [aim.host], port: 9100, targetRef: podRef(aim, alice) }),
    ],
  },
  {
    name: 'slice-at-the-node',
    bait: () => nodeAddress,
    write: ({ name, host, port, nodeUid }) =>
      handWritten(name, { addresses: [host], port, targetRef: { kind: 'Node', name: nodeName, uid: nodeUid } }),
  },
  { name: 'slice-outside', bait: () => outside, write: ({ name, host, port }) => handWritten(name, { addresses: [host], port }) },
];

const relabelings: readonly Omit<Attack, 'port'>[] = [
  { name: 'relabeled-address', bait: pod, write: ({ name, at }) => [ownMonitor(name, toAddress(at))] },
  {
    name: 'relabeled-port',
    bait: pod,
    write: ({ name, port }) => [
      monitor('ServiceMonitor', name, {
        ...anywhere,
        selector: { matchLabels: { app: 'exporter' } },
        endpoints: [
          {
            port: 'plain',
            relabelings: [{ sourceLabels: ['__address__'], regex: '(.+):.*', targetLabel: '__address__', replacement: `$1:${port}` }],
          },
        ],
      }),
    ],
  },
  {
    name: 'pod-monitor-port',
    bait: pod,
    write: ({ name, port }) => [
      monitor('PodMonitor', name, {
        ...anywhere,
        selector: { matchLabels: { app: 'exporter' } },
        podMetricsEndpoints: [
          {
            port: 'p-9100',
            relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_ip'], targetLabel: '__address__', replacement: `$1:${port}` }],
          },
        ],
      }),
    ],
  },
  {
    name: 'relabeled-to-a-service',
    bait: ({ clusterIp }) => clusterIp,
    write: ({ name }) => [ownMonitor(name, toAddress(`quiet.${alice}.svc:80`))],
  },
  {
    name: 'relabeled-to-loopback',
    bait: () => '127.0.0.1',
    write: ({ name, port }) => [
      ownMonitor(name, toAddress(`localhost:${port}`)),
      ownMonitor(`${name}-mapped`, toAddress(`[::ffff:127.0.0.1]:${port}`)),
    ],
  },
  {
    name: 'host-network',
    bait: () => nodeAddress,
    write: ({ name, port }) => [
      idlePod(mallory, name, [9301], {
        meta: { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(port) } },
        spec: { hostNetwork: true, nodeName },
      }),
      monitor('PodMonitor', name, {
        selector: { matchLabels: { app: name } },
        podMetricsEndpoints: [{ port: 'p-9301', ...toAddress(`${nodeAddress}:${port}`) }],
      }),
    ],
  },
];

const claims: readonly Omit<Attack, 'port'>[] = [
  { name: 'static-pod', bait: pod, write: ({ name, at }) => [staticTargets(name, [at])] },
  {
    name: 'static-with-discovered-labels',
    bait: pod,
    write: ({ name, at }) => [
      staticTargets(name, [at], { labels: { __meta_kubernetes_namespace: alice, __meta_kubernetes_service_name: 'exporter' } }),
    ],
  },
  { name: 'static-cluster-ip', bait: ({ clusterIp }) => clusterIp, write: ({ name, at }) => [staticTargets(name, [at])] },
  { name: 'static-loopback', bait: () => '127.0.0.1', write: ({ name, at }) => [staticTargets(name, [at])] },
  { name: 'static-node', bait: () => nodeAddress, write: ({ name, at }) => [staticTargets(name, [at])] },
  { name: 'static-outside', bait: () => outside, write: ({ name, at }) => [staticTargets(name, [at])] },
  { name: 'static-metadata', bait: () => metadataService, write: ({ name, at }) => [staticTargets(name, [at])] },
  {
    name: 'probe-prober',
    bait: pod,
    write: ({ name, at }) => [monitor('Probe', name, { prober: { url: at }, targets: { staticConfig: { static: ['x.example'] } } })],
  },
  {
    name: 'probe-target',
    bait: pod,
    write: ({ name, at, own }) => [
      monitor('Probe', name, {
        prober: { url: `${own.ip}:9303` },
        targets: { staticConfig: { static: [`http://user:probe-secret@${at}/`] } },
      }),
    ],
    told: `probe/${mallory}/probe-target`,
  },
  {
    name: 'proxy-url',
    bait: pod,
    write: ({ name, at }) => [ownMonitor(name, { proxyUrl: `http://user:proxy-secret@${at}` })],
    told: `serviceMonitor/${mallory}/proxy-url/0`,
  },
  {
    name: 'token-url',
    bait: pod,
    write: ({ name, at }) => [
      ownMonitor(name, {
        oauth2: {
          clientId: { configMap: { name: 'x', key: 'x' } },
          clientSecret: { name: 'x', key: 'x' },
          tokenUrl: `http://${at}/token`,
        },
      }),
    ],
  },
  {
    name: 'external-name',
    bait: ({ clusterIp }) => clusterIp,
    write: ({ name, port, pod: address }) => [
      service(name, port, {
        meta: { annotations: { 'prometheus.io/scrape': 'true' } },
        spec: { type: 'ExternalName', externalName: `quiet.${alice}.svc.cluster.local` },
      }),
      slice(name, { addresses: [address], port }),
    ],
  },
  {
    name: 'external-ips',
    bait: pod,
    write: (aim) => [
      service(aim.name, aim.port, { spec: { externalIPs: [aim.host], ports: [{ name: 'metrics', port: aim.port }] } }),
      staticTargets(aim.name, [`${aim.name}.${mallory}.svc:${aim.port}`, `${aim.host}:${aim.port}`]),
    ],
  },
];

/** Where the API server itself is; it notes strangers. */
export const atApiServer = ({ api }: Places): readonly KubeObject[] => [
  staticTargets('static-api-server', [`${api.host}:${api.port}`]),
  ...handWritten('slice-api-server', { addresses: [api.host], port: api.port }),
];

const firstPort = 20_000;
export const attacks: readonly Attack[] = [...slices, ...relabelings, ...claims].map((attack, index) => ({
  ...attack,
  port: attack.name === 'static-metadata' ? 80 : firstPort + index,
}));

export function aimOf({ name, bait, port }: Attack, places: Places): Aim {
  const host = bait(places);
  return { ...places, name, host, port, at: `${host}:${port}` };
}
