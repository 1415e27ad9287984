import type { GoCertificate } from './certificate.ts';
import type { Policies } from './policy-extensions.ts';
import { PolicyGraph, anyPolicy } from './policy-graph.ts';

/** Certificate policies of a path (RFC 5280 section 6.1 as RFC 9618 updates it), as policiesValid of Go 1.26 checks them. */

interface Counters {
  explicit: number; // certificates until a valid policy is demanded
  mapping: number; // … until mappings are no longer followed
  any: number; // … until anyPolicy no longer counts
}

/** Applies a certificate's mappings; false where anyPolicy is mapped, which is not allowed. */
function mapPolicies(graph: PolicyGraph, mappings: Policies['mappings'], isFollowed: boolean): boolean {
  if (!isFollowed) {
    for (const [issuer] of mappings) graph.delete(issuer);
    graph.prune();
    return true;
  }
  if (mappings.some((pair) => pair.includes(anyPolicy))) return false;
  graph.prune();
  const subjects = new Map<string, string[]>();
  for (const [issuer, subject] of mappings) {
    const others = subjects.get(issuer);
    if (others) others.push(subject);
    else subjects.set(issuer, [subject]);
  }
  for (const [issuer, others] of subjects) graph.map(issuer, others);
  return true;
}

/** The lower of the count so far and what the certificate says. */
const limited = (count: number, said: bigint | null): number =>
  said !== null && said >= 0n && said < BigInt(count) ? Number(said) : count;

function countDown(counters: Counters, { policies, issuer, subject }: GoCertificate): void {
  const step = issuer.der.equals(subject.der) ? 0 : 1; // self-issued certificates do not count
  counters.explicit = limited(Math.max(0, counters.explicit - step), policies.requireExplicit);
  counters.mapping = limited(Math.max(0, counters.mapping - step), policies.inhibitMapping);
  counters.any = limited(Math.max(0, counters.any - step), policies.inhibitAny);
}

interface Step {
  readonly certificate: GoCertificate;
  readonly isLeaf: boolean;
  readonly counters: Counters;
}

/** The graph after one certificate, null where it asserts no policy, false where the path is not valid. */
function descend(graph: PolicyGraph | null, { certificate, isLeaf, counters }: Step): PolicyGraph | null | false {
  const { policies, issuer, subject } = certificate;
  const next = policies.policies.length > 0 ? graph : null;
  if (!next) return counters.explicit === 0 ? false : null;
  next.descend();
  for (const policy of policies.policies) if (policy !== anyPolicy) next.assert(policy);
  const isSelfIssued = issuer.der.equals(subject.der);
  if (policies.policies.includes(anyPolicy) && (counters.any > 0 || (!isLeaf && isSelfIssued))) next.assertAny();
  next.prune();
  const hasMappings = !isLeaf && policies.mappings.length > 0;
  return !hasMappings || mapPolicies(next, policies.mappings, counters.mapping > 0) ? next : false;
}

/** Whether the path (the leaf first, the root last) is one that its policies allow. */
export function hasValidPolicies(path: readonly GoCertificate[]): boolean {
  const below = path.slice(0, -1);
  const [leaf] = below;
  if (!leaf) return true;
  const start = below.length + 1;
  const counters: Counters = { explicit: start, mapping: start, any: start };
  let graph: PolicyGraph | null = new PolicyGraph();
  for (const certificate of below.reverse()) {
    const isLeaf: boolean = certificate === leaf;
    const next: PolicyGraph | null | false = descend(graph, { certificate, isLeaf, counters });
    if (next === false) return false;
    graph = next;
    if (!isLeaf) countDown(counters, certificate);
  }
  const demanded = counters.explicit <= 1 || leaf.policies.requireExplicit === 0n;
  return !demanded || graph?.isSatisfied === true;
}
