/** Relabeling cases: what Prometheus makes of them is asked of Prometheus itself (test/cluster/relabel.test.ts). */
export interface RelabelCase {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>; // of the group; beside `someLabels`
  readonly targets?: readonly string[];
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly path?: string;
  readonly legacy?: boolean; // metric_name_validation_scheme
  readonly steps: readonly object[]; // relabel_configs as a configuration file has them
  readonly unsupported?: boolean; // Prometheus leaves the result to chance
}

/** Labels that every case has. */
export const someLabels: Readonly<Record<string, string>> = {
  app: 'pgx',
  Tier: 'Backend',
  env: 'prod',
  zone: 'eu-west-1a',
  port: '9187',
  host: 'db-0.db.svc',
  lines: 'one\ntwo\nthree',
  umlaut: 'Zürich ß İstanbul ΑΣ ﬁ',
  emoji: '🐘 elephant',
  spaced: '  a  b  ',
  dollar: 'cost: $5 ${x} $$',
  csv: 'a,b,,c',
  __long: 'x'.repeat(500),
  __meta_kubernetes_pod_label_app: 'pgx',
  __meta_kubernetes_pod_label_team: 'blue',
  __meta_kubernetes_pod_annotation_port: '9999',
};

export const to = (target_label: string, rest: object = {}): object => ({ target_label, ...rest });
export const from = (...source_labels: readonly string[]): object => ({ source_labels });
