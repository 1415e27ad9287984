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

/** What a scan may be about: a Service, a pod without one, or an address that only an object claims. */
export interface About {
  readonly service?: Service;
  readonly pod?: Pod | null;
  readonly source?: { readonly namespace: string };
}

/** Whether the scan is about it. `namespaces`: that it is about, none for all. */
export function inScopeOf(scope: Scope, namespaces: readonly string[]): (about: About) => boolean {
  const services = new Set(scope.services);
  const pods = new Set(scope.pods);
  return ({ service, pod, source }) => {
    if (source) return namespaces.length === 0 || namespaces.includes(source.namespace);
    if (service) return services.has(service);
    return pod !== null && pod !== undefined && pods.has(pod);
  };
}
