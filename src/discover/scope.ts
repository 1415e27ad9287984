import { selects, type LabelSelector } from '../prometheus/index.ts';
import { serviceKey, type ServiceBackend } from './backends.ts';
import type { Pod, Service } from './objects.ts';

/** Which Services and pods this scan is about. */
export interface Scope {
  readonly services: readonly Service[];
  readonly pods: readonly Pod[];
}

/** The Services that the selector selects, the pods behind them, and the pods that it selects among those without a Service. */
export function scopeOf(
  services: readonly Service[],
  pods: readonly Pod[],
  backends: ReadonlyMap<string, readonly ServiceBackend[]>,
  selector: LabelSelector,
): Scope {
  const selected = services.filter((service) => selects(selector, service.metadata.labels));
  const uidsOf = (some: readonly Service[]): Set<string> =>
    new Set(
      some.flatMap((service) => (backends.get(serviceKey(service)) ?? []).flatMap((each) => (each.pod ? [each.pod.metadata.uid] : []))),
    );
  const [behindSelected, behindAny] = [uidsOf(selected), uidsOf(services)];
  const inScope = ({ metadata }: Pod): boolean =>
    behindSelected.has(metadata.uid) || (!behindAny.has(metadata.uid) && selects(selector, metadata.labels));
  return { services: selected, pods: pods.filter(inScope) };
}

/** Whether the scan is about a Service, or a pod without one. */
export function inScopeOf(scope: Scope): (of: { readonly service?: Service; readonly pod?: Pod | null }) => boolean {
  const services = new Set(scope.services);
  const pods = new Set(scope.pods);
  return ({ service, pod }) =>
    (service !== undefined && services.has(service)) || (service === undefined && pod !== null && pod !== undefined && pods.has(pod));
}
