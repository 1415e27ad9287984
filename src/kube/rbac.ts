import { needs, type Need } from './needs.ts';

/** Any object of the API, as kubectl applies it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** Who gets the rights. `namespace`: of a ServiceAccount only. */
export interface Subject {
  readonly kind: 'ServiceAccount' | 'User' | 'Group';
  readonly name: string;
  readonly namespace?: string;
}

export interface LeastRbacOptions {
  readonly subject: Subject;
  readonly namespaces: readonly string[]; // none: the whole cluster
  readonly name?: string; // of the roles and bindings; pgx-audit
  readonly clusterWide?: boolean; // with namespaces: also what has no namespace, and monitors of all namespaces; default true
  readonly foreign?: boolean; // the kinds that are only counted; default true
  readonly portForward?: boolean; // default false
  readonly secrets?: readonly { readonly namespace: string; readonly name: string }[]; // that may be read, each by name; default none
}

/** A PolicyRule of rbac.authorization.k8s.io/v1. */
interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const apiGroup = 'rbac.authorization.k8s.io';

/**
 * The least rights that a scan needs, as objects for `kubectl apply`: of the whole cluster one ClusterRole, of some namespaces a Role in
 * each and a ClusterRole for what has no namespace. Secrets are always apart: a Role for each namespace that names every one of them.
 */
export function leastRbac(options: LeastRbacOptions): KubeObject[] {
  const { subject, name = 'pgx-audit', clusterWide = true, secrets = [] } = options;
  const asked = needs.filter((each) => isAsked(each, options));
  const namespaces = [...new Set(options.namespaces)].sort();
  const everywhere = namespaces.length === 0 ? asked : clusterWide ? asked.filter((each) => each.where !== 'namespace') : [];
  const within = asked.filter((each) => !everywhere.includes(each) && each.where !== 'cluster');
  return [
    ...grant({ name, namespace: '', subject, rules: rulesOf(everywhere) }),
    ...namespaces.flatMap((namespace) => grant({ name, namespace, subject, rules: rulesOf(within) })),
    ...secretRules(secrets).flatMap(([namespace, rules]) => grant({ name: `${name}-secrets`, namespace, subject, rules })),
  ];
}

const isAsked = ({ use }: Need, { foreign = true, portForward = false }: LeastRbacOptions): boolean =>
  use === 'foreign' ? foreign : use === 'port-forward' ? portForward : true;

/** Rights with the same verbs on the same group are one rule. */
function rulesOf(asked: readonly Need[]): PolicyRule[] {
  const rules = new Map<string, { rule: PolicyRule; resources: string[] }>();
  for (const { resource, subresource, verbs, name } of asked) {
    const key = JSON.stringify([resource.group, verbs, name]);
    const resources = rules.get(key)?.resources ?? [];
    resources.push(subresource ? `${resource.plural}/${subresource}` : resource.plural);
    rules.set(key, {
      resources,
      rule: { apiGroups: [resource.group], resources, ...(name && { resourceNames: [name] }), verbs: [...verbs] },
    });
  }
  return [...rules.values()].map(({ rule }) => rule);
}

function secretRules(secrets: readonly { readonly namespace: string; readonly name: string }[]): [string, PolicyRule[]][] {
  const namespaces = [...new Set(secrets.map((each) => each.namespace))].sort();
  return namespaces.map((namespace) => {
    const names = secrets.filter((each) => each.namespace === namespace).map((each) => each.name);
    return [namespace, [{ apiGroups: [''], resources: ['secrets'], resourceNames: [...new Set(names)].sort(), verbs: ['get'] }]];
  });
}

interface Grant {
  readonly name: string;
  readonly namespace: string; // '' for a ClusterRole
  readonly subject: Subject;
  readonly rules: readonly PolicyRule[];
}

/** A role and its binding; nothing where there is nothing to grant. */
function grant({ name, namespace, subject, rules }: Grant): KubeObject[] {
  if (rules.length === 0) return [];
  const prefix = namespace ? '' : 'Cluster';
  const metadata = { name, ...(namespace && { namespace }), labels: { 'app.kubernetes.io/name': 'pgx-audit' } };
  const account = subject.kind === 'ServiceAccount';
  return [
    { apiVersion: `${apiGroup}/v1`, kind: `${prefix}Role`, metadata, rules },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: `${prefix}RoleBinding`,
      metadata,
      roleRef: { apiGroup, kind: `${prefix}Role`, name },
      subjects: [
        {
          kind: subject.kind,
          name: subject.name,
          ...(account ? { namespace: subject.namespace ?? 'default' } : { apiGroup }),
        },
      ],
    },
  ];
}
