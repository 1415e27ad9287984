import { couldNotLook, isUnknown, type Leaf } from '../../model/fact.ts';
import { labelSelectorProblem, selects, type LabelSelector } from '../label-selector.ts';
import { isDaemonSet, selectorsOf, type Instance } from './instance.ts';
import type { Monitor, OperatorObjects } from './objects.ts';

/**
 * Whether a Prometheus selects a monitor (resource_selector.go, selectObjects): by its labels, and by the labels of its namespace. A Prometheus
 * without any of the four selectors has a configuration that is not made by the operator: it selects nothing.
 */
export function selection(instance: Instance, { kind, object }: Monitor, objects: OperatorObjects): Leaf<boolean> {
  const selectors = selectorsOf(instance, kind);
  if (!selectors.objects || (isDaemonSet(instance) && kind !== 'PodMonitor')) return false;
  const broken = labelSelectorProblem(selectors.objects) || labelSelectorProblem(selectors.namespaces ?? {});
  if (broken) return couldNotLook(`a selector of ${instance.text} is not valid: ${broken}`);
  if (!selects(selectors.objects, object.metadata.labels ?? {})) return false;
  const { namespace } = object.metadata;
  if (!selectors.namespaces) return namespace === instance.namespace;
  const labels = labelsOf(namespace, selectors.namespaces, objects);
  return isUnknown(labels) ? labels : selects(selectors.namespaces, labels);
}

/** Kubernetes gives every namespace this label with its name. */
const ownName = 'kubernetes.io/metadata.name';

function labelsOf(
  name: string,
  selector: LabelSelector,
  { namespaces, unreadable }: OperatorObjects,
): Leaf<Readonly<Record<string, string>>> {
  const keys = [...Object.keys(selector.matchLabels ?? {}), ...(selector.matchExpressions ?? []).map(({ key }) => key)];
  if (keys.every((key) => key === ownName)) return { [ownName]: name };
  if (unreadable.namespaces) return couldNotLook(`the labels of namespace ${name} decide: ${unreadable.namespaces}`);
  return namespaces.find((each) => each.name === name)?.labels ?? couldNotLook(`namespace ${name} was not listed`);
}
