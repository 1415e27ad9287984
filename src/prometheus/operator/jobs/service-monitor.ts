import { clean } from '../../../model/text.ts';
import type { KubernetesSd, RelabelConfig } from '../../job.ts';
import { labelSelectorText } from '../../label-selector-text.ts';
import { attachesNode, mergeTls } from '../scrape-class.ts';
import type { Endpoint, ServiceMonitor } from '../shapes/monitors.ts';
import { sanitizeLabelName } from '../../relabel/index.ts';
import { atLeast } from '../../version.ts';
import { credentialOf, requestsOf } from './client.ts';
import { completed, ownRules, portRefused, portText } from './common.ts';
import { namespacesOf, versionOf, type MadeJob, type Making } from './making.ts';
import { copy, copyPresent, jobNameToTmp, keep, onlyRunning, relabel, selectorRules, targetPortRule, write } from './relabel.ts';
import { tlsOf } from './tls.ts';

/** The job of one endpoint of a ServiceMonitor (promcfg.go, generateServiceMonitorConfig). */
export function serviceMonitorJob(making: Making, monitor: ServiceMonitor, index: number, endpoint: Endpoint): MadeJob {
  const role = roleOf(making, monitor);
  const { settings, refused } = credentialOf(making, {
    ...endpoint,
    bearerToken: Boolean(endpoint.bearerTokenSecret?.name),
  });
  const parts = {
    id: `serviceMonitor/${making.metadata.namespace}/${making.metadata.name}/${index}`,
    field: `spec.endpoints[${index}]`,
    discoveries: [discovery(making, monitor, role)],
    relabelings: rules(making, monitor, endpoint, role),
    ...requestsOf(making, endpoint),
    ...tlsOf(making, mergeTls(endpoint.tlsConfig, making.scrapeClass)),
    ...settings,
  };
  const targetPort = typeof endpoint.targetPort === 'string' ? endpoint.targetPort : '';
  return completed(making, parts, {
    ...endpoint,
    limits: monitor.spec,
    refused: refused || clean(portRefused(endpoint.port || targetPort)),
  });
}

type Role = 'endpoints' | 'endpointslice';

/** Of the monitor, else of the Prometheus (promcfg.go, endpointRoleFlavor; Kubernetes 1.21 or later). */
function roleOf(making: Making, { spec }: ServiceMonitor): Role {
  const role = spec.serviceDiscoveryRole ?? making.instance?.spec.serviceDiscoveryRole;
  return role === 'EndpointSlice' && atLeast(versionOf(making), '2.21.0') ? 'endpointslice' : 'endpoints';
}

function discovery(making: Making, { spec }: ServiceMonitor, role: Role): KubernetesSd {
  const label = labelSelectorText(spec.selector);
  const byRole = spec.selectorMechanism === 'RoleSelector';
  const attach = attachesNode(spec.attachMetadata, making.scrapeClass) && atLeast(versionOf(making), '2.37.0');
  return {
    kind: 'kubernetes',
    role,
    namespaces: namespacesOf(making, spec.namespaceSelector),
    selectors: byRole ? [role, 'service'].map((each) => ({ role: each, label, field: '' })) : [],
    attachMetadata: { node: attach, namespace: false },
  };
}

function portRule({ port, targetPort }: Endpoint, role: Role): RelabelConfig[] {
  if (port) return [keep([`__meta_kubernetes_${role === 'endpoints' ? 'endpoint' : role}_port_name`], port)];
  return targetPortRule(targetPort);
}

function rules(making: Making, { spec }: ServiceMonitor, endpoint: Endpoint, role: Role): RelabelConfig[] {
  const address = `__meta_kubernetes_${role === 'endpoints' ? 'endpoint' : role}_address_target`;
  const target = (kind: string, targetLabel: string): RelabelConfig =>
    relabel({ sourceLabels: [`${address}_kind`, `${address}_name`], regex: `${kind};(.*)`, replacement: '${1}', targetLabel });
  const podLabels = [...spec.podTargetLabels, ...(making.instance?.spec.podTargetLabels ?? [])];
  const named = endpoint.port || portText(endpoint.targetPort);
  return [
    jobNameToTmp,
    ...(spec.selectorMechanism === 'RoleSelector' ? [] : selectorRules('service', spec.selector)),
    ...portRule(endpoint, role),
    target('Node', 'node'),
    target('Pod', 'pod'),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_service_name', 'service'),
    copy('__meta_kubernetes_pod_name', 'pod'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
    ...(endpoint.filterRunning === false ? [] : [onlyRunning]),
    ...spec.targetLabels.map((label) =>
      copyPresent(`__meta_kubernetes_service_label_${sanitizeLabelName(label)}`, sanitizeLabelName(label)),
    ),
    ...podLabels.map((label) => copyPresent(`__meta_kubernetes_pod_label_${sanitizeLabelName(label)}`, sanitizeLabelName(label))),
    relabel({ sourceLabels: ['__meta_kubernetes_service_name'], targetLabel: 'job', replacement: '${1}' }),
    ...(spec.jobLabel ? [copyPresent(`__meta_kubernetes_service_label_${sanitizeLabelName(spec.jobLabel)}`, 'job')] : []),
    ...(named ? [write('endpoint', named)] : []),
    ...ownRules(making, endpoint.relabelings),
  ];
}
