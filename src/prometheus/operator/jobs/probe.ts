import type { KubernetesSd, RelabelConfig, StaticSd } from '../../job.ts';
import { mergeSafeTls } from '../scrape-class.ts';
import type { Probe } from '../shapes/monitors.ts';
import { credentialOf, followsRedirects, http2Of, proxyOf, schemeOf } from './client.ts';
import { completed, ownRules } from './common.ts';
import { namespacesOf, type MadeJob, type Making } from './making.ts';
import { copy, jobNameToTmp, relabel, selectorRules, write } from './relabel.ts';
import { tlsOf } from './tls.ts';

/** The job of a Probe: its prober is scraped, once for each target, which it is told as a parameter (promcfg.go, generateProbeConfig). */
export function probeJob(making: Making, { metadata, spec }: Probe): MadeJob {
  const { settings, refused } = credentialOf(making, { ...spec, bearerToken: spec.bearerTokenSecret !== null });
  const { staticConfig, ingress } = spec.targets;
  const relabelings = staticConfig?.relabelingConfigs ?? ingress?.relabelingConfigs ?? [];
  const parts = {
    id: `probe/${metadata.namespace}/${metadata.name}`,
    field: 'spec.prober',
    discoveries: discoveries(making, spec),
    relabelings: [
      jobNameToTmp,
      ...(spec.jobName ? [write('job', spec.jobName)] : []),
      ...(staticConfig ? toParameter : ingressRules(spec)),
      copy('__param_target', 'instance'),
      write('__address__', spec.prober.url),
      ...ownRules(making, relabelings),
    ],
    scheme: schemeOf(spec.prober.scheme),
    path: spec.prober.path,
    params: paramsOf(spec),
    ...tlsOf(making, mergeSafeTls(spec.tlsConfig, making.scrapeClass)),
    ...settings,
    proxy: proxyOf(making, spec.prober),
    followRedirects: followsRedirects(making, spec.followRedirects),
    ...http2Of(making, spec.enableHttp2),
  };
  return completed(making, parts, { ...spec, limits: spec, relabelings, refused });
}

const toParameter: readonly RelabelConfig[] = [copy('__address__', '__param_target')];

/** Static targets go before those of Ingresses. */
function discoveries(making: Making, { targets }: Probe['spec']): readonly (KubernetesSd | StaticSd)[] {
  const { staticConfig, ingress } = targets;
  if (staticConfig)
    return [
      {
        kind: 'static',
        groups: [{ targets: staticConfig.static, labels: { namespace: making.metadata.namespace, ...staticConfig.labels } }],
      },
    ];
  if (!ingress) return [];
  const namespaces = namespacesOf(making, ingress.namespaceSelector);
  return [{ kind: 'kubernetes', role: 'ingress', namespaces, selectors: [], attachMetadata: { node: false, namespace: false } }];
}

function ingressRules({ targets }: Probe['spec']): RelabelConfig[] {
  const parts = ['__meta_kubernetes_ingress_scheme', '__address__', '__meta_kubernetes_ingress_path'];
  return [
    ...selectorRules('ingress', targets.ingress?.selector ?? {}),
    relabel({ sourceLabels: parts, regex: '(.+);(.+);(.+)', targetLabel: '__param_target', replacement: '${1}://${2}${3}' }),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_ingress_name', 'ingress'),
    copy('__address__', '__tmp_ingress_address'),
  ];
}

/** `module` goes before a parameter of that name. */
function paramsOf({ module, params }: Probe['spec']): Readonly<Record<string, readonly string[]>> {
  const listed = params.map(({ name, values }) => [name, values] as const);
  return Object.fromEntries([...listed, ...(module ? [['module', [module]] as const] : [])]);
}
