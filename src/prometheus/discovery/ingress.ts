import type { DiscoveredTarget } from '../job.ts';
import { draft, finish, merge, objectLabels } from './draft.ts';
import type { IngressObject } from './objects.ts';
import { at } from './pod.ts';
import { addNamespace, claim, type View } from './view.ts';

/** Role ingress (discovery/kubernetes/ingress.go): every path of every host. */
export const ingressTargets = (view: View): DiscoveredTarget[] => view.ingresses.flatMap((ingress) => targetsOfIngress(ingress, view));

function targetsOfIngress({ metadata, spec }: IngressObject, view: View): DiscoveredTarget[] {
  const { namespace } = metadata;
  const count = spec.rules.reduce((sum, { paths }) => sum + (paths?.length ?? 1), 0);
  if (!claim(view, namespace, count)) return [];
  const group = merge(draft({ namespace, ingress_class_name: spec.ingressClassName }), objectLabels('ingress', metadata));
  addNamespace(group, namespace, view);
  return spec.rules.flatMap(({ host, paths }) => {
    const scheme = spec.tlsHosts.some((pattern) => covers(pattern, host)) ? 'https' : 'http';
    return (paths ?? ['']).map((path) =>
      finish(at(host, draft({ ingress_scheme: scheme, ingress_host: host, ingress_path: path || '/' })), group, null),
    );
  });
}

/** Whether a host of spec.tls is the host, or a wildcard for its first label. */
const covers = (pattern: string, host: string): boolean =>
  pattern === host ||
  (pattern.startsWith('*.') && pattern.slice(2) === host.slice(host.indexOf('.') + 1) && host.includes('.')) ||
  (pattern === '*' && !host.includes('.'));
