import { clean } from '../../../model/text.ts';
import type { Monitor } from '../objects.ts';
import { mostEndpoints } from '../shapes/monitors.ts';
import type { MadeJob, Making } from './making.ts';
import { podMonitorJob } from './pod-monitor.ts';
import { probeJob } from './probe.ts';
import { scrapeConfigJob } from './scrape-config.ts';
import { serviceMonitorJob } from './service-monitor.ts';

export type { MadeJob, Making } from './making.ts';

/** The jobs that the operator makes of one object. */
export function jobsOf(making: Making, monitor: Monitor): readonly MadeJob[] {
  if (monitor.kind === 'Probe') return [probeJob(making, monitor.object)];
  if (monitor.kind === 'ScrapeConfig') return [scrapeConfigJob(making, monitor.object)];
  const jobs =
    monitor.kind === 'ServiceMonitor'
      ? monitor.object.spec.endpoints
          .slice(0, mostEndpoints + 1)
          .map((endpoint, index) => serviceMonitorJob(making, monitor.object, index, endpoint))
      : monitor.object.spec.podMetricsEndpoints
          .slice(0, mostEndpoints + 1)
          .map((endpoint, index) => podMonitorJob(making, monitor.object, index, endpoint));
  return jobs.map((made, index) => (index < mostEndpoints ? made : beyond(made)));
}

/** Stands for the endpoints that are not read: their targets are not known. */
const beyond = ({ job, refused }: MadeJob): MadeJob => {
  const name = clean(`endpoints beyond the first ${mostEndpoints}`);
  return { job: { ...job, discoveries: [{ kind: 'other', name }], relabelings: [] }, refused };
};
