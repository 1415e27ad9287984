import type { DiscoveredTarget } from '../job.ts';
import { sanitizeLabelName } from '../relabel/index.ts';
import { joinHostPort } from './address.ts';
import { draft, finish, merge, meta, objectLabels, put } from './draft.ts';
import type { NodeObject } from './objects.ts';
import { at } from './pod.ts';
import type { View } from './view.ts';

/** Which of a node's addresses is scraped: the first one of the first type that it has. */
const order = ['InternalIP', 'InternalDNS', 'ExternalIP', 'ExternalDNS', 'LegacyHostIP', 'Hostname'];

/** Role node (discovery/kubernetes/node.go): the kubelet's port of every node. */
export const nodeTargets = ({ nodes }: View): DiscoveredTarget[] => [...nodes.values()].flatMap((node) => targetOfNode(node));

function targetOfNode({ metadata, spec, status }: NodeObject): DiscoveredTarget[] {
  const first = new Map<string, string>();
  for (const { type, address } of status.addresses) if (!first.has(type)) first.set(type, address);
  const type = order.find((each) => first.has(each));
  if (type === undefined) return [];
  const group = draft({ node_provider_id: spec.providerID });
  for (const each of status.conditions)
    put(group, meta(`node_condition_${sanitizeLabelName(each.type.toLowerCase())}`), each.status.toLowerCase());
  merge(group, objectLabels('node', metadata));
  const target = at(joinHostPort(first.get(type) ?? '', status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0));
  put(target, 'instance', metadata.name);
  for (const [each, address] of first) put(target, sanitizeLabelName(meta(`node_address_${each}`)), address);
  return [finish(target, group, null)];
}
