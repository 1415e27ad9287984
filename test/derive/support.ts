import type { Fact, Leaf } from '../../src/model/fact.ts';
import type { Certificate, CertificateGroup, HttpResponse } from '../../src/model/facts.ts';
import type { DeriveInput } from '../../src/model/probe.ts';
import type { Endpoint, Scrape, Target } from '../../src/model/subject.ts';
import { parseCertificate } from '../../src/x509/index.ts';
import { someEndpoint, someScrape, someTarget } from '../support/endpoint.ts';
import type { Issued } from '../support/pki.ts';

export const observed = <T>(group: string, known: T): Fact<T> => ({ group, basis: 'observed', known });

export const target = (host: string | null = '10.244.0.5', pod = 'pgx-0'): Target =>
  someTarget({
    id: `db/Deployment/pgx:9187@${pod}`,
    address: host === null ? null : { host, port: 9187 },
    pod: { namespace: 'db', name: pod, uid: pod, node: 'node-1' },
  });

export const scrape = (tls: Partial<Scrape['tls']> = {}, more: Partial<Scrape> = {}): Scrape =>
  someScrape({ ...more, tls: { ...someScrape().tls, serverName: '', ...tls } });

export const endpoint = (more: Partial<Endpoint> = {}): Endpoint =>
  someEndpoint({ targets: [], scrapes: [scrape()], serverNames: [''], ...more });

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
      path: parsed.map((_, index) => index),
      rootServed: false,
      issuerMissing: '',
    })),
  };
}

/** The known value of a derived fact; throws where there is none. */
export function valueOf<T>(fact: Fact<T>): T {
  if (!('known' in fact)) throw new Error(JSON.stringify(fact));
  return fact.known;
}
