import type { Origin } from '../model/origin.ts';
import type { Scrape } from '../model/subject.ts';
import { requestPath } from './path.ts';

/** What prometheus.io/* annotations ask for. */
export interface AnnotatedScrape {
  readonly port: number | null; // null: every declared port
  readonly scheme: 'http' | 'https';
  readonly path: string;
}

export type Annotations = Readonly<Record<string, string>>;

/**
 * Reads the annotation convention (prometheus.io/scrape, port, path, scheme) as the Prometheus chart's scrape jobs do: a value that their
 * patterns do not match is ignored. Null where it does not ask for a scrape.
 */
export function annotatedScrape(annotations: Annotations): AnnotatedScrape | null {
  const value = (name: string): string => (Object.hasOwn(annotations, name) ? (annotations[name] ?? '') : '');
  if (value('prometheus.io/scrape') !== 'true' && value('prometheus.io/scrape-slow') !== 'true') return null;
  const port = /^\d{1,5}$/.test(value('prometheus.io/port')) ? Number(value('prometheus.io/port')) : 0;
  return {
    port: port >= 1 && port <= 65_535 ? port : null,
    scheme: value('prometheus.io/scheme') === 'https' ? 'https' : 'http',
    path: requestPath(value('prometheus.io/path')),
  };
}

/** Such jobs have no TLS settings and no credentials: https works only with a publicly trusted certificate for the address. */
export const scrapeOfAnnotations = ({ scheme, path }: AnnotatedScrape, at: { id: string; source: Origin; field: string }): Scrape => ({
  ...at,
  scheme,
  path,
  tls: { configured: false, serverName: '', insecureSkipVerify: false, ca: { from: 'none', ref: '', pem: '' }, clientCertificate: false },
  credential: 'none',
});
