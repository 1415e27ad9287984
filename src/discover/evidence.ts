import type { Inventory } from './collect.ts';
import { parseIp, type Cidr } from './ip.ts';
import type { Evidence } from './proof.ts';

/** What proofs are made from, out of what was read. `server` is the URL of the API server. */
export function evidenceOf(inventory: Inventory, server: string, allowed: readonly Cidr[]): Evidence {
  return {
    podsByUid: new Map(inventory.pods.filter((pod) => pod.metadata.uid !== '').map((pod) => [pod.metadata.uid, pod])),
    podsByName: new Map(inventory.pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod])),
    podsUnreadable: inventory.unreadable.pods,
    nodes: new Map(inventory.nodes.map((node) => [node.metadata.name, node])),
    apiServer: apiServerAddresses(inventory, server),
    allowed,
  };
}

/** The server of the kubeconfig, where it is named by address, and what stands behind Service default/kubernetes. */
function apiServerAddresses({ apiServer }: Inventory, server: string): Evidence['apiServer'] {
  const { hostname, port, protocol } = new URL(server);
  const own = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'http:' ? 80 : 443)) };
  const behind = apiServer.flatMap((slice) =>
    slice.endpoints.flatMap((each) =>
      each.addresses.flatMap((host) => slice.ports.map(({ port: number }) => ({ host, port: number ?? 0 }))),
    ),
  );
  return [own, ...behind].flatMap((each) => {
    const ip = parseIp(each.host);
    return ip ? [{ ip, port: each.port }] : [];
  });
}
