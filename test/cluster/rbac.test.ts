import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { needs, resourceName, type Need } from '../../src/kube/index.ts';
import type { Report } from '../../src/model/report.ts';
import { applyObjects, kubectl, type KubeObject } from './api.ts';
import { kubeconfigOf } from './credentials.ts';
import { runCli, scan, verdictLines } from './scan.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}
interface ClusterRole extends KubeObject {
  readonly rules: readonly Rule[];
}

const apiGroup = 'rbac.authorization.k8s.io';
const binding = (role: string, user: string, namespace?: string): KubeObject => ({
  apiVersion: `${apiGroup}/v1`,
  kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
  metadata: { name: user, ...(namespace && { namespace }) },
  roleRef: { apiGroup, kind: 'ClusterRole', name: role },
  subjects: [{ apiGroup, kind: 'User', name: user }],
});

/** The role that the product ships, and it without each of its rights. */
const role = parse(readFileSync('deploy/rbac.yaml', 'utf8')) as ClusterRole;
const shipped = needs.filter(({ use }) => use !== 'port-forward');
const userWithout = ({ resource, name }: Need): string => `without-${resourceName(resource)}${name && `-${name}`}`;

const without = (need: Need): ClusterRole => ({
  ...role,
  metadata: { name: userWithout(need) },
  rules: role.rules
    .map((rule) => (isRuleOf(rule, need) ? { ...rule, resources: rule.resources.filter((each) => each !== need.resource.plural) } : rule))
    .filter(({ resources }) => resources.length > 0),
});

const isRuleOf = ({ apiGroups, verbs, resourceNames = [] }: Rule, need: Need): boolean =>
  apiGroups[0] === need.resource.group && verbs.join() === need.verbs.join() && resourceNames.join() === need.name;

/** The administrator's kubeconfig, acting as somebody else. */
function as(user: string): string[] {
  const config = JSON.parse(readFileSync(kubeconfigOf(inject('dir'), 'admin'), 'utf8')) as { users: { user: object }[] };
  const path = join(inject('dir'), `as-${user}.kubeconfig`);
  writeFileSync(path, JSON.stringify({ ...config, users: config.users.map((each) => ({ ...each, user: { ...each.user, as: user } })) }));
  return ['--kubeconfig', path];
}

const namespace = 'node-go126'; // whose endpoints are scanned
const here = ['-n', namespace];
const label = 'pgx-audit-test/selected';

/** Selects the monitors of that namespace by a label of the namespace. */
const prometheus: KubeObject = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { namespace: 'rights', name: 'main' },
  spec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: { matchLabels: { [label]: 'yes' } } },
};

const admin = (args: readonly string[], input = ''): Promise<string> => kubectl(inject('kubeconfig'), args, input);

let complete: Report;

beforeAll(async () => {
  await applyObjects(inject('kubeconfig'), [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'rights' } },
    role,
    binding(role.metadata.name, 'auditor'),
    binding(role.metadata.name, 'auditor-of-one-namespace', namespace),
    ...shipped.flatMap((need) => [without(need), binding(userWithout(need), userWithout(need))]),
  ]);
  await applyObjects(inject('kubeconfig'), [prometheus]);
  await admin(['label', 'namespace', namespace, `${label}=yes`]);
  complete = (await scan(...as('auditor'), ...here)).report;
});

afterAll(async () => {
  await admin(['delete', 'namespace', 'rights']);
  await admin(['label', 'namespace', namespace, `${label}-`]);
});

const linesOf = (report: Report, verdict: string): string[] => verdictLines(report).filter((line) => line.endsWith(` ${verdict}`));
const rulesOf = (lines: readonly string[]): Set<string | undefined> => new Set(lines.map((line) => line.split(' ').at(-2)));
const doctor = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await runCli(['doctor', '--format', 'json', ...args]);
  if (!stdout.startsWith('{')) throw new Error(stderr);
  return {
    code,
    ...(JSON.parse(stdout) as { expect: { coverage: string; because: string[] }; secrets: { name: string; allowed: boolean }[] }),
  };
};

it('finds with the shipped role what an administrator finds', async () => {
  const { report } = await scan('--kubeconfig', inject('kubeconfig'), ...here);
  expect(verdictLines(complete)).toEqual(verdictLines(report));
  expect(complete.coverage).toEqual(report.coverage);
  expect(complete.provenance.cluster?.uid).toBe(report.provenance.cluster?.uid);
  expect(await doctor(...as('auditor'), ...here)).toMatchObject({ code: 0, expect: { coverage: 'complete', because: [] } });
});

/** A rule that ends unknown without the right, of those that do not decide the coverage; nothing else changes without the others. */
const unknownWithout: Readonly<Record<string, string>> = {
  'without-prometheuses.monitoring.coreos.com': 'scrape-fails',
  'without-prometheusagents.monitoring.coreos.com': 'monitor-unselected',
  'without-namespaces': 'scrape-fails',
  'without-configmaps': 'untrusted-chain',
};
const oneOfEachGroup = shipped.filter(
  ({ use, resource: { group } }, index) => use !== 'foreign' || shipped.findIndex(({ resource }) => resource.group === group) === index,
);

describe('without one right', () => {
  it.each(oneOfEachGroup.map((need) => [userWithout(need), need] as const))('%s', async (user, need) => {
    const degraded = await scan(...as(user), ...here, '--allow-empty', '--min-coverage', '1', '--fail-on', 'never');
    const { coverage, observations, provenance } = degraded.report;
    const told = await doctor(...as(user), ...here);
    const resource = resourceName(need.resource);
    const row = coverage.access.find((each) => each.resource === resource);
    const lost = rulesOf(linesOf(degraded.report, 'unknown').filter((line) => !linesOf(complete, 'unknown').includes(line)));
    console.log(
      `${user} · ${row?.outcome ?? ''} · coverage ${coverage.percent} · exit ${degraded.code} · doctor: ${told.expect.coverage} · unknown: ${[...lost].join(', ')}`,
    );

    // Nothing is invented: what passes or fails does so with all rights too.
    for (const verdict of ['pass', 'fail'])
      expect(linesOf(complete, verdict)).toEqual(expect.arrayContaining(linesOf(degraded.report, verdict)));
    expect(row?.outcome).toBe(
      need.verbs[0] === 'list' && resource !== 'ingresses.networking.k8s.io' ? 'forbidden' : (need.name && 'listed') || undefined,
    );
    const decides = need.use === 'decisive';
    expect(coverage.percent === null).toBe(decides);
    expect(degraded.code).toBe((coverage.percent ?? 0) < 1 ? 4 : 0);
    expect(coverage.unknownBecause).toBe(decides ? `${resource}: forbidden` : '');
    const expected = { decisive: 'unknown', verdicts: 'lower' }[need.use as string] ?? 'complete';
    expect(told).toMatchObject({ code: expected === 'complete' ? 0 : 4, expect: { coverage: expected } });
    expect([...lost]).toEqual(expect.arrayContaining(need.use === 'verdicts' ? [unknownWithout[user]] : []));
    expect(verdictLines(degraded.report)).toEqual(verdictLines(expected === 'complete' ? complete : degraded.report));
    expect(observations.filter(({ connections }) => connections > 0).length === 0).toBe(resource === 'pods');
    expect(provenance.cluster?.uid === '').toBe(need.name !== '');
  });
});

const targetsOf = ({ observations }: Report): string[] => observations.map((each) => each.target).toSorted();

describe('with the role in one namespace', () => {
  const user = as('auditor-of-one-namespace');

  it('refuses the whole cluster and names --namespace', async () => {
    const { code, stderr } = await runCli(['scan', ...user]);
    expect(code).toBe(3);
    expect(stderr).toContain('-n NAMESPACE');
    expect((await doctor(...user)).expect.coverage).toBe('none');
  });

  it('audits that namespace; whether other namespaces scrape it is unknown', async () => {
    const { report } = await scan(...user, ...here);
    expect(targetsOf(report)).toEqual(targetsOf(complete));
    expect(targetsOf(report).every((target) => target.startsWith(`${namespace}/`))).toBe(true);
    expect(report.coverage.percent).toBeNull();
    const unknown = report.findings.filter((finding) => finding.rule === 'scheme-mismatch' && finding.verdict === 'unknown');
    expect(new Set(unknown.map((finding) => finding.subject.id))).toEqual(new Set(report.observations.map((each) => each.endpoint)));
    expect(unknown[0]?.message).toMatch(/^monitors .*readable: .*forbidden/);
    expect((await doctor(...user, ...here)).expect.coverage).toBe('unknown');
  });
});

const grant = async (user: string, ...args: readonly string[]): Promise<void> => {
  const { stdout } = await runCli(['doctor', '--rbac', '--kubeconfig', inject('kubeconfig'), '--subject', `user:${user}`, ...args]);
  await admin(['apply', '-f', '-'], stdout);
};

describe('the roles that doctor prints', () => {
  it('are enough for one namespace, and for no other', async () => {
    await grant('granted', ...here);
    const { report } = await scan(...as('granted'), ...here);
    expect(verdictLines(report)).toEqual(verdictLines(complete));
    expect(report.coverage).toEqual(complete.coverage);
    expect((await doctor(...as('granted'), ...here)).code).toBe(0);
    expect((await doctor(...as('granted'), '-n', 'node-go119')).expect.coverage).toBe('none');
  });

  it('name exactly the Secrets that scrapes refer to', async () => {
    const before = await doctor(...as('granted'), ...here, '--read-secrets');
    expect(before).toMatchObject({
      code: 4,
      expect: { coverage: 'lower', because: [expect.stringContaining(`get secrets ${namespace}/`)] },
    });
    expect(before.secrets.length).toBeGreaterThan(0);
    await grant('granted', ...here, '--read-secrets');
    const after = await doctor(...as('granted'), ...here, '--read-secrets');
    expect(after).toMatchObject({
      code: 0,
      expect: { coverage: 'complete' },
      secrets: before.secrets.map(({ name }) => ({ name, allowed: true })),
    });
    const mayRead = (name: string): Promise<string> =>
      admin(['auth', 'can-i', 'get', `secret/${name}`, '-n', namespace, '--as', 'granted']).catch(() => 'no');
    expect([await mayRead(before.secrets[0]?.name ?? ''), await mayRead('another')].map((each) => each.trim())).toEqual(['yes', 'no']);
    const mayList = await admin(['auth', 'can-i', 'list', 'secrets', '-n', namespace, '--as', 'granted']).catch(() => 'no');
    expect(mayList).toBe('no');
  });
});
