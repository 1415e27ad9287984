import { parseIp } from '../../../x509/index.ts';
import type { Probe } from '../shapes/monitors.ts';
import {
  authorizationAssetsProblem,
  basicAuthProblem,
  oauth2AssetsProblem,
  proxyAssetsProblem,
  safeTlsAssetsProblem,
  secretProblem,
} from './assets.ts';
import { type Checking, intervalProblem, relabelingProblems, scrapeClassProblem } from './context.ts';
import { type Problem, firstProblem, quoted, within } from './problem.ts';
import { proxyProblem } from './proxy.ts';
import { staticLabelsProblem } from './static-labels.ts';

/** Why Prometheus Operator skips a Probe (resource_selector.go, checkProbe). */
export function probeProblem(checking: Checking, { metadata, spec }: Probe): Problem {
  const assets = { namespace: metadata.namespace, asset: checking.asset };
  const { staticConfig, ingress } = spec.targets;
  const token = spec.bearerTokenSecret;
  return firstProblem([
    within('scrapeClassName', scrapeClassProblem(checking, spec.scrapeClass)),
    staticConfig || ingress ? '' : 'at least one of .spec.targets.staticConfig and .spec.targets.ingress is required',
    token ? within('bearerTokenSecret', secretProblem(assets, token)) : '',
    within('basicAuth', basicAuthProblem(assets, spec.basicAuth)),
    within('tlsConfig', safeTlsAssetsProblem(assets, spec.tlsConfig)),
    within('authorization', authorizationAssetsProblem(assets, spec.authorization)),
    within('oauth2', oauth2AssetsProblem(assets, spec.oauth2)),
    intervalProblem(checking, spec),
    relabelingProblems(checking, { metricRelabelConfigs: spec.metricRelabelings }),
    within('targets.staticConfig.labels', staticLabelsProblem(checking, staticConfig?.labels ?? null)),
    relabelingProblems(checking, {
      'targets.staticConfig.relabelConfigs': staticConfig?.relabelingConfigs ?? [],
      'targets.ingress.relabelConfigs': ingress?.relabelingConfigs ?? [],
    }),
    within('proxy configuration', firstProblem([proxyProblem(spec.prober), proxyAssetsProblem(assets, spec.prober)])),
    proberProblem(spec.prober.url),
  ]);
}

const dnsName = /^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}(\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*[._]?$/;
const isHost = (text: string): boolean =>
  parseIp(text) !== null || (text !== '' && text.replaceAll('.', '').length <= 255 && dnsName.test(text));

/** A prober is a host, with or without a port, and nothing else. */
function proberProblem(url: string): string {
  const bracketed = /^\[([^[\]]*)\]:([^:]*)$/.exec(url);
  const plain = bracketed ?? /^([^:[\]]*):([^:]*)$/.exec(url);
  const [host, port] = plain ? [plain[1] ?? '', plain[2] ?? ''] : [url, '1'];
  const number = /^[+-]?\d+$/.test(port) ? Number(port) : 0;
  const reason = isHost(host) ? (number > 0 && number < 65_536 ? '' : `invalid port: ${quoted(port)}`) : `invalid host: ${quoted(host)}`;
  const wanted = 'url specified in proberSpec is invalid, it should be of the format `hostname` or `hostname:port`';
  return reason && `${quoted(url)} ${wanted}: ${reason}`;
}
