import type { Job, KubernetesSd, OtherSd } from '../../job.ts';
import { mergeSafeTls } from '../scrape-class.ts';
import type { KubernetesSdConfig, ScrapeConfig } from '../shapes/scrape-config.ts';
import { atLeast } from '../../version.ts';
import { credentialOf, http2Of, proxyOf, schemeOf } from './client.ts';
import { completed, enforced } from './common.ts';
import { versionOf, type MadeJob, type Making } from './making.ts';
import { jobNameToTmp, relabelingRules, write } from './relabel.ts';
import { tlsOf } from './tls.ts';

/** The job of a ScrapeConfig (promcfg.go, generateScrapeConfig). */
export function scrapeConfigJob(making: Making, { metadata, spec }: ScrapeConfig): MadeJob {
  const { settings, refused } = credentialOf(making, { ...spec, bearerToken: false });
  const parts = {
    id: `scrapeConfig/${metadata.namespace}/${metadata.name}`,
    field: 'spec',
    discoveries: discoveries(making, spec),
    relabelings: [
      jobNameToTmp,
      ...relabelingRules(making.scrapeClass?.relabelings ?? []),
      ...(typeof spec.jobName === 'string' ? [write('job', spec.jobName)] : []),
      ...(spec.relabelings.length > 0 ? [...relabelingRules(spec.relabelings), ...enforced(making)] : []),
    ],
    scheme: schemeOf(spec.scheme),
    path: spec.metricsPath ?? '/metrics',
    params: spec.params,
    ...tlsOf(making, mergeSafeTls(spec.tlsConfig, making.scrapeClass)),
    ...settings,
    proxy: proxyOf(making, spec),
    followRedirects: true,
    ...http2Of(making, spec.enableHTTP2),
  };
  return completed(making, parts, { ...spec, limits: spec, interval: spec.scrapeInterval, refused });
}

function discoveries(making: Making, spec: ScrapeConfig['spec']): Job['discoveries'] {
  const groups = spec.staticConfigs.map(({ targets, labels }) => ({ targets, labels }));
  return [
    ...(groups.length > 0 ? [{ kind: 'static', groups } as const] : []),
    ...spec.kubernetesSDConfigs.map((config) => kubernetes(making, config)),
    ...spec.otherDiscoveries.map((name) => ({ kind: 'other', name }) as const),
  ];
}

const roles = ['endpoints', 'endpointslice', 'pod', 'node', 'service', 'ingress'] as const;

function kubernetes(making: Making, config: KubernetesSdConfig): KubernetesSd | OtherSd {
  const role = roles.find((each) => each === config.role.toLowerCase());
  if (!role) return { kind: 'other', name: 'kubernetesSDConfigs of an unknown role' };
  if (config.apiServer) return { kind: 'other', name: 'kubernetesSDConfigs of another API server' };
  const own = config.namespaces?.ownNamespace === true;
  if (own && !making.instance) return { kind: 'other', name: "kubernetesSDConfigs in the Prometheus's own namespace" };
  const since = role === 'pod' ? '2.35.0' : '2.37.0';
  const attachable = role === 'pod' || role === 'endpoints' || role === 'endpointslice';
  return {
    kind: 'kubernetes',
    role,
    namespaces: [...(own ? [making.instance?.namespace ?? ''] : []), ...(config.namespaces?.names ?? [])],
    selectors: config.selectors.map((each) => ({ role: each.role.toLowerCase(), label: each.label ?? '', field: each.field ?? '' })),
    attachMetadata: { node: attachable && config.attachMetadata?.node === true && atLeast(versionOf(making), since), namespace: false },
  };
}
