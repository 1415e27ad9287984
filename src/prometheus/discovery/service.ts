import type { DiscoveredTarget } from '../job.ts';
import { joinHostPort } from './address.ts';
import { draft, finish } from './draft.ts';
import type { ServiceObject } from './objects.ts';
import { at } from './pod.ts';
import { addNamespace, claim, serviceLabels, type View } from './view.ts';

/** Role service (discovery/kubernetes/service.go): every port of every Service, by its name in DNS. */
export const serviceTargets = (view: View): DiscoveredTarget[] =>
  [...view.services.values()].flatMap((service) => targetsOfService(service, view));

function targetsOfService({ metadata, spec, status }: ServiceObject, view: View): DiscoveredTarget[] {
  if (!claim(view, metadata.namespace, spec.ports.length)) return [];
  const group = serviceLabels(metadata.namespace, metadata.name, view);
  addNamespace(group, metadata.namespace, view);
  const balancers = status.loadBalancer.ingress.map(({ ip }) => ip).filter((ip) => ip !== '');
  return spec.ports.map(({ name, port: number, protocol }) => {
    const port = number ?? 0;
    const external = spec.type === 'ExternalName';
    const labels = draft({
      service_port_name: name,
      service_port_number: String(port),
      service_port_protocol: protocol,
      service_type: spec.type,
      service_external_name: external ? spec.externalName : undefined,
      service_cluster_ip: external ? undefined : spec.clusterIP,
      service_loadbalancer_ip: spec.type === 'LoadBalancer' ? balancers.join(',') || spec.loadBalancerIP : undefined,
    });
    return finish(at(joinHostPort(`${metadata.name}.${metadata.namespace}.svc`, port), labels), group, null);
  });
}
