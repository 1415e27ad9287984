import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import { type Ca, type Issued, type LeafOptions, createCa, daysFromNow, issue } from '../support/pki.ts';

/** The names under which Prometheus and people reach a Service. */
export const serviceNames = (service: string, namespace: string): readonly string[] => [
  `${service}.${namespace}.svc`,
  `${service}.${namespace}.svc.cluster.local`,
];

/** The CAs of the miniature cluster. */
export interface Authorities {
  readonly metrics: Ca; // issues the exporters' certificates
  readonly retired: Ca; // what one monitor still trusts
  readonly clients: Ca; // issues Prometheus' client certificate
}

export async function createAuthorities(): Promise<Authorities> {
  const [metrics, retired, clients] = await Promise.all([
    createCa({ name: 'Metrics CA' }),
    createCa({ name: 'Metrics CA 2019' }),
    createCa({ name: 'Scrape client CA' }),
  ]);
  return { metrics, retired, clients };
}

/** How a certificate departs from a healthy one of 90 days for the Service's names. */
const departures = {
  healthy: {},
  sha1Rsa1024: { key: 'rsa1024', hash: 'SHA-1', notBefore: daysFromNow(-2000), notAfter: daysFromNow(1650) },
  rsa: { key: 'rsa2048' },
  expired: { notBefore: daysFromNow(-100), notAfter: daysFromNow(-10) },
  expiring: { notBefore: daysFromNow(-85), notAfter: daysFromNow(5) },
  notYetValid: { notBefore: daysFromNow(2), notAfter: daysFromNow(92) },
  wrongName: { dns: ['node-exporter.old-monitoring.svc'] },
} satisfies Record<string, LeafOptions>;

export type CertificateKind = keyof typeof departures;

export const issueFor = (authorities: Authorities, kind: CertificateKind, names: readonly string[]): Promise<Issued> =>
  issue(authorities.metrics, { cn: names[0] ?? '', dns: names, ...departures[kind] });

/** The protocol settings that an endpoint of the miniature cluster serves with. */
export const tlsSettings = {
  modern: {},
  tls10too: {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_TLSv1_1,
    ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA:NULL-SHA:@SECLEVEL=0',
  },
  only12: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  only13: { minVersion: 'TLSv1.3' },
  staticRsa: { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA' },
} satisfies Record<string, TlsOptions>;
