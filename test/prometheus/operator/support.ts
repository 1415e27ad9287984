import * as v from 'valibot';
import type { Job, ResolvedMonitor } from '../../../src/prometheus/job.ts';
import {
  type OperatorObjects,
  podMonitorShape,
  probeShape,
  prometheusShape,
  resolveMonitors,
  scrapeConfigShape,
  serviceMonitorShape,
} from '../../../src/prometheus/operator/index.ts';

/** Objects as the API server hands them out, in namespace db unless told otherwise; Prometheus objects in monitoring. */

interface Place {
  readonly namespace?: string;
  readonly name?: string;
  readonly labels?: Record<string, string>;
}

const object = (spec: object, { namespace = 'db', name = 'pgx', labels = {} }: Place) => ({ metadata: { namespace, name, labels }, spec });

export const serviceMonitor = (spec: object = {}, place: Place = {}) =>
  v.parse(serviceMonitorShape, object({ selector: {}, endpoints: [{ port: 'metrics' }], ...spec }, place));
export const podMonitor = (spec: object = {}, place: Place = {}) =>
  v.parse(podMonitorShape, object({ selector: {}, podMetricsEndpoints: [{ port: 'metrics' }], ...spec }, place));
export const probe = (spec: object = {}, place: Place = {}) =>
  v.parse(
    probeShape,
    object({ prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['https://example.com'] } }, ...spec }, place),
  );
export const scrapeConfig = (spec: object = {}, place: Place = {}) => v.parse(scrapeConfigShape, object(spec, place));
/** Selects everything everywhere, unless told otherwise. */
export const prometheus = (
  spec: object = {},
  { namespace = 'monitoring', name = 'main', status = {} }: Place & { readonly status?: object } = {},
) => v.parse(prometheusShape, { metadata: { namespace, name }, spec: { ...everything, ...spec }, status });

const everything = Object.fromEntries(
  ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig'].flatMap((kind) => [
    [`${kind}Selector`, {}],
    [`${kind}NamespaceSelector`, {}],
  ]),
);

export const objects = (given: Partial<OperatorObjects> = {}): OperatorObjects => ({
  prometheuses: [prometheus()],
  agents: [],
  serviceMonitors: [],
  podMonitors: [],
  probes: [],
  scrapeConfigs: [],
  namespaces: [],
  unreadable: { prometheuses: '', agents: '', namespaces: '' },
  ...given,
});

export const resolve = (given: Partial<OperatorObjects> = {}) => resolveMonitors(objects(given));

export function onlyJob(given: Partial<OperatorObjects>): Job {
  const [job, ...others] = resolve(given).jobs;
  if (!job || others.length > 0) throw new Error(`${others.length + (job ? 1 : 0)} jobs`);
  return job;
}

export function onlyMonitor(given: Partial<OperatorObjects>): ResolvedMonitor {
  const [monitor] = resolve(given).monitors;
  if (!monitor) throw new Error('no monitor');
  return monitor;
}

/** The job of one endpoint of a ServiceMonitor. */
export const endpointJob = (endpoint: object, spec: object = {}): Job =>
  onlyJob({ prometheuses: [prometheus(spec)], serviceMonitors: [serviceMonitor({ endpoints: [endpoint] })] });
