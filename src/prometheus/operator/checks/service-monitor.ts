import { labelSelectorProblem } from '../../label-selector.ts';
import type { Endpoint, ServiceMonitor } from '../shapes/monitors.ts';
import {
  type Assets,
  authorizationAssetsProblem,
  basicAuthProblem,
  oauth2AssetsProblem,
  proxyAssetsProblem,
  secretProblem,
  tlsAssetsProblem,
} from './assets.ts';
import { type Checking, intervalProblem, mechanismProblem, relabelingProblems, scrapeClassProblem } from './context.ts';
import { httpProblem } from './credentials.ts';
import { type Problem, firstProblem, within } from './problem.ts';
import { proxyProblem } from './proxy.ts';
import { tlsProblem } from './tls.ts';

/** Why Prometheus Operator skips a whole ServiceMonitor (resource_selector.go, checkServiceMonitor). */
export function serviceMonitorProblem(checking: Checking, { metadata, spec }: ServiceMonitor): Problem {
  const assets = { namespace: metadata.namespace, asset: checking.asset };
  return firstProblem([
    labelSelectorProblem(spec.selector),
    mechanismProblem(checking, spec.selectorMechanism),
    ...spec.endpoints.flatMap((endpoint, index) => [
      within(`endpoints[${index}]`, endpointProblem(checking, assets, endpoint)),
      proxyAssetsProblem(assets, endpoint),
    ]),
    within('scrapeClassName', scrapeClassProblem(checking, spec.scrapeClass)),
  ]);
}

function endpointProblem(checking: Checking, assets: Assets, endpoint: Endpoint): Problem {
  const token = endpoint.bearerTokenSecret;
  return firstProblem([
    checking.instance?.spec.arbitraryFSAccessThroughSMs?.deny === true ? fileAccess(endpoint) : '',
    httpProblem(endpoint),
    within('tlsConfig', tlsProblem(endpoint.tlsConfig)),
    proxyProblem(endpoint),
    token?.name ? within('bearerTokenSecret', secretProblem(assets, token)) : '',
    within('basicAuth', basicAuthProblem(assets, endpoint.basicAuth)),
    within('tlsConfig', tlsAssetsProblem(assets, endpoint.tlsConfig)),
    within('oauth2', oauth2AssetsProblem(assets, endpoint.oauth2)),
    within('authorization', authorizationAssetsProblem(assets, endpoint.authorization)),
    intervalProblem(checking, endpoint),
    relabelingProblems(checking, { relabelConfigs: endpoint.relabelings, metricRelabelConfigs: endpoint.metricRelabelings }),
  ]);
}

const accesses = (how: string): string => `it accesses file system via ${how} which Prometheus specification prohibits`;

/** arbitraryFSAccessThroughSMs.deny: a ServiceMonitor may read no file of Prometheus's container. */
function fileAccess({ bearerTokenFile, tlsConfig }: Endpoint): string {
  if (bearerTokenFile) return accesses('bearer token file');
  return tlsConfig && (tlsConfig.caFile || tlsConfig.certFile || tlsConfig.keyFile) ? accesses('tls config') : '';
}
