import packageJson from '../../package.json';
import { manifestText } from '../kube/index.ts';
import { usageError } from '../model/errors.ts';
import { checkFlags } from './check-flags.ts';
import type { Io } from './io.ts';
import type { JobFlags } from './job-flags.ts';
import { jobObjects, type JobOptions } from './job-objects.ts';
import type { ScanFlags } from './scan-flags.ts';

/** The scan options behind `--`: as given, and as `scan` reads them. */
export interface ScanLine {
  readonly args: readonly string[];
  readonly flags: ScanFlags;
  readonly given: (option: keyof ScanFlags) => boolean;
}

const ownNamespace = 'pgx-audit';
const builtImage = `pgx-audit:${packageJson.version}`;
const usualDeadline = { arg: '--deadline=50m', milliseconds: 3_000_000 };
/** Kubernetes ends what the scan's own deadline has not ended. */
const graceSeconds = 120;

/** `pgx-audit job`: prints the manifest of a Job or CronJob that runs this scan inside the cluster. */
export async function jobCommand(flags: JobFlags, scan: ScanLine, io: Io): Promise<void> {
  checkScan(flags, scan);
  const options = jobOptions(flags, scan, io.now());
  await io.stdout.write(manifestText(jobObjects(options), headOf(options)));
  for (const note of notes(flags, scan, options)) await io.stderr.write(`pgx-audit: ${note}\n`);
}

const filesNamed = {
  prometheusTargets: '--prometheus-targets',
  prometheusCa: '--prometheus-ca',
  prometheusTokenFile: '--prometheus-token-file',
  clientCert: '--client-cert',
  clientKey: '--client-key',
  wrongClientCert: '--wrong-client-cert',
  wrongClientKey: '--wrong-client-key',
} as const satisfies Partial<Record<keyof ScanFlags, string>>;

function checkScan(flags: JobFlags, { flags: asked, given }: ScanLine): void {
  if (given('namespace')) throw usageError('-n behind "--": the Job needs rights there', 'Give it before: pgx-audit job -n NAMESPACE -- …');
  if (given('kubeconfig') || given('context'))
    throw usageError('--kubeconfig and --context have no place in a Job', 'It audits the cluster that it runs in.');
  if (given('output'))
    throw usageError('-o writes a file, and the file system of the Job is read-only', 'Choose --format: the report is the log of the pod.');
  const file = Object.entries(filesNamed).find(([option]) => given(option as keyof ScanFlags))?.[1];
  if (file !== undefined) throw usageError(`${file} names a file, and the Job has none`, 'Mount it by changing what is printed.');
  if (given('record') || given('replay'))
    throw usageError('--record and --replay have no place in a Job', 'Its file system is read-only: record where the report is read.');
  if (flags.namespace.length === 0 && !flags.clusterRole)
    throw usageError('--no-cluster-role needs namespaces', 'Name those to audit with -n.');
  checkFlags({ ...asked, namespace: flags.namespace });
}

function jobOptions(flags: JobFlags, { args, flags: asked, given }: ScanLine, now: number): JobOptions {
  const isCron = flags.cron !== undefined;
  const gates = given('failOn') || given('minCoverage') || asked.exitZero === true;
  const deadline = asked.deadline ?? usualDeadline.milliseconds;
  return {
    name: flags.name,
    jobName: `${flags.name}-${timeOf(now)}`,
    image: flags.image ?? builtImage,
    imagePullSecrets: flags.imagePullSecret,
    cron: flags.cron ?? '',
    jobNamespace: { name: flags.jobNamespace ?? ownNamespace, isNew: flags.jobNamespace === undefined },
    namespaces: flags.namespace,
    clusterRole: flags.clusterRole,
    portForward: asked.via === 'port-forward',
    args: [
      'scan',
      ...flags.namespace.map((name) => `--namespace=${name}`),
      ...args,
      ...(asked.deadline === undefined ? [usualDeadline.arg] : []),
      ...(isCron && !gates ? ['--exit-zero'] : []),
      ...(asked.format !== 'table' && asked.quiet !== true ? ['--quiet'] : []), // the log is the report, and nothing else
    ],
    activeDeadlineSeconds: Math.ceil(deadline / 1000) + graceSeconds,
  };
}

/** "20261123t030405": a Job cannot be changed, so each one-off has a name of its own. */
const timeOf = (now: number): string => new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();

function headOf({ cron, name, jobName, jobNamespace, args }: JobOptions): string[] {
  const logs = `kubectl logs --namespace ${jobNamespace.name}`;
  const zero =
    '--exit-zero: findings are told by the report; a Job that fails could not scan. Give --fail-on behind "--" to make findings fail it.';
  return [
    `pgx-audit ${packageJson.version}: ${cron === '' ? 'one audit from within the cluster' : 'audits from within the cluster, by schedule'}.`,
    'It reads objects and dials the metrics ports; it has no right to change anything, and none to read Secrets.',
    `The report is the log:  ${logs} ${cron === '' ? `job/${jobName} --follow` : `--selector app.kubernetes.io/instance=${name} --tail=-1`}`,
    ...(cron === '' ? [] : [`Run it now:  kubectl create job --namespace ${jobNamespace.name} --from=cronjob/${name} ${name}-now`]),
    ...(cron !== '' && args.includes('--exit-zero') ? [zero] : []),
  ];
}

function notes(flags: JobFlags, { flags: asked }: ScanLine, { jobNamespace, name }: JobOptions): string[] {
  return [
    ...(flags.image === undefined
      ? [`the image ${builtImage} is not published: build it with deploy/Dockerfile, push it, and name it with --image`]
      : []),
    ...(jobNamespace.isNew ? [] : [`the namespace ${jobNamespace.name} must exist`]),
    ...(asked.readSecrets === true || asked.useScrapeCerts === true
      ? [
          `the Job has no right to read Secrets: pgx-audit doctor --rbac --read-secrets --subject serviceaccount:${jobNamespace.name}/${name} prints what to grant it`,
        ]
      : []),
  ];
}
