import { labelSelectorProblem } from '../../label-selector.ts';
import type { PodMetricsEndpoint, PodMonitor } from '../shapes/monitors.ts';
import {
  type Assets,
  authorizationAssetsProblem,
  basicAuthProblem,
  oauth2AssetsProblem,
  proxyAssetsProblem,
  safeTlsAssetsProblem,
  secretProblem,
} from './assets.ts';
import { type Checking, intervalProblem, mechanismProblem, relabelingProblems, scrapeClassProblem } from './context.ts';
import { httpProblem } from './credentials.ts';
import { type Problem, firstProblem, within } from './problem.ts';
import { proxyProblem } from './proxy.ts';
import { safeTlsProblem } from './tls.ts';

/** Why Prometheus Operator skips a whole PodMonitor (resource_selector.go, checkPodMonitor). */
export function podMonitorProblem(checking: Checking, { metadata, spec }: PodMonitor): Problem {
  const assets = { namespace: metadata.namespace, asset: checking.asset };
  return firstProblem([
    within('failed to parse label selector', labelSelectorProblem(spec.selector)),
    mechanismProblem(checking, spec.selectorMechanism),
    ...spec.podMetricsEndpoints.map((endpoint, index) => within(`endpoint[${index}]`, endpointProblem(checking, assets, endpoint))),
    within('scrapeClassName', scrapeClassProblem(checking, spec.scrapeClass)),
  ]);
}

const endpointProblem = (checking: Checking, assets: Assets, endpoint: PodMetricsEndpoint): Problem =>
  firstProblem([
    intervalProblem(checking, endpoint),
    relabelingProblems(checking, { relabelConfigs: endpoint.relabelings, metricRelabelConfigs: endpoint.metricRelabelings }),
    httpProblem(endpoint),
    within('tlsConfig', safeTlsProblem(endpoint.tlsConfig)),
    proxyProblem(endpoint),
    endpoint.bearerTokenSecret?.name && endpoint.bearerTokenSecret.key
      ? within('bearerTokenSecret', secretProblem(assets, endpoint.bearerTokenSecret))
      : '',
    within('basicAuth', basicAuthProblem(assets, endpoint.basicAuth)),
    within('tlsConfig', safeTlsAssetsProblem(assets, endpoint.tlsConfig)),
    within('oauth2', oauth2AssetsProblem(assets, endpoint.oauth2)),
    within('authorization', authorizationAssetsProblem(assets, endpoint.authorization)),
    within('proxyConfig', proxyAssetsProblem(assets, endpoint)),
  ]);
