/** A kind of another operator that declares scrapes: counted, not understood. */
export interface ForeignKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

const of = (group: string, version: string, kinds: Readonly<Record<string, string>>): ForeignKind[] =>
  Object.entries(kinds).map(([plural, kind]) => ({ group, version, plural, kind }));

export const foreignKinds: readonly ForeignKind[] = [
  ...of('operator.victoriametrics.com', 'v1beta1', {
    vmservicescrapes: 'VMServiceScrape',
    vmpodscrapes: 'VMPodScrape',
    vmstaticscrapes: 'VMStaticScrape',
    vmscrapeconfigs: 'VMScrapeConfig',
    vmprobes: 'VMProbe',
    vmnodescrapes: 'VMNodeScrape',
  }),
  ...of('monitoring.googleapis.com', 'v1', {
    podmonitorings: 'PodMonitoring',
    clusterpodmonitorings: 'ClusterPodMonitoring',
    clusternodemonitorings: 'ClusterNodeMonitoring',
  }),
  ...of('azmonitoring.coreos.com', 'v1', { servicemonitors: 'ServiceMonitor', podmonitors: 'PodMonitor' }),
];
