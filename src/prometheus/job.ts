import type { Origin } from '../model/origin.ts';
import type { Leaf } from '../model/fact.ts';
import type { ReasonCode } from '../model/reason.ts';
import type { ScrapeTls } from '../model/subject.ts';
import type { CaRef } from './tls-config.ts';

/** Labels as Prometheus has them: a label with an empty value does not exist. */
export type LabelSet = ReadonlyMap<string, string>;

/** One relabel_config of a scrape configuration, with Prometheus's defaults filled in (model/relabel/relabel.go). */
export interface RelabelConfig {
  readonly sourceLabels: readonly string[];
  readonly separator: string; // ";"
  readonly regex: string; // "(.*)"; anchored by Prometheus
  readonly modulus: number; // of hashmod, else 0
  readonly targetLabel: string;
  readonly replacement: string; // "$1"
  readonly action: string; // lower-case: replace, keep, drop, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase, keepequal, dropequal
  readonly invalid?: string; // what relabelConfigOf could not read, and why Prometheus does not load it
}

/** kubernetes_sd_configs (discovery/kubernetes). */
export interface KubernetesSd {
  readonly kind: 'kubernetes';
  readonly role: 'endpoints' | 'endpointslice' | 'pod' | 'node' | 'service' | 'ingress';
  readonly namespaces: readonly string[]; // none: all
  readonly selectors: readonly { readonly role: string; readonly label: string; readonly field: string }[];
  readonly attachMetadata: { readonly node: boolean; readonly namespace: boolean };
}
/** static_configs */
export interface StaticSd {
  readonly kind: 'static';
  readonly groups: readonly { readonly targets: readonly string[]; readonly labels: Readonly<Record<string, string>> }[];
}
/** Any other discovery: its targets are not known here. */
export interface OtherSd {
  readonly kind: 'other';
  readonly name: string; // "consulSDConfigs"
}

/** One scrape configuration: what one Prometheus makes of one endpoint of one monitor. */
export interface Job {
  readonly id: string; // job_name: "serviceMonitor/db/pgx/0"; "annotation/…" for the jobs of the annotation convention
  readonly source: Origin;
  readonly field: string; // "spec.endpoints[0]"
  readonly prometheus: Origin | null; // null: no Prometheus object is known
  readonly prometheusVersion: string; // spec.version without "v", '' where it is not told
  readonly uncertain: string; // why it is not known whether, or with which settings, the job exists; '' where it is
  readonly discoveries: readonly (KubernetesSd | StaticSd | OtherSd)[];
  readonly relabelings: readonly RelabelConfig[]; // in the order in which the configuration has them
  readonly scheme: string; // "http" | "https"
  readonly path: string; // metrics_path, as it is written
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly interval?: string; // scrape_interval and scrape_timeout as Prometheus writes them ("30s"); not known where they are not given
  readonly timeout?: string;
  readonly legacyNames?: boolean; // metric_name_validation_scheme: legacy, also without saying so in Prometheus 2
  readonly tls: Omit<ScrapeTls, 'ca' | 'certificate'>;
  readonly ca: CaRef;
  readonly certificate: CaRef; // of the client, `from` none where there is none
  readonly key: CaRef;
  readonly credential: 'none' | 'basic-auth' | 'bearer-token' | 'oauth2';
  readonly tokenFile?: string; // of Prometheus's container, where the token is read from; absent: from none
  readonly proxy: string; // proxyUrl without credentials, "from environment", or ''
  readonly followRedirects: boolean;
  readonly http2?: boolean; // enable_http2; absent: true
  readonly fallbackProtocol?: string; // fallback_scrape_protocol; absent: none
  readonly limits?: Readonly<Record<string, string>>; // by the name of the monitor's field: { sampleLimit: "1000", bodySizeLimit: "10MB" }
}

/** A target as service discovery finds it, before relabeling. */
export interface DiscoveredTarget {
  readonly labels: LabelSet; // __address__ and __meta_*
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string } | null; // that it stands for, by targetRef or itself
  readonly written?: boolean; // by a static configuration, with all its labels: nothing was discovered
  readonly unknown?: ReadonlyMap<string, string>; // labels that Prometheus may have and that are not known here: name, or beginning with "*", and why
  readonly doubt?: string; // why it is not known whether, or with which labels, Prometheus has it
}

/** What relabeling made of a discovered target. */
export type ScrapeTarget = {
  readonly discovered: DiscoveredTarget;
} & (
  | {
      readonly outcome: 'active';
      readonly scheme: string;
      readonly address: string;
      readonly path: string;
      readonly params: string;
      readonly labels: LabelSet;
    }
  | { readonly outcome: 'dropped' }
  | { readonly outcome: 'unsupported'; readonly reason: string; readonly code?: ReasonCode } // "unsupported-relabeling" unless given: a pattern that RE2 here does not take, an address that is none
);

/** A Prometheus or PrometheusAgent, a monitor: what the operator makes of it. */
export interface Resolved {
  readonly jobs: readonly Job[];
  readonly monitors: readonly ResolvedMonitor[];
}
export interface ResolvedMonitor {
  readonly id: string; // "db/ServiceMonitor/pgx"
  readonly origin: Origin;
  readonly selectedBy: Leaf<readonly string[]>;
  readonly prometheuses: Leaf<number>;
  readonly rejections: Leaf<readonly string[]>;
}
