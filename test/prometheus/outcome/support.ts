import { readFileSync } from 'node:fs';
import { dataPath } from '../../../src/data.ts';
import type { Fact } from '../../../src/model/fact.ts';
import type { ClientAuth, HttpResponse, Tls } from '../../../src/model/facts.ts';
import type { Scrape } from '../../../src/model/subject.ts';
import { parseScrapeErrors, predictOutcome, type Chain, type ScrapeQuestion } from '../../../src/prometheus/outcome/index.ts';
import { createPool, parseCertificate } from '../../../src/x509/index.ts';
import { someEndpoint, someScrape, someTarget } from '../../support/endpoint.ts';
import { createCa, issue, type Issued } from '../../support/pki.ts';

export const errors = parseScrapeErrors(readFileSync(dataPath('rules', 'scrape-errors.yaml'), 'utf8'), 'rules/scrape-errors.yaml');

export const root = await createCa({ name: 'Private root' });
const rootPool = createPool([root.der]);
export const good = await issue(root, { cn: 'pgx', dns: ['pgx.db.svc', 'pgx'], ip: ['10.0.0.7'] });

export const chainOf = (...issued: readonly Issued[]): Chain => ({
  leaf: parseCertificate((issued[0] as Issued).der),
  ders: issued.map(({ der }) => der),
});

export const observed = <T>(group: string, known: T): Fact => ({ group, basis: 'observed', known });
export const response = (more: Partial<HttpResponse> = {}): Fact =>
  observed('http', {
    responses: [
      {
        path: '/metrics',
        over: 'tls',
        status: 200,
        scheme: '',
        metrics: true,
        location: '',
        contentType: 'text/plain; version=0.0.4',
        ...more,
      },
    ],
  });
export const versions = (accepted: Readonly<Record<string, Tls['versions'][number]['accepted']>>, more: Partial<Tls> = {}): Fact =>
  observed<Tls>('tls', {
    versions: Object.entries(accepted).map(([name, value]) => ({ name, id: 0, accepted: value })),
    suites: [],
    exhaustive: true,
    preference: [],
    negotiated: { version: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256', group: 'x25519', alpn: '' },
    ...more,
  });
export const clientAuth = (more: Partial<ClientAuth>): Fact =>
  observed<ClientAuth>('client_auth', {
    requested: false,
    required: false,
    refusal: '',
    verified: false,
    mode: 'none',
    authorities: [],
    versions: [],
    presented: [],
    ...more,
  });

/** Those of a server in order; later ones of a group take the place of earlier ones. */
export function factsOf(...more: readonly Fact[]): Fact[] {
  const usual = [
    observed('transport', { tls: true, plaintext: false, plaintext_refusal: 'HTTP 400' }),
    versions({ 'TLSv1.3': true, 'TLSv1.2': true, 'TLSv1.1': false }),
    clientAuth({}),
    response(),
  ];
  return [...new Map([...usual, ...more].map((fact) => [fact.group, fact])).values()];
}

type Asked = Partial<Omit<ScrapeQuestion, 'scrape'>> & { readonly scrape?: Partial<Scrape>; readonly tls?: Partial<Scrape['tls']> };

/** What is predicted for a scrape of 10.0.0.7:9187 that would succeed, but for what is given. */
export const predicted = ({ scrape = {}, tls = {}, ...more }: Asked = {}): ReturnType<typeof predictOutcome> =>
  predictOutcome(
    {
      endpoint: someEndpoint({ exporter: { name: 'pgx', kind: 'exporter-toolkit', costly: false, by: 'image' } }),
      target: someTarget(),
      scrape: someScrape({ ...scrape, tls: { ...someScrape().tls, serverName: '', clientCertificate: false, ...tls } }),
      address: { host: '10.0.0.7', port: 9187 },
      name: '10.0.0.7',
      params: '',
      chains: [chainOf(good)],
      roots: rootPool,
      facts: factsOf(),
      now: new Date(),
      ...more,
    },
    errors,
  );
