import * as v from 'valibot';
import { couldNotLook, factOf, isKnown, isUnknown, knownOf, leaf, type Facts, type Leaf, type Unknown } from '../model/fact.ts';
import type { CertificateGroup } from '../model/facts.ts';
import type { Deriver } from '../model/probe.ts';

const meshShape = v.object({
  kind: v.string(), // istio-sidecar | istio-ambient | linkerd | cilium-encryption | other-sidecar; '' where none is recognised
  because: v.string(), // "container istio-proxy"
  answers_tls: leaf(v.boolean()), // the TLS that was seen is that of the mesh's proxy, and not the workload's own
});
type MeshFact = v.InferOutput<typeof meshShape>;

const none: MeshFact = { kind: '', because: '', answers_tls: false };

/**
 * The proxies of meshes show their workload's identity as a certificate with a SPIFFE ID (SPIFFE X509-SVID, section 2: one URI). What they pass
 * through, as Istio in PERMISSIVE mode does with TLS that is not the mesh's, shows the workload's own.
 */
function answersTls(facts: Facts): Leaf<boolean> {
  const group = factOf<CertificateGroup>(facts, 'certificate');
  if (group && !isKnown(group)) return 'unknown' in group ? couldNotLook(group.unknown) : false;
  const leaves = group?.known.served.map((each) => each.leaf) ?? [];
  if (leaves.some((each) => !isUnknown(each) && each.otherNames.some((name) => /^uri:spiffe:\/\//i.test(name)))) return true;
  return leaves.find(isUnknown) ?? (leaves.length > 0 ? false : couldNotLook('no certificate was seen'));
}

/** `mesh`: the mesh before the target's pod, and whether it is the mesh that answers. */
export const mesh: Deriver<MeshFact> = {
  group: 'mesh',
  shape: meshShape,
  scope: 'target',
  derive({ target, facts }) {
    const found = target?.mesh;
    const takesConnections = found && found.kind !== 'cilium-encryption';
    const known = found ? { ...found, answers_tls: takesConnections ? answersTls(facts) : false } : none;
    return { group: 'mesh', basis: 'observed', known };
  },
};

/**
 * Why it cannot be told what Prometheus meets at a target; null where it can. A mesh's proxy that answers TLS itself wants a certificate of the
 * mesh: a Prometheus within the mesh has one and scrapes as if there were no TLS, one outside of it is refused.
 */
export function metByMesh(facts: Facts): Unknown | null {
  const found = knownOf<MeshFact>(facts, 'mesh');
  if (found?.answers_tls !== true) return null;
  return couldNotLook(
    `the mesh's proxy answers here (${found.because}): what Prometheus meets depends on whether it is in the mesh`,
    'meshed',
  );
}
