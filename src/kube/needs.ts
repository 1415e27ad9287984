import * as kind from './resources.ts';
import type { Resource } from './resources.ts';

/** One right that a scan makes use of. */
export interface Need {
  readonly resource: Resource;
  readonly subresource: string; // '' for none
  readonly verbs: readonly ('list' | 'get' | 'create')[];
  readonly name: string; // of the one object that is read, '' for all
  /** Where it is used: in the namespaces that are audited, on kinds without a namespace, or in all namespaces whichever are audited. */
  readonly where: 'namespace' | 'cluster' | 'everywhere';
  /**
   * `decisive`: without it nobody knows how many targets there are, and the coverage is unknown. `verdicts`: without it some verdicts are
   * unknown, and the coverage lower. `detail`: seldom missed. `foreign`: kinds that are only counted. `port-forward`: for --via port-forward.
   */
  readonly use: 'decisive' | 'verdicts' | 'detail' | 'foreign' | 'port-forward';
  readonly without: string; // what is lost without it, in words
}

type Rest = Partial<Need> & Pick<Need, 'without'>;
const need = (resource: Resource, rest: Rest): Need => ({
  resource,
  subresource: '',
  verbs: ['list'],
  name: '',
  where: 'namespace',
  use: 'decisive',
  ...rest,
});

const monitors = [kind.serviceMonitors, kind.podMonitors, kind.probes, kind.scrapeConfigs];
const deciders = [kind.prometheuses, kind.prometheusAgents];

/** All that a scan reads, one right a row: the roles, the doctor's questions and the documentation are made of it. Secrets are apart. */
export const needs: readonly Need[] = [
  need(kind.services, { without: 'no Service is found, and no ServiceMonitor can be followed: coverage unknown' }),
  need(kind.pods, { without: 'no address is proven to be a pod, so nothing is dialled: coverage unknown' }),
  need(kind.endpointSlices, { without: 'the addresses behind Services are not known: coverage unknown' }),
  ...monitors.map((each) =>
    need(each, { where: 'everywhere', without: 'scrapes may be missing: coverage and the verdicts about scrapes are unknown' }),
  ),
  ...deciders.map((each) =>
    need(each, {
      where: 'everywhere',
      use: 'verdicts',
      without: 'which monitors are selected, and with which defaults they scrape, is unknown',
    }),
  ),
  need(kind.namespaces, {
    where: 'cluster',
    use: 'verdicts',
    without: 'which namespaces a Prometheus selects by their labels is unknown',
  }),
  need(kind.namespaces, {
    verbs: ['get'],
    name: 'kube-system',
    where: 'cluster',
    use: 'detail',
    without: 'reports do not carry the identity of the cluster',
  }),
  need(kind.nodes, {
    where: 'cluster',
    use: 'detail',
    without: "addresses of nodes are not recognised, and nodes' own endpoints not proven",
  }),
  need(kind.configMaps, { verbs: ['get'], use: 'verdicts', without: 'whether a scrape trusts the certificate of its target is unknown' }),
  need(kind.ingresses, { use: 'detail', without: 'the targets of Probes that select Ingresses are unknown' }),
  ...kind.foreignMonitors.map((each) =>
    need(each, {
      where: each.plural.startsWith('cluster') ? 'cluster' : 'everywhere',
      use: 'foreign',
      without: 'monitors of this kind are not counted',
    }),
  ),
  need(kind.pods, {
    subresource: 'portforward',
    verbs: ['get', 'create'],
    use: 'port-forward',
    without: '--via port-forward is not possible',
  }),
];
