import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import packageJson from '../../package.json';
import type { Io } from '../../src/commands/io.ts';
import { run } from '../../src/commands/run.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
  readonly spec?: JobSpec & {
    readonly schedule?: string;
    readonly concurrencyPolicy?: string;
    readonly jobTemplate?: { readonly spec: JobSpec };
  };
}

interface JobSpec {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly template: { readonly metadata: object; readonly spec: PodSpec };
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly containers: readonly { readonly image: string; readonly args: readonly string[] }[];
}

const now = () => Date.UTC(2026, 10, 23, 3, 4, 5);

async function pgxAudit(...argv: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTerminal: false,
    columns: 100,
    write: async (text: string) => void (written[name] += text),
  });
  const io: Io = { argv, env: {}, stdout: stream('stdout'), stderr: stream('stderr'), now, onInterrupt: () => () => undefined };
  const code = await run(io);
  const objects = parseAllDocuments(written.stdout).map((document) => document.toJS() as Manifest | null);
  return { code, ...written, objects: objects.filter((each) => each !== null) };
}

type Printed = Awaited<ReturnType<typeof pgxAudit>>;
const ofKind = ({ objects }: Printed, kind: string): Manifest[] => objects.filter((each) => each.kind === kind);
const jobOf = (printed: Printed): JobSpec => {
  const spec = [...ofKind(printed, 'Job'), ...ofKind(printed, 'CronJob').map((each) => each.spec?.jobTemplate ?? each)][0]?.spec;
  if (!spec) throw new Error(`no Job: ${printed.stderr}`);
  return spec;
};
const argsOf = (printed: Printed): readonly string[] => jobOf(printed).template.spec.containers[0]?.args ?? [];

describe('without options', () => {
  it('is one Job in a namespace of its own, with rights on the whole cluster', async () => {
    const printed = await pgxAudit('job');
    expect(printed.code).toBe(0);
    expect(printed.objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'Namespace /pgx-audit',
      'ServiceAccount pgx-audit/pgx-audit',
      'ClusterRole /pgx-audit',
      'ClusterRoleBinding /pgx-audit',
      'Role pgx-audit/pgx-audit-own-pod',
      'RoleBinding pgx-audit/pgx-audit-own-pod',
      'Job pgx-audit/pgx-audit-20261123t030405',
    ]);
    expect(argsOf(printed)).toEqual(['scan', '--deadline=50m']);
    expect(jobOf(printed)).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 3120, ttlSecondsAfterFinished: 86_400 });
  });

  it('says that the image has to be built', async () => {
    const { stderr, ...printed } = await pgxAudit('job');
    expect(stderr).toContain(`the image pgx-audit:${packageJson.version} is not published`);
    expect(jobOf({ stderr, ...printed }).template.spec.containers[0]?.image).toBe(`pgx-audit:${packageJson.version}`);
  });

  it('tells how to read the report', async () => {
    expect((await pgxAudit('job')).stdout).toMatch(/^# .*kubectl logs --namespace pgx-audit job\/pgx-audit-20261123t030405/m);
  });
});

it('may only read, and no Secret', async () => {
  const printed = await pgxAudit('job', '-n', 'db');
  const rules = printed.objects.flatMap((each) => each.rules ?? []);
  expect(rules.length).toBeGreaterThan(3);
  expect(new Set(rules.flatMap((rule) => rule.verbs))).toEqual(new Set(['get', 'list']));
  expect(rules.flatMap((rule) => rule.resources)).not.toContain('secrets');
});

it('audits the chosen namespaces, with a Role in each', async () => {
  const printed = await pgxAudit('job', '-n', 'db,orders', '--job-namespace', 'monitoring', '--image', 'reg.example/pgx:1');
  expect(argsOf(printed)).toEqual(['scan', '--namespace=db', '--namespace=orders', '--deadline=50m']);
  const roles = ofKind(printed, 'Role').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  expect(roles).toEqual(['db/pgx-audit', 'orders/pgx-audit', 'monitoring/pgx-audit-own-pod']);
  expect(ofKind(printed, 'Namespace')).toEqual([]);
  expect(printed.stderr).toBe('pgx-audit: the namespace monitoring must exist\n');
});

it('asks for nothing outside of the namespaces with --no-cluster-role', async () => {
  const printed = await pgxAudit('job', '-n', 'db', '--no-cluster-role');
  expect(printed.objects.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
  expect((await pgxAudit('job', '--no-cluster-role')).code).toBe(2);
});

describe('--cron', () => {
  it('is a CronJob whose Jobs never overlap, and fail only where the scan could not be done', async () => {
    const printed = await pgxAudit('job', '--cron', '0 3 * * *');
    expect(ofKind(printed, 'CronJob')[0]).toMatchObject({
      metadata: { name: 'pgx-audit', namespace: 'pgx-audit' },
      spec: { schedule: '0 3 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' },
    });
    expect(argsOf(printed)).toContain('--exit-zero');
    expect(printed.stdout).toMatch(/^# --exit-zero: /m);
    expect(jobOf(printed).ttlSecondsAfterFinished).toBeUndefined();
  });

  it('fails for findings where --fail-on asks for it', async () => {
    expect(argsOf(await pgxAudit('job', '--cron', '@daily', '--', '--fail-on', 'low'))).toEqual([
      'scan',
      '--fail-on',
      'low',
      '--deadline=50m',
    ]);
  });

  it('is refused where it is no schedule', async () => {
    const { code, stdout, stderr } = await pgxAudit('job', '--cron', '61 * * * *');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('"61" is no minute');
  });
});

describe('the options behind --', () => {
  it('reach the scan as they are, and its deadline is that of the Job', async () => {
    const printed = await pgxAudit('job', '--', '--deadline', '90s', '--guess', '--selector', 'a=$(b)');
    expect(argsOf(printed)).toEqual(['scan', '--deadline', '90s', '--guess', '--selector', 'a=$$(b)']);
    expect(jobOf(printed).activeDeadlineSeconds).toBe(210);
  });

  it('leave nothing but the report in the log where a machine reads it', async () => {
    expect(argsOf(await pgxAudit('job', '--', '--format', 'json'))).toContain('--quiet');
  });

  it.each([
    [['--fail-onx', 'low'], "unknown option '--fail-onx'"],
    [['--fail-on', 'lowest'], "argument 'lowest' is invalid"],
    [['--kubeconfig', 'x'], 'no place in a Job'],
    [['--context', 'x'], 'no place in a Job'],
    [['-n', 'db'], 'Give it before'],
    [['-o', 'json=x'], 'read-only'],
    [['--prometheus-targets', 'x.json'], 'the Job has none'],
    [['--client-cert', 'x.pem', '--client-key', 'x.pem'], '--client-cert names a file, and the Job has none'],
    [['--record', 'x.jsonl'], 'no place in a Job'],
    [['--replay', 'x.jsonl'], 'no place in a Job'],
    [['db'], 'too many arguments'],
    [['--dry-run', '--format', 'json'], '--dry-run prints a plan'],
  ])('%j are refused before anything is printed', async (args, message) => {
    const { code, stdout, stderr } = await pgxAudit('job', '--', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

it.each([
  [['--name', 'Audit'], 'lower-case'],
  [['--name', 'a'.repeat(41)], 'at most 40'],
  [['--job-namespace', 'kube_system'], 'lower-case'],
  [['-n', '-x-'], 'lower-case'],
  [['--image', 'a b'], 'Give an image'],
  [['--image-pull-secret', 'A'], 'name of a Secret'],
])('%j are refused', async (args, message) => {
  const { code, stdout, stderr } = await pgxAudit('job', ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

it('keeps the scanner out of every mesh, unprivileged, on a file system that it cannot write', async () => {
  const { template } = jobOf(await pgxAudit('job', '--image-pull-secret', 'registry'));
  expect(template.metadata).toMatchObject({
    labels: { 'sidecar.istio.io/inject': 'false', 'istio.io/dataplane-mode': 'none' },
    annotations: { 'linkerd.io/inject': 'disabled' },
  });
  expect(template.spec).toMatchObject({
    restartPolicy: 'Never',
    serviceAccountName: 'pgx-audit',
    imagePullSecrets: [{ name: 'registry' }],
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } }],
  });
});
