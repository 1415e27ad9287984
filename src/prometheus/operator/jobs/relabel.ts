import type { RelabelConfig } from '../../job.ts';
import type { LabelSelector } from '../../label-selector.ts';
import { compare } from '../../../model/text.ts';
import { relabelConfigOf, relabelDefaults, sanitizeLabelName } from '../../relabel/index.ts';
import type { IntOrString, Relabeling } from '../shapes/common.ts';

/** Relabelings as promcfg.go writes them, with Prometheus's defaults filled in (model/relabel/relabel.go). */

export const relabel = (given: Partial<RelabelConfig>): RelabelConfig => ({ ...relabelDefaults, ...given });

export const keep = (sourceLabels: readonly string[], regex: string): RelabelConfig => relabel({ action: 'keep', sourceLabels, regex });
export const drop = (sourceLabels: readonly string[], regex: string): RelabelConfig => relabel({ action: 'drop', sourceLabels, regex });
export const copy = (from: string, targetLabel: string): RelabelConfig => relabel({ sourceLabels: [from], targetLabel });
export const write = (targetLabel: string, replacement: string): RelabelConfig => relabel({ targetLabel, replacement });
/** Where the source has a value. */
export const copyPresent = (from: string, targetLabel: string): RelabelConfig =>
  relabel({ sourceLabels: [from], targetLabel, regex: '(.+)', replacement: '${1}' });

export const jobNameToTmp = copy('job', '__tmp_prometheus_job_name');
export const onlyRunning = drop(['__meta_kubernetes_pod_phase'], '(Failed|Succeeded)');

/** The selector of a monitor, for the labels of its Services, pods or Ingresses; values are inserted into patterns as they are. */
export function selectorRules(of: 'service' | 'pod' | 'ingress', { matchLabels, matchExpressions }: LabelSelector): RelabelConfig[] {
  const value = (key: string) => `__meta_kubernetes_${of}_label_${sanitizeLabelName(key)}`;
  const present = (key: string) => `__meta_kubernetes_${of}_labelpresent_${sanitizeLabelName(key)}`;
  const equal = Object.entries(matchLabels ?? {})
    .sort(([one], [other]) => compare(one, other))
    .map(([key, wanted]) => keep([value(key), present(key)], `(${wanted});true`));
  const others = (matchExpressions ?? []).flatMap(({ key, operator, values }) => {
    const labels = [value(key), present(key)];
    const any = `(${(values ?? []).join('|')});true`;
    if (operator === 'In') return [keep(labels, any)];
    if (operator === 'NotIn') return [drop(labels, any)];
    if (operator === 'Exists') return [keep([present(key)], 'true')];
    return operator === 'DoesNotExist' ? [drop([present(key)], 'true')] : [];
  });
  return [...equal, ...others];
}

/** A port of a container: a text is its name, a number its number; none of them lets every port through. */
export function targetPortRule(port: IntOrString): RelabelConfig[] {
  if (!port) return [];
  return [keep([`__meta_kubernetes_pod_container_port_${typeof port === 'string' ? 'name' : 'number'}`], String(port))];
}

/** Relabelings of an object, with Prometheus's defaults. */
export const relabelingRules = (relabelings: readonly Relabeling[]): RelabelConfig[] => relabelings.map(relabelConfigOf);
