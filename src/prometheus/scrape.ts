import type { Origin } from '../model/origin.ts';
import type { CaSource, Scrape, ScrapeTls } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { requestPath } from './path.ts';
import { relabelingEffect } from './relabelings.ts';
import type { ServiceMonitor } from './service-monitor.ts';
import { portsUnknown } from './monitors.ts';
import { caRef, credentialOf, hasClientCertificate, isConfigured, rejection, type CaRef } from './tls-config.ts';

/** One endpoint of a monitor: the scrape it makes of every target, or what is not known about that. */
export interface MonitorScrape {
  readonly monitor: ServiceMonitor;
  readonly endpoint: NonNullable<ServiceMonitor['spec']['endpoints']>[number];
  readonly ca: CaRef;
  readonly portsUnknown: string; // which ports are scraped cannot be told: why
  readonly scrapeUnknown: string; // how, or whether, they are scraped cannot be told: why
  /** The scrape, with the CA that was found. */
  scrape(source: Origin, ca: CaSource): Scrape;
}

/** Endpoints of one monitor that are read. One object may hold a hundred thousand, and each is a scrape of every target. */
const mostEndpoints = 200;

/** The scrapes that Prometheus Operator makes of a monitor: "serviceMonitor/<namespace>/<name>/<index>", as it names the jobs. */
export function monitorScrapes(monitor: ServiceMonitor): readonly MonitorScrape[] {
  const { metadata, spec } = monitor;
  const endpoints = spec.endpoints ?? [];
  const rejected = endpoints.map((endpoint, index) => ({ index, reason: rejection(endpoint) })).find(({ reason }) => reason);
  return endpoints.slice(0, mostEndpoints + 1).map((endpoint, index) => {
    const beyond = index < mostEndpoints ? '' : `only the first ${mostEndpoints} of its ${endpoints.length} endpoints are read`;
    const field = `spec.endpoints[${index}]`;
    const effect = relabelingEffect(endpoint);
    const scheme = (endpoint.scheme || 'http').toLowerCase();
    const skipped = rejected && `Prometheus Operator rejects it: endpoints[${rejected.index}]: ${rejected.reason}`;
    const odd = scheme === 'http' || scheme === 'https' ? '' : 'its scheme is neither http nor https';
    const inherits = spec.scrapeClass ? `its scrape class ${clean(spec.scrapeClass, 100)} is not read` : '';
    return {
      monitor,
      endpoint,
      ca: caRef(endpoint.tlsConfig, metadata.namespace),
      portsUnknown: beyond || (skipped ?? (effect.addressUnknown || portsUnknown(endpoint))),
      scrapeUnknown: skipped ?? (effect.scrapeUnknown || odd || inherits),
      scrape: (source, ca) => ({
        id: `serviceMonitor/${metadata.namespace}/${metadata.name}/${index}`,
        source,
        field,
        scheme: scheme === 'https' ? 'https' : 'http',
        path: requestPath(endpoint.path),
        tls: tlsOf(endpoint, ca),
        credential: credentialOf(endpoint),
      }),
    };
  });
}

const tlsOf = ({ tlsConfig }: MonitorScrape['endpoint'], ca: CaSource): ScrapeTls => ({
  configured: isConfigured(tlsConfig),
  serverName: clean(tlsConfig?.serverName ?? '', 255),
  insecureSkipVerify: tlsConfig?.insecureSkipVerify === true,
  ca,
  clientCertificate: hasClientCertificate(tlsConfig),
});
