/** TCP_LISTEN, include/net/tcp_states.h. */
const listen = '0A';

/** The ports that are listened on in this network namespace, by its /proc/net/tcp or tcp6 (proc(5)): "…:3A9E … 0A". */
export const listeningPorts = (table: string): ReadonlySet<number> =>
  new Set(
    table
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === listen)
      .map(([, address = '']) => Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16)),
  );

/**
 * The pair of ports, outbound and inbound, that a mesh's proxy listens on in the network namespace of each pod that it stands before: Envoy for
 * Istio and Kuma, and ztunnel, which opens them there without any container; Open Service Mesh; Consul; Linkerd.
 */
const pairs: readonly (readonly [number, number])[] = [
  [15001, 15006],
  [15001, 15003],
  [15001, 20000],
  [4140, 4143],
];

/** What says that a mesh stands before this network namespace; '' where nothing does. */
export function meshListening(ports: ReadonlySet<number>): string {
  const pair = pairs.find((each) => each.every((port) => ports.has(port)));
  return pair ? `a mesh's proxy listens on ports ${pair.join(' and ')} of its pod` : '';
}
