import type { KubeObject } from '../api.ts';
import { configMap } from '../fixtures/fixture.ts';
import { idlePod } from './honest.ts';
import { alice, mallory, type Places } from './places.ts';
import { handWritten, monitor, ownMonitor, service, slice, staticTargets } from './writes.ts';

/** What Mallory writes to make scans costly, blind, or to have them read or print what is not for him. */

const many = <T>(count: number, of: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => of(nth));
const toAlice = { namespaceSelector: { matchNames: [alice] }, selector: { matchLabels: { app: 'exporter' } } };

/** Paths of Alice's that cost her something. */
const costly = ['/debug/pprof/profile', '/-/quit', '/federate'] as const;

export const costlyPaths = (): KubeObject[] => [
  monitor('ServiceMonitor', 'costly-paths', { ...toAlice, endpoints: costly.map((path) => ({ port: 'plain', path })) }),
  monitor('PodMonitor', 'costly-paths', {
    ...toAlice,
    podMetricsEndpoints: costly.map((path) => ({ port: 'p-9100', relabelings: [{ targetLabel: '__metrics_path__', replacement: path }] })),
  }),
];

const reference = (kind: 'secret' | 'configMap', name: string) => ({
  scheme: 'https',
  tlsConfig: { ca: { [kind]: { name, key: 'tls.crt' } } },
});
const file = (path: string) => ({ scheme: 'https', tlsConfig: { caFile: path, certFile: path, keyFile: path } });

/** Secrets, ConfigMaps and files that are not his. */
export const readsOfOthers = (): KubeObject[] =>
  [
    reference('secret', `../../${alice}/secrets/exporter-ca`),
    reference('secret', `${alice}/exporter-ca`),
    reference('configMap', '../secrets/exporter-ca'),
    reference('configMap', `..%2f..%2f${alice}%2fsecrets%2fexporter-ca`),
    reference('secret', 'exporter-ca'), // Alice's has this name; this one is of his own namespace, and is not there
    file('/etc/prometheus/secrets/prometheus-own/tls.crt'),
    file(`/etc/prometheus/secrets/../secrets/prometheus-own/tls.key`),
    file(`/etc/prometheus/certs/0_${alice}_exporter-ca_ca.crt`),
    file('/etc/passwd'),
    file('/var/run/secrets/kubernetes.io/serviceaccount/token'),
    { ...file('/etc/prometheus/secrets/prometheus-own/tls.crt'), bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
  ].map((endpoint, nth) => ownMonitor(`reads-of-others-${nth}`, endpoint));

/** Whom a scan may read of Secrets for Mallory's sake. */
export const ownSecrets = new RegExp(`^/api/v1/namespaces/(${mallory})/secrets/`);

const escape = '\u001b]0;owned\u0007\u001b[2J\u202e::error ::owned <script>alert(1)</script>';
export const hostileTexts = ({ own }: Places): KubeObject[] => [
  configMap(mallory, 'hostile', { 'ca.crt': `-----BEGIN CERTIFICATE-----\n${escape}\n-----END CERTIFICATE-----` }),
  ownMonitor('hostile-texts', {
    path: `/${escape}`,
    params: { [`x${escape}`]: [escape] },
    scheme: 'https',
    tlsConfig: { serverName: escape, ca: { configMap: { name: 'hostile', key: 'ca.crt' } } },
    relabelings: [
      { targetLabel: 'instance', replacement: escape },
      { targetLabel: '__param_x', replacement: escape },
    ],
  }),
  ownMonitor('hostile-address', { relabelings: [{ targetLabel: '__address__', replacement: `${escape}:9300` }] }),
  ownMonitor('hostile-pattern', { relabelings: [{ sourceLabels: ['__address__'], regex: `${escape}(`, targetLabel: 'x' }] }),
  staticTargets('hostile-static', [escape, `${own.ip}:9300`], { spec: { jobName: escape, metricsPath: `/${escape}` } }),
  monitor('Probe', 'hostile-probe', {
    jobName: escape,
    module: escape,
    prober: { url: `${own.ip}:9300`, path: `/${escape}` },
    targets: { staticConfig: { static: [escape], labels: { x: escape } } },
  }),
  idlePod(mallory, 'hostile-annotations', [9302], {
    meta: { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/path': `/${escape}`, 'prometheus.io/param_x': escape } },
  }),
];

/** Labels, patterns and lists without end. */
export const floods = ({ wide }: Places): KubeObject[] => [
  ownMonitor('huge-labels', { relabelings: many(60, () => ({ sourceLabels: ['x', 'x', '__address__'], targetLabel: 'x' })) }),
  ownMonitor('huge-names', { relabelings: many(400, (nth) => ({ targetLabel: `label_${nth}`, replacement: 'x'.repeat(1000) })) }),
  monitor('PodMonitor', 'slow-patterns', {
    namespaceSelector: { any: true },
    selector: {},
    podMetricsEndpoints: many(20, () => ({
      relabelings: [
        { sourceLabels: ['__address__', '__meta_kubernetes_pod_uid'], regex: '((a|b|c|d|e|f|[0-9]|-)*.){1,200}x', action: 'drop' },
      ],
    })),
  }),
  monitor('ServiceMonitor', 'not-followed', {
    namespaceSelector: { any: true },
    selector: {},
    endpoints: [{ relabelings: [{ sourceLabels: ['__address__'], regex: 'a'.repeat(4001), action: 'drop' }] }],
  }),
  ownMonitor('six-hundred-relabelings', { relabelings: many(600, () => ({ targetLabel: 'x', replacement: 'y' })) }),
  staticTargets(
    'static-flood',
    many(4000, (nth) => `198.18.${nth >> 8}.${nth & 255}:80`),
  ),
  ...many(5, (nth) => nth).flatMap((nth) => wideSlice(`wide-${nth}`, wide)),
];

/** A thousand endpoints, each with a hundred ports: a hundred thousand targets. */
function wideSlice(name: string, { ip, uid }: Places['wide']): KubeObject[] {
  const targetRef = { kind: 'Pod', namespace: mallory, name: 'wide', uid };
  const made = slice(name, { addresses: many(1000, () => ip), port: 9300, targetRef });
  const annotations = { 'prometheus.io/scrape': 'true' };
  return [
    service(name, 9300, { meta: { annotations } }),
    { ...made, ports: many(100, (nth) => ({ name: `p-${nth}`, port: 30_000 + nth, protocol: 'TCP' })) },
    ...handWritten(name, { addresses: [ip], port: 9300, targetRef }).slice(2),
  ];
}

/** Each asks for Alice's exporter, with a CA of its own. */
export const thousandMonitors = (): KubeObject[] =>
  many(1000, (nth) =>
    monitor('ServiceMonitor', `one-of-a-thousand-${nth}`, {
      ...toAlice,
      endpoints: [
        {
          port: 'secure',
          scheme: 'https',
          path: `/${nth}`,
          tlsConfig: { serverName: `${nth}.evil.example`, ca: { configMap: { name: `ca-${nth}`, key: 'ca.crt' } } },
        },
      ],
    }),
  );
