import type { Fact, Leaf } from '../../src/model/fact.ts';
import type { Certificate, CertificateGroup, HttpResponse } from '../../src/model/facts.ts';
import type { DeriveInput } from '../../src/model/probe.ts';
import type { Endpoint, Scrape, Target } from '../../src/model/subject.ts';
import { parseCertificate } from '../../src/x509/index.ts';
import type { Issued } from '../support/pki.ts';

export const observed = <T>(group: string, known: T): Fact<T> => ({ group, basis: 'observed', known });

export const target = (host: string | null = '10.244.0.5', pod = 'pgx-0'): Target => ({
  id: `db/Deployment/pgx:9187@${pod}`,
  address: host === null ? null : { host, port: 9187 },
  pod: { namespace: 'db', name: pod, uid: pod, node: 'node-1' },
  proof: { proven: true, by: 'pod status' },
});

export const scrape = (tls: Partial<Scrape['tls']> = {}, more: Partial<Scrape> = {}): Scrape => ({
  id: 'serviceMonitor/db/pgx/0',
  source: { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx' },
  field: 'spec.endpoints[0]',
  scheme: 'https',
  path: '/metrics',
  credential: 'none',
  ...more,
  tls: {
    configured: true,
    serverName: '',
    insecureSkipVerify: false,
    ca: { from: 'none', ref: '', pem: '' },
    clientCertificate: false,
    ...tls,
  },
});

export const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({
  id: 'db/Deployment/pgx:9187',
  owner: { kind: 'Deployment', namespace: 'db', name: 'pgx' },
  port: 9187,
  exporter: null,
  exposedBy: [],
  services: [],
  targets: [],
  scrapes: [scrape()],
  scrapesUnknown: '',
  serverNames: [''],
  ...more,
});

export const toolkit = (costly = false): Endpoint['exporter'] => ({ name: 'postgres', kind: 'exporter-toolkit', costly, by: 'image' });

export const input = (more: Partial<DeriveInput>): DeriveInput => ({
  endpoint: endpoint(),
  target: target(),
  scrape: null,
  facts: [],
  members: [],
  now: new Date(),
  ...more,
});

export const response = (more: Partial<HttpResponse>): HttpResponse => ({
  path: '/metrics',
  over: 'tls',
  status: 200,
  scheme: '',
  metrics: false,
  location: '',
  contentType: 'text/plain',
  ...more,
});

/** The certificate group of a server that serves the same chain under each of the names. */
export function serving(chain: readonly Issued[], ...serverNames: readonly string[]): CertificateGroup {
  const parsed = chain.map(({ der }) => parseCertificate(der));
  const [own] = parsed;
  const names = serverNames.length > 0 ? serverNames : [''];
  return {
    served: names.map((serverName) => ({
      serverName,
      leaf: own as Leaf<Certificate>,
      chain: parsed,
      chainDer: chain.map(({ der }) => Buffer.from(der).toString('base64')),
      inOrder: true,
    })),
  };
}

/** The known value of a derived fact; throws where there is none. */
export function valueOf<T>(fact: Fact<T>): T {
  if (!('known' in fact)) throw new Error(JSON.stringify(fact));
  return fact.known;
}
