import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { applyObjects, type KubeObject } from './api.ts';
import { kubeconfigOf } from './credentials.ts';
import { runCli, scan, verdictLines } from './scan.ts';

interface ClusterRole extends KubeObject {
  readonly rules: readonly { readonly resources: readonly string[] }[];
}

/** The role that the product ships. */
const role = parse(readFileSync('deploy/rbac.yaml', 'utf8')) as ClusterRole;
const withoutPods: ClusterRole = {
  ...role,
  metadata: { name: 'pgx-audit-without-pods' },
  rules: role.rules.map((rule) => ({ ...rule, resources: rule.resources.filter((resource) => resource !== 'pods') })),
};

const apiGroup = 'rbac.authorization.k8s.io';
const binding = (to: ClusterRole, user: string, namespace?: string): KubeObject => ({
  apiVersion: `${apiGroup}/v1`,
  kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
  metadata: { name: user, ...(namespace && { namespace }) },
  roleRef: { apiGroup, kind: 'ClusterRole', name: to.metadata.name },
  subjects: [{ apiGroup, kind: 'User', name: user }],
});

const as = (user: string): string[] => ['--kubeconfig', kubeconfigOf(inject('dir'), user)];

beforeAll(async () => {
  await applyObjects(inject('kubeconfig'), [
    role,
    withoutPods,
    binding(role, 'auditor'),
    binding(withoutPods, 'auditor-without-pods'),
    binding(role, 'auditor-of-one-namespace', 'node-go126'),
  ]);
});

it('finds with the shipped role what an administrator finds', async () => {
  const admin = await scan('--kubeconfig', inject('kubeconfig'));
  const auditor = await scan(...as('auditor'));
  expect(verdictLines(auditor.report)).toEqual(verdictLines(admin.report));
  expect(auditor.report.coverage).toEqual(admin.report.coverage);
  expect(auditor.report.provenance.cluster?.uid).toBe(admin.report.provenance.cluster?.uid);
});

describe('without the right to list pods', () => {
  it('dials nothing, since nothing is proven, and says so', async () => {
    const { report } = await scan(...as('auditor-without-pods'), '--allow-empty');
    expect(report.observations.filter((observation) => observation.connections > 0)).toEqual([]);
    expect(report.coverage.percent).toBeNull();
    expect(report.coverage.unknownBecause).toContain('pods');
    expect(report.coverage.access).toContainEqual(expect.objectContaining({ resource: 'pods', outcome: 'forbidden' }));
  });

  it('fails any --min-coverage', async () => {
    const { code } = await runCli(['scan', ...as('auditor-without-pods'), '--allow-empty', '--min-coverage', '1', '--fail-on', 'never']);
    expect(code).toBe(4);
  });
});

describe('with the role in one namespace', () => {
  it('refuses the whole cluster and names --namespace', async () => {
    const { code, stderr } = await runCli(['scan', ...as('auditor-of-one-namespace')]);
    expect(code).toBe(3);
    expect(stderr).toContain('-n NAMESPACE');
  });

  it('audits that namespace; whether other namespaces scrape it is unknown', async () => {
    const { report } = await scan(...as('auditor-of-one-namespace'), '--namespace', 'node-go126');
    const admin = await scan('--kubeconfig', inject('kubeconfig'), '--namespace', 'node-go126');
    const targetsOf = ({ observations }: typeof report) => observations.map((each) => each.target).toSorted();
    expect(targetsOf(report)).toEqual(targetsOf(admin.report));
    expect(targetsOf(report).every((target) => target.startsWith('node-go126/'))).toBe(true);
    expect(report.coverage.percent).toBeNull();
    const unknown = report.findings.filter((finding) => finding.rule === 'scheme-mismatch' && finding.verdict === 'unknown');
    expect(new Set(unknown.map((finding) => finding.subject.id))).toEqual(new Set(report.observations.map((each) => each.endpoint)));
    expect(unknown[0]?.message).toMatch(/^monitors .*readable: .*forbidden/);
  });
});
