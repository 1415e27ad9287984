import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { leastRbac, manifestText, type KubeObject } from '../../src/kube/index.ts';

const jane = { kind: 'User', name: 'jane' } as const;
const account = { kind: 'ServiceAccount', name: 'pgx-audit', namespace: 'monitoring' } as const;

interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}
const rulesOf = (objects: readonly KubeObject[]): Rule[] => objects.flatMap((each) => (each['rules'] as Rule[] | undefined) ?? []);
const idsOf = (objects: readonly KubeObject[]): string[] =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);

const resources = (options: object): string[] =>
  rulesOf(leastRbac({ subject: jane, namespaces: [], ...options })).flatMap((rule) => rule.resources);

describe('least RBAC', () => {
  it('is one ClusterRole for the whole cluster, and only reads', () => {
    const objects = leastRbac({ subject: account, namespaces: [] });
    expect(idsOf(objects)).toEqual(['ClusterRole /pgx-audit', 'ClusterRoleBinding /pgx-audit']);
    expect(objects[1]).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'pgx-audit', namespace: 'monitoring' }] });
    expect(new Set(rulesOf(objects).flatMap((rule) => rule.verbs))).toEqual(new Set(['list', 'get']));
    expect(rulesOf(objects).flatMap((rule) => rule.resources)).not.toContain('secrets');
  });

  it('is a Role in each namespace, and a ClusterRole for what has none', () => {
    const objects = leastRbac({ subject: jane, namespaces: ['b', 'a', 'a'] });
    expect(idsOf(objects).filter((id) => !id.includes('Binding'))).toEqual([
      'ClusterRole /pgx-audit',
      'Role a/pgx-audit',
      'Role b/pgx-audit',
    ]);
    const [cluster, role] = [rulesOf(objects.slice(0, 1)), rulesOf(objects.slice(2, 3))].map((rules) =>
      rules.flatMap((rule) => rule.resources),
    );
    expect(cluster).toEqual(expect.arrayContaining(['servicemonitors', 'nodes', 'namespaces']));
    expect(cluster).not.toContain('pods');
    expect(role).toEqual(expect.arrayContaining(['services', 'pods', 'endpointslices', 'configmaps']));
    expect(role).not.toContain('nodes');
  });

  it('asks for nothing outside of the namespaces where told so', () => {
    const objects = leastRbac({ subject: jane, namespaces: ['a'], clusterWide: false });
    expect(idsOf(objects)).toEqual(['Role a/pgx-audit', 'RoleBinding a/pgx-audit']);
    expect(rulesOf(objects).flatMap((rule) => rule.resources)).toContain('servicemonitors');
  });

  it('names every Secret, in a Role of its own', () => {
    const secrets = [
      { namespace: 'db', name: 'client' },
      { namespace: 'web', name: 'ca' },
      { namespace: 'db', name: 'ca' },
      { namespace: 'db', name: 'ca' },
    ];
    const objects = leastRbac({ subject: jane, namespaces: [], secrets }).filter((each) => each.metadata.name === 'pgx-audit-secrets');
    expect(idsOf(objects).filter((id) => id.startsWith('Role '))).toEqual(['Role db/pgx-audit-secrets', 'Role web/pgx-audit-secrets']);
    expect(rulesOf(objects)).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['ca', 'client'], verbs: ['get'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['ca'], verbs: ['get'] },
    ]);
  });

  it('has port-forward and the kinds that are only counted by choice', () => {
    expect(resources({})).not.toContain('pods/portforward');
    expect(resources({ portForward: true })).toContain('pods/portforward');
    expect(resources({})).toContain('vmservicescrapes');
    expect(resources({ foreign: false })).not.toContain('vmservicescrapes');
  });

  it('prints as YAML that reads back the same, under its comment', () => {
    const objects = leastRbac({ subject: jane, namespaces: ['a', 'b'], secrets: [{ namespace: 'a', name: 'on' }] });
    const text = manifestText(objects, ['one', '', 'two']);
    expect(text.startsWith('# one\n#\n# two\napiVersion: ')).toBe(true);
    expect(parseAllDocuments(text).map((each) => each.toJS() as unknown)).toEqual(objects);
    expect(text).not.toMatch(/[&*]a\d/);
  });
});
