import type { Endpoint, Scrape, Target } from '../../src/model/subject.ts';

export const someTarget = (over: Partial<Target> = {}): Target => ({
  id: 'db/Deployment/pgx:9187@pgx-0',
  address: { host: '127.0.0.1', port: 9187 },
  pod: { namespace: 'db', name: 'pgx-0', uid: 'u0', node: 'n0' },
  proof: { proven: true, by: 'running pod db/pgx-0' },
  ...over,
});

export const someScrape = (over: Partial<Scrape> = {}): Scrape => ({
  id: 'serviceMonitor/db/pgx/0',
  source: { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx' },
  field: 'spec.endpoints[0]',
  scheme: 'https',
  path: '/metrics',
  tls: {
    configured: true,
    serverName: 'pgx.db.svc',
    insecureSkipVerify: false,
    ca: { from: 'none', ref: '', pem: '' },
    clientCertificate: false,
  },
  credential: 'none',
  ...over,
});

export const someEndpoint = (over: Partial<Endpoint> = {}): Endpoint => ({
  id: 'db/Deployment/pgx:9187',
  owner: { kind: 'Deployment', namespace: 'db', name: 'pgx' },
  port: 9187,
  exporter: null,
  exposedBy: [],
  services: [],
  targets: [someTarget()],
  scrapes: [someScrape()],
  scrapesUnknown: '',
  serverNames: ['pgx.db.svc'],
  ...over,
});
