import { metricsPorts, type Catalogue } from '../exporters/index.ts';
import { originText } from '../model/origin.ts';
import type { CaSource, Scrape } from '../model/subject.ts';
import {
  allPorts,
  annotatedScrape,
  monitorScrapes,
  portsOf,
  scrapeOfAnnotations,
  selectsService,
  type CaRef,
  type MonitorScrape,
  type ServiceMonitor,
} from '../prometheus/index.ts';
import { serviceKey, type ServiceBackend } from './backends.ts';
import { workloadOf, type Draft, type Drafts, type DraftScrape } from './drafts.ts';
import type { NotProbedList } from './not-probed.ts';
import type { Pod, Service } from './objects.ts';
import { annotationsField, controllerOf, originOf } from './owner.ts';
import { isFinished } from './proof.ts';
import type { Scope } from './scope.ts';

/** What the ways of finding endpoints work on. */
export interface Finding {
  readonly scope: Scope;
  readonly backends: ReadonlyMap<string, readonly ServiceBackend[]>;
  readonly drafts: Drafts;
  readonly notProbed: NotProbedList;
  readonly slicesUnreadable: string; // why; '' where they were read
  readonly serviceUnknown: Map<string, Set<string>>; // by Service: why not all scrapes of its ports are known
}

/** The endpoints of monitors that select a Service of this scan. */
export const monitorsInScope = (
  monitors: readonly ServiceMonitor[],
  scope: Scope,
): readonly { readonly scrape: MonitorScrape; readonly services: readonly Service[] }[] =>
  monitors.flatMap((monitor) => {
    const services = scope.services.filter((service) => selectsService(monitor, service));
    return services.length === 0 ? [] : monitorScrapes(monitor).map((scrape) => ({ scrape, services }));
  });

/** Endpoints that a monitor scrapes. */
export function findMonitored(found: ReturnType<typeof monitorsInScope>, finding: Finding, caOf: (ref: CaRef) => CaSource): void {
  for (const { scrape, services } of found) {
    const source = originOf('ServiceMonitor', {
      ...scrape.monitor.metadata,
      labels: scrape.monitor.metadata.labels ?? {},
      annotations: scrape.monitor.metadata.annotations ?? {},
    });
    const made = scrape.scrape(source, caOf(scrape.ca));
    const name = `${originText(source)} ${made.field}`;
    let reached = 0;
    for (const service of services) {
      if (isExternal(service, finding.notProbed)) continue;
      const reason = scrape.portsUnknown && `${name}: ${scrape.portsUnknown}`;
      if (reason) noteUnknown(finding, service, reason);
      for (const backend of reason ? [] : (finding.backends.get(serviceKey(service)) ?? []))
        for (const port of portsOf(scrape.endpoint, backend)) {
          reached++;
          const draft = reach(finding, backend, port);
          if (scrape.scrapeUnknown) draft?.unknown.add(`${name}: ${scrape.scrapeUnknown}`);
          else draft?.scrapes.set(made.id, alone(made));
        }
    }
    if (reached === 0 && services.some((service) => service.spec.type !== 'ExternalName'))
      finding.notProbed.add(
        name,
        'no-endpoints',
        scrape.portsUnknown || finding.slicesUnreadable || 'none of the Services that it selects has an address with such a port',
      );
  }
}

/** The endpoint behind a Service; a pod that has finished listens to nobody. */
function reach({ drafts, notProbed }: Finding, backend: ServiceBackend, port: number): Draft | undefined {
  if (!backend.pod || !isFinished(backend.pod)) return drafts.ofBackend(backend, port);
  notProbed.add(`${originText(controllerOf(backend.pod))} port ${port}`, 'finished', 'the pod has finished');
  return undefined;
}

function noteUnknown({ serviceUnknown }: Finding, service: Service, reason: string): void {
  const key = serviceKey(service);
  serviceUnknown.set(key, (serviceUnknown.get(key) ?? new Set()).add(reason));
}

function isExternal(service: Service, notProbed: NotProbedList): boolean {
  if (service.spec.type !== 'ExternalName') return false;
  notProbed.add(
    `Service ${serviceKey(service)}`,
    'external',
    `ExternalName: it stands for ${service.spec.externalName}, outside of the cluster`,
  );
  return true;
}

/** Endpoints that prometheus.io/* annotations of Services and pods ask to scrape. */
export function findAnnotated(finding: Finding): void {
  for (const service of finding.scope.services) {
    const asked = annotatedScrape(service.metadata.annotations);
    if (!asked || isExternal(service, finding.notProbed)) continue;
    const at = { id: `annotation/${serviceKey(service)}`, source: originOf('Service', service.metadata), field: 'metadata.annotations' };
    for (const backend of finding.backends.get(serviceKey(service)) ?? [])
      for (const port of asked.port === null ? allPorts(backend) : [asked.port])
        reach(finding, backend, port)?.scrapes.set(at.id, alone(scrapeOfAnnotations(asked, at)));
  }
  for (const pod of finding.scope.pods) findAnnotatedPod(pod, finding);
}

/** The annotations of a pod are written in its controller, which is what they are attributed to: pod names change with every rollout. */
function findAnnotatedPod(pod: Pod, { drafts, notProbed }: Finding): void {
  const asked = annotatedScrape(pod.metadata.annotations);
  if (!asked) return;
  const source = controllerOf(pod);
  const declared = pod.spec.containers.flatMap((each) => each.ports.map((one) => one.number));
  const ports = asked.port === null ? [...new Set(declared)] : [asked.port];
  if (ports.length === 0) notProbed.add(originText(source), 'no-endpoints', 'annotated for scraping, but no port is declared');
  const at = { id: `annotation/${source.namespace}/${source.kind}/${source.name}`, source, field: annotationsField(source.kind) };
  for (const port of ports)
    if (isFinished(pod)) notProbed.add(`${originText(source)} port ${port}`, 'finished', 'the pod has finished');
    else drafts.ofPod(pod, port)?.scrapes.set(at.id, alone(scrapeOfAnnotations(asked, at)));
}

/** Exporters that the catalogue identifies without anyone scraping them; what is only suspected is listed, or probed on a guess. */
export function findRecognised({ scope, drafts, notProbed }: Finding, catalogue: Catalogue, guess: boolean): void {
  for (const pod of scope.pods)
    for (const { port, exporter, candidate, loopback } of metricsPorts(catalogue, workloadOf(pod))) {
      const owner = controllerOf(pod);
      const what = `${originText(owner)} port ${port}`;
      const known = drafts.all.has(`${owner.namespace}/${owner.kind}/${owner.name}:${port}`);
      if (known && !isFinished(pod)) drafts.ofPod(pod, port);
      else if (isFinished(pod)) notProbed.add(what, 'finished', 'the pod has finished');
      else if (loopback) notProbed.add(what, 'loopback-only', 'it listens on loopback only');
      else if (exporter || guess) drafts.ofPod(pod, port);
      else notProbed.add(what, 'only-suspected', `only its ${candidate} suggests an exporter: --guess probes it`);
    }
}

const alone = (scrape: Scrape): DraftScrape => ({ scrape, prometheuses: new Map(), members: new Map() });
