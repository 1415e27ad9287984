import { originText, type Origin } from '../../model/origin.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { MonitorKind, OperatorObjects } from './objects.ts';
import type { PrometheusObject } from './shapes/prometheus.ts';
import { parseVersion, type Version } from '../version.ts';

/** A Prometheus or PrometheusAgent that may scrape what monitors declare. */
export interface Instance {
  readonly kind: 'Prometheus' | 'PrometheusAgent';
  readonly origin: Origin;
  readonly text: string; // "Prometheus monitoring/main"
  readonly namespace: string;
  readonly version: Version | null; // null: not told, the operator's default
  readonly versionText: string; // "3.16.0", '' where it is not told
  readonly spec: PrometheusObject['spec'];
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly message: string }[];
}

/** PrometheusAgent as a DaemonSet: scrapes the pods of its own node, and knows PodMonitors only (promcfg.go, GenerateAgentConfiguration). */
export const isDaemonSet = ({ kind, spec }: Instance): boolean => kind === 'PrometheusAgent' && spec.mode === 'DaemonSet';

export function instancesOf(objects: OperatorObjects): readonly Instance[] {
  const make = (kind: Instance['kind']) => (object: PrometheusObject) => instanceOf(kind, object, objects);
  return [...objects.prometheuses.map(make('Prometheus')), ...objects.agents.map(make('PrometheusAgent'))];
}

function instanceOf(kind: Instance['kind'], { metadata, spec, status }: PrometheusObject, objects: OperatorObjects): Instance {
  const origin = objects.originOf?.(kind, metadata) ?? { kind, namespace: metadata.namespace, name: metadata.name };
  return {
    kind,
    origin,
    text: originText(origin),
    namespace: metadata.namespace,
    version: spec.version ? parseVersion(spec.version) : null,
    versionText: spec.version.replace(/^v/, '').slice(0, 50),
    spec,
    conditions: status?.conditions ?? [],
  };
}

interface Selectors {
  readonly objects: LabelSelector | null;
  readonly namespaces: LabelSelector | null;
}

/** The selectors for one kind of monitor; null selects no object, and no other namespace than its own. */
export function selectorsOf({ spec }: Instance, kind: MonitorKind): Selectors {
  const all: Readonly<Record<MonitorKind, Selectors>> = {
    ServiceMonitor: { objects: spec.serviceMonitorSelector, namespaces: spec.serviceMonitorNamespaceSelector },
    PodMonitor: { objects: spec.podMonitorSelector, namespaces: spec.podMonitorNamespaceSelector },
    Probe: { objects: spec.probeSelector, namespaces: spec.probeNamespaceSelector },
    ScrapeConfig: { objects: spec.scrapeConfigSelector, namespaces: spec.scrapeConfigNamespaceSelector },
  };
  return all[kind];
}
