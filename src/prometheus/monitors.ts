import { selects, type Labels } from './label-selector.ts';
import type { MonitorEndpoint, ServiceMonitor } from './service-monitor.ts';

interface SelectableService {
  readonly metadata: { readonly namespace: string; readonly labels?: Labels | null | undefined };
}

/** Whether the monitor selects a Service: by its labels, in the namespaces it looks at (any, the named ones, else its own). */
export function selectsService(monitor: ServiceMonitor, { metadata }: SelectableService): boolean {
  const { namespaceSelector, selector } = monitor.spec;
  const names = namespaceSelector?.matchNames ?? [];
  const looksAt = names.length > 0 ? names : [monitor.metadata.namespace];
  const inNamespace = namespaceSelector?.any === true || looksAt.includes(metadata.namespace);
  return inNamespace && selects(selector ?? {}, metadata.labels ?? {});
}

/** The ports of one address behind a Service: those of its slice, and those that the containers of its pod declare. */
export interface Backend {
  readonly slicePorts: readonly { readonly name: string; readonly port: number }[];
  readonly containerPorts: readonly { readonly name: string; readonly number: number }[];
}

/**
 * The port numbers of a backend that one endpoint of a monitor scrapes. `port` is the name of a Service port as an anchored regular
 * expression; `targetPort` the name or number of a container port; with neither, every port is scraped, also those only the pod declares.
 */
export function portsOf(endpoint: MonitorEndpoint, backend: Backend): readonly number[] {
  if (endpoint.port) {
    const names = endpoint.port.split('|');
    return unique(backend.slicePorts.filter((each) => names.includes(each.name)).map((each) => each.port));
  }
  const { targetPort } = endpoint;
  if (targetPort !== undefined && targetPort !== null && targetPort !== '' && targetPort !== 0)
    return unique(
      backend.containerPorts.filter((each) => each.name === targetPort || each.number === Number(targetPort)).map((each) => each.number),
    );
  return allPorts(backend);
}

/** Every port that Prometheus discovers for an address behind a Service. */
export const allPorts = (backend: Backend): readonly number[] =>
  unique([...backend.slicePorts.map((each) => each.port), ...backend.containerPorts.map((each) => each.number)]);

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)];

/** Why the ports that an endpoint scrapes cannot be told; '' where they can. A tenant's regular expression is never run. */
export const portsUnknown = ({ port }: MonitorEndpoint): string =>
  !port || /^[\w-]+(\|[\w-]+)*$/.test(port) ? '' : 'its port is a regular expression, which is not evaluated';
