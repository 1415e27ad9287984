import type { Instance } from '../instance.ts';
import type { Monitor, OperatorObjects } from '../objects.ts';
import { podMonitorProblem } from './pod-monitor.ts';
import { probeProblem } from './probe.ts';
import type { Problem } from './problem.ts';
import { createRegexCheck } from './regex.ts';
import { scrapeConfigProblem } from './scrape-config.ts';
import { serviceMonitorProblem } from './service-monitor.ts';

/** Why Prometheus Operator skips a whole object for this Prometheus, in its words; '' where it does not. */
export function rejection(monitor: Monitor, instance: Instance | null, asset: OperatorObjects['asset']): Problem {
  const checking = { instance, asset, regexProblem: createRegexCheck() };
  if (monitor.kind === 'ServiceMonitor') return serviceMonitorProblem(checking, monitor.object);
  if (monitor.kind === 'PodMonitor') return podMonitorProblem(checking, monitor.object);
  return monitor.kind === 'Probe' ? probeProblem(checking, monitor.object) : scrapeConfigProblem(checking, monitor.object);
}
