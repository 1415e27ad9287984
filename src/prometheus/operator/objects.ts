import type { Leaf } from '../../model/fact.ts';
import type { Origin } from '../../model/origin.ts';
import type { Labels } from '../label-selector.ts';
import type { Metadata } from './shapes/common.ts';
import type { PodMonitor, Probe, ServiceMonitor } from './shapes/monitors.ts';
import type { PrometheusObject } from './shapes/prometheus.ts';
import type { ScrapeConfig } from './shapes/scrape-config.ts';

/** The kinds of objects that declare scrapes. */
export type Monitor =
  | { readonly kind: 'ServiceMonitor'; readonly object: ServiceMonitor }
  | { readonly kind: 'PodMonitor'; readonly object: PodMonitor }
  | { readonly kind: 'Probe'; readonly object: Probe }
  | { readonly kind: 'ScrapeConfig'; readonly object: ScrapeConfig };
export type MonitorKind = Monitor['kind'];

/** One key of a Secret or ConfigMap that an object refers to. `text`: of a CA, whose PEM the operator looks at; else only whether it exists. */
export interface AssetRef {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly needs: 'existence' | 'text';
}

/** "ec:…": kind and fingerprint of the public key of a certificate, and of a private key; '' where there is none that can be read. */
export interface PublicKeys {
  readonly certificate: string;
  readonly key: string;
}

/** `object` and `key`: missing. `publicKeys`: absent where it was not looked at. */
export type AssetState =
  | { readonly missing: 'object' | 'key' }
  | { readonly missing: ''; readonly text: string; readonly publicKeys?: PublicKeys };

/** What Prometheus Operator works on, as far as it could be read. */
export interface OperatorObjects {
  readonly prometheuses: readonly PrometheusObject[];
  readonly agents: readonly PrometheusObject[];
  readonly serviceMonitors: readonly ServiceMonitor[];
  readonly podMonitors: readonly PodMonitor[];
  readonly probes: readonly Probe[];
  readonly scrapeConfigs: readonly ScrapeConfig[];
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly unreadable: { readonly prometheuses: string; readonly agents: string; readonly namespaces: string }; // why; '' where they were read
  /** Looks up what an object refers to; without it nothing is known of any. */
  readonly asset?: (ref: AssetRef) => Leaf<AssetState>;
  /** Where to go and fix an object; without it, its kind, namespace and name. */
  readonly originOf?: (kind: string, metadata: Metadata) => Origin;
}
