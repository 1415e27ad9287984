import { couldNotLook } from '../../../model/fact.ts';
import type { KubernetesSdConfig, ScrapeConfig } from '../shapes/scrape-config.ts';
import { atLeast } from '../../version.ts';
import {
  type Assets,
  authorizationAssetsProblem,
  basicAuthProblem,
  oauth2AssetsProblem,
  proxyAssetsProblem,
  safeTlsAssetsProblem,
} from './assets.ts';
import { type Checking, intervalProblem, relabelingProblems, scrapeClassProblem } from './context.ts';
import { type Problem, firstProblem, within } from './problem.ts';
import { proxyProblem } from './proxy.ts';
import { staticLabelsProblem } from './static-labels.ts';

/** Why Prometheus Operator skips a ScrapeConfig (resource_selector.go, checkScrapeConfig). */
export function scrapeConfigProblem(checking: Checking, { metadata, spec }: ScrapeConfig): Problem {
  const assets = { namespace: metadata.namespace, asset: checking.asset };
  const unchecked = spec.otherDiscoveries.filter((field) => !neverChecked.has(field));
  return firstProblem([
    scrapeClassProblem(checking, spec.scrapeClass),
    relabelingProblems(checking, { relabelConfigs: spec.relabelings }),
    clientProblem(assets, spec, (field) => field),
    intervalProblem(checking, { interval: spec.scrapeInterval, scrapeTimeout: spec.scrapeTimeout }),
    proxyProblem(spec),
    proxyAssetsProblem(assets, spec),
    relabelingProblems(checking, { metricRelabelConfigs: spec.metricRelabelings }),
    ...spec.staticConfigs.map(({ labels }, index) => within(`staticConfigs: [${index}]`, staticLabelsProblem(checking, labels))),
    tooOld(checking),
    ...spec.kubernetesSDConfigs.map((each, index) => within('kubernetesSDConfigs', kubernetesProblem(checking, assets, { each, index }))),
    unchecked.length > 0 ? couldNotLook(`its ${unchecked.join(', ')} are not checked`) : '',
  ]);
}

/** Of these nothing is checked by the operator either. */
const neverChecked = new Set(['fileSDConfigs', 'gceSDConfigs']);

/** Credentials and TLS, each named by its field or not at all. */
const clientProblem = (
  assets: Assets,
  client: Pick<KubernetesSdConfig, 'basicAuth' | 'authorization' | 'oauth2' | 'tlsConfig'>,
  where: (field: string) => string,
): Problem =>
  firstProblem([
    within(where('basicAuth'), basicAuthProblem(assets, client.basicAuth)),
    within(where('authorization'), authorizationAssetsProblem(assets, client.authorization)),
    within(where('oauth2'), oauth2AssetsProblem(assets, client.oauth2)),
    within(where('tlsConfig'), safeTlsAssetsProblem(assets, client.tlsConfig)),
  ]);

/** These versions are asked for whether or not the ScrapeConfig has such a discovery. */
function tooOld({ instance }: Checking): string {
  const version = instance?.version ?? null;
  if (!atLeast(version, '2.28.0')) return 'httpSDConfigs: HTTP SD configuration is only supported for Prometheus version >= 2.28.0';
  if (!atLeast(version, '2.31.0')) return 'puppetDBSDConfigs: puppetDB SD configuration is only supported for Prometheus version >= 2.31.0';
  return atLeast(version, '2.40.0')
    ? ''
    : 'OVHCloudSDConfigs: OVHCloud SD configuration is only supported for Prometheus version >= 2.40.0';
}

const selectable: Readonly<Record<string, readonly string[]>> = {
  pod: ['pod'],
  service: ['service'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  endpoints: ['pod', 'service', 'endpoints'],
  node: ['node'],
  ingress: ['ingress'],
};

function kubernetesProblem(
  checking: Checking,
  assets: Assets,
  { each, index }: { readonly each: KubernetesSdConfig; readonly index: number },
): Problem {
  const slices = each.role === 'EndpointSlice' && !atLeast(checking.instance?.version ?? null, '2.21.0');
  const roles = selectable[each.role.toLowerCase()] ?? [];
  const odd = each.selectors.find(({ role }) => !roles.includes(role.toLowerCase()));
  return firstProblem([
    clientProblem(assets, each, () => `[${index}]`),
    within(`[${index}]`, firstProblem([proxyProblem(each), proxyAssetsProblem(assets, each)])),
    slices ? `[${index}]: EndpointSlice role is only supported for Prometheus version >= 2.21.0` : '',
    each.apiServer && each.namespaces?.ownNamespace === true
      ? `[${index}]: cannot use 'apiServer' and 'namespaces.ownNamespace' simultaneously`
      : '',
    odd ? `[${index}] : ${each.role} role supports only ${roles.join(', ')} selectors` : '',
  ]);
}
