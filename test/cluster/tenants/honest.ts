import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Ca, Issued } from '../../support/pki.ts';
import type { KubeObject } from '../api.ts';
import { configMap, secret } from '../fixtures/fixture.ts';
import { alice, mallory, monitoring } from './places.ts';

/** Alice's exporters, and the monitors that are meant to be. */

const ports = { plain: 9100, secure: 9443, annotated: 9102 } as const;

const monitor = (kind: string, namespace: string, name: string, spec: object): KubeObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: { namespace, name },
  spec,
});

/** A pod whose process does nothing: what listens at its address is this test's. */
export const idlePod = (
  namespace: string,
  name: string,
  declared: readonly number[],
  more: { meta?: object; spec?: object } = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name, labels: { app: name }, ...more.meta },
  spec: {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'main',
        image: 'registry.example/idle:1',
        command: ['sleep', '86400'],
        ports: declared.map((containerPort) => ({ name: `p-${containerPort}`, containerPort })),
      },
    ],
    ...more.spec,
  },
});

const service = (name: string, app: string, servicePorts: readonly object[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: alice, name, labels: { app: name } },
  spec: { selector: { app }, ports: servicePorts },
});

const https = (ca: object) => ({ port: 'secure', scheme: 'https', tlsConfig: { ca, serverName: 'exporter.example.svc' } });

/** `quiet`: the port behind Alice's Service that nobody scrapes. */
export const honestObjects = (servers: Ca, quiet: number): KubeObject[] => [
  idlePod(alice, 'exporter', [ports.plain, ports.secure]),
  service('exporter', 'exporter', [
    { name: 'plain', port: 80, targetPort: ports.plain },
    { name: 'secure', port: 443, targetPort: ports.secure },
  ]),
  { ...service('quiet', 'exporter', [{ name: 'quiet', port: 80, targetPort: quiet }]), metadata: { namespace: alice, name: 'quiet' } },
  idlePod(alice, 'annotated', [], {
    meta: { labels: {}, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(ports.annotated) } },
  }),
  configMap(alice, 'exporter-ca', { 'ca.crt': servers.certPem }),
  secret(alice, 'exporter-ca', { 'ca.crt': servers.certPem }),
  secret(monitoring, 'prometheus-own', { 'tls.crt': servers.certPem, 'tls.key': 'no key' }),
  monitor('ServiceMonitor', alice, 'exporter', {
    selector: { matchLabels: { app: 'exporter' } },
    endpoints: [
      { port: 'plain' },
      https({ configMap: { name: 'exporter-ca', key: 'ca.crt' } }),
      https({ secret: { name: 'exporter-ca', key: 'ca.crt' } }),
    ],
  }),
  monitor('ServiceMonitor', monitoring, 'central', {
    selector: { matchLabels: { app: 'exporter' } },
    namespaceSelector: { matchNames: [alice] },
    endpoints: [{ port: 'plain', path: '/central' }],
  }),
  monitor('Prometheus', monitoring, 'main', {
    version: 'v3.16.0',
    replicas: 0,
    secrets: ['prometheus-own'],
    ...Object.fromEntries(
      ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig'].flatMap((each) => [
        [`${each}Selector`, {}],
        [`${each}NamespaceSelector`, {}],
      ]),
    ),
  }),
];

/** What Mallory honestly has. */
export const malloryObjects: readonly KubeObject[] = [
  idlePod(mallory, 'own', [9300]),
  idlePod(mallory, 'wide', []),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: mallory, name: 'own', labels: { app: 'own' } },
    spec: { selector: { app: 'own' }, ports: [{ name: 'metrics', port: 9300 }] },
  },
];

export interface Exporters {
  readonly paths: Set<string>; // that were ever requested of Alice's
  close(): void;
}

/** Serves metrics at the addresses of Alice's pods. */
export async function startExporters(
  certificate: Issued,
  at: { readonly exporter: string; readonly annotated: string },
): Promise<Exporters> {
  const paths = new Set<string>();
  const answer: RequestListener = (request, response) => {
    paths.add(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end('# TYPE up gauge\nup 1\n');
  };
  const servers: readonly [Server, string, number][] = [
    [createHttp(answer), at.exporter, ports.plain],
    [createHttps({ cert: certificate.chainPem, key: certificate.keyPem }, answer), at.exporter, ports.secure],
    [createHttp(answer), at.annotated, ports.annotated],
  ];
  for (const [server, host, port] of servers) await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    paths,
    close: () =>
      servers.forEach(([server]) => {
        server.closeAllConnections();
        server.close();
      }),
  };
}
