import type { Pod, Service, Slice } from './objects.ts';
import { podOf, type Claim, type Evidence, type Unproven } from './proof.ts';

/** One address behind a Service, with the pod it belongs to, or why it belongs to none. */
export interface ServiceBackend {
  readonly claim: Claim;
  readonly slicePorts: readonly { readonly name: string; readonly port: number }[]; // of its slice
  readonly pod: Pod | null;
  readonly noPod: Unproven | null; // why there is no pod
}

export const serviceKey = ({ metadata }: Service): string => `${metadata.namespace}/${metadata.name}`;

/** The backends of every Service, by its key: what its slices claim. */
export function backendsOf(
  services: readonly Service[],
  slices: readonly Slice[],
  evidence: Evidence,
): ReadonlyMap<string, readonly ServiceBackend[]> {
  const byKey = new Map(services.map((service) => [serviceKey(service), service]));
  const backends = new Map<string, ServiceBackend[]>();
  for (const slice of slices) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels['kubernetes.io/service-name'] ?? ''}`;
    const service = byKey.get(key);
    if (!service) continue;
    const slicePorts = slice.ports.flatMap(({ name, port, protocol }) =>
      port && (protocol === '' || protocol === 'TCP') ? [{ name, port }] : [],
    );
    const found = backends.get(key) ?? [];
    for (const endpoint of slice.endpoints)
      for (const address of endpoint.addresses.slice(0, 1))
        found.push(backendOf({ service, slice, endpoint, address }, slicePorts, evidence));
    backends.set(key, found);
  }
  return backends;
}

function backendOf(claim: Claim, slicePorts: ServiceBackend['slicePorts'], evidence: Evidence): ServiceBackend {
  const owned = podOf(claim, evidence);
  if ('reason' in owned) return { claim, pod: null, noPod: owned, slicePorts };
  return { claim, pod: owned.pod, noPod: null, slicePorts };
}
