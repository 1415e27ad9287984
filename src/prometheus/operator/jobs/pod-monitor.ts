import { clean } from '../../../model/text.ts';
import type { KubernetesSd, RelabelConfig } from '../../job.ts';
import { labelSelectorText } from '../../label-selector-text.ts';
import { attachesNode, mergeSafeTls } from '../scrape-class.ts';
import type { PodMetricsEndpoint, PodMonitor } from '../shapes/monitors.ts';
import { sanitizeLabelName } from '../../relabel/index.ts';
import { atLeast } from '../../version.ts';
import { credentialOf, requestsOf } from './client.ts';
import { completed, ownRules, portRefused, portText } from './common.ts';
import { namespacesOf, versionOf, type MadeJob, type Making } from './making.ts';
import { copy, copyPresent, jobNameToTmp, onlyRunning, selectorRules, targetPortRule, write } from './relabel.ts';
import { tlsOf } from './tls.ts';

/** The job of one endpoint of a PodMonitor (promcfg.go, generatePodMonitorConfig). */
export function podMonitorJob(making: Making, monitor: PodMonitor, index: number, endpoint: PodMetricsEndpoint): MadeJob {
  const { settings, refused } = credentialOf(making, { ...endpoint, bearerToken: Boolean(endpoint.bearerTokenSecret?.name) });
  const parts = {
    id: `podMonitor/${making.metadata.namespace}/${making.metadata.name}/${index}`,
    field: `spec.podMetricsEndpoints[${index}]`,
    discoveries: [discovery(making, monitor)],
    relabelings: rules(making, monitor, endpoint),
    ...requestsOf(making, endpoint),
    ...tlsOf(making, mergeSafeTls(endpoint.tlsConfig, making.scrapeClass)),
    ...settings,
  };
  return completed(making, parts, { ...endpoint, limits: monitor.spec, refused: refused || clean(portRefused(endpoint.port)) });
}

/** As a DaemonSet, each agent looks at its own node only: together at all, which is what the job stands for. */
function discovery(making: Making, { spec }: PodMonitor): KubernetesSd {
  const byRole = spec.selectorMechanism === 'RoleSelector';
  const attach = attachesNode(spec.attachMetadata, making.scrapeClass) && atLeast(versionOf(making), '2.35.0');
  return {
    kind: 'kubernetes',
    role: 'pod',
    namespaces: namespacesOf(making, spec.namespaceSelector),
    selectors: byRole ? [{ role: 'pod', label: labelSelectorText(spec.selector), field: '' }] : [],
    attachMetadata: { node: attach, namespace: false },
  };
}

function portRule({ port, portNumber, targetPort }: PodMetricsEndpoint): RelabelConfig[] {
  if (port) return targetPortRule(port);
  return targetPortRule(portNumber || targetPort);
}

function rules(making: Making, { metadata, spec }: PodMonitor, endpoint: PodMetricsEndpoint): RelabelConfig[] {
  const podLabels = [...spec.podTargetLabels, ...(making.instance?.spec.podTargetLabels ?? [])];
  const named = endpoint.port || portText(endpoint.targetPort);
  return [
    jobNameToTmp,
    ...(endpoint.filterRunning === false ? [] : [onlyRunning]),
    ...(spec.selectorMechanism === 'RoleSelector' ? [] : selectorRules('pod', spec.selector)),
    ...portRule(endpoint),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
    copy('__meta_kubernetes_pod_name', 'pod'),
    ...podLabels.map((label) => copyPresent(`__meta_kubernetes_pod_label_${sanitizeLabelName(label)}`, sanitizeLabelName(label))),
    write('job', `${metadata.namespace}/${metadata.name}`),
    ...(spec.jobLabel ? [copyPresent(`__meta_kubernetes_pod_label_${sanitizeLabelName(spec.jobLabel)}`, 'job')] : []),
    ...(named ? [write('endpoint', named)] : []),
    ...ownRules(making, endpoint.relabelings),
  ];
}
