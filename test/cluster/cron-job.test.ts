import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { noSchedules, schedules } from '../support/schedules.ts';
import { kubectl } from './api.ts';
import { idOf, type Pod } from './pod.ts';
import { until } from './processes.ts';
import { runCli, scan } from './scan.ts';

interface EndedPod extends Pod {
  readonly status: Pod['status'] & {
    readonly containerStatuses: readonly { readonly state: { readonly terminated?: { exitCode: number } } }[];
  };
}
interface Listed<T> {
  readonly items: readonly T[];
}
interface Job {
  readonly metadata: { readonly name: string; readonly ownerReferences?: readonly { readonly kind: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const audited = 'node-go126';
const get = async <T>(...args: readonly string[]): Promise<T> =>
  JSON.parse(await kubectl(inject('kubeconfig'), ['get', '-n', 'pgx-audit', ...args, '-o', 'json'])) as T;
const apply = (manifest: string) => kubectl(inject('kubeconfig'), ['apply', '-f', '-'], manifest);

async function printed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(['job', '-n', audited, ...args]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** The first Job of this kind of making that has ended, with its pod and the pod's log, where `kubectl logs` would find it. */
async function ended(isIt: (job: Job) => boolean): Promise<{ job: Job; pod: EndedPod; log: string }> {
  let job: Job | undefined;
  await until(
    'the Job to end',
    async () => {
      const { items } = await get<Listed<Job>>('jobs');
      // FailureTarget and SuccessCriteriaMet come before the Job has ended.
      job = items.find((each) => isIt(each) && conditionsOf(each).some((type) => type === 'Complete' || type === 'Failed'));
      return job !== undefined;
    },
    100,
  );
  if (!job) throw new Error('no Job');
  const { items } = await get<Listed<EndedPod>>('pods', '-l', `job-name=${job.metadata.name}`);
  const pod = items[0];
  if (!pod) throw new Error(`no pod of ${job.metadata.name}`);
  return { job, pod, log: readFileSync(join(inject('dir'), `${idOf(pod)}.log`), 'utf8') };
}

const conditionsOf = ({ status }: Job): string[] =>
  (status.conditions ?? []).filter((each) => each.status === 'True').map(({ type }) => type);
const exitCodeOf = ({ status }: EndedPod): number | undefined => status.containerStatuses[0]?.state.terminated?.exitCode;
const targetsOf = ({ observations }: Report): string[] => observations.map(({ target }) => target).toSorted();
const fingerprintsOf = ({ findings }: Report): string[] =>
  findings.map(({ fingerprint, verdict }) => `${fingerprint} ${verdict}`).toSorted();

const create = (schedule: string) =>
  kubectl(inject('kubeconfig'), ['create', 'cronjob', 'x', '--image=x', `--schedule=${schedule}`, '--dry-run=server']);

const applied: string[] = [];
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['deploy/assemble.mjs', join(inject('dir'), 'image')]);
});
afterAll(async () => {
  for (const manifest of applied) await kubectl(inject('kubeconfig'), ['delete', '--ignore-not-found', '-f', '-'], manifest);
});

describe('the printed CronJob', () => {
  it('runs by its schedule, in the cluster, and its report is the log of its pod', { timeout: 120_000 }, async () => {
    const manifest = await printed('--cron', '* * * * *', '--', '--format', 'json');
    applied.push(manifest);
    await apply(manifest);
    const { job, pod, log } = await ended(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'CronJob');
    await kubectl(inject('kubeconfig'), ['patch', 'cronjob', '-n', 'pgx-audit', 'pgx-audit', '-p', '{"spec":{"suspend":true}}']);
    expect(conditionsOf(job)).toContain('Complete');
    expect(exitCodeOf(pod)).toBe(0);
    const report = JSON.parse(log) as Report; // and nothing else is in it
    expect(report.provenance).toMatchObject({
      user: 'system:serviceaccount:pgx-audit:pgx-audit',
      cluster: { context: 'in-cluster' },
      vantage: { via: 'direct', from: 'in-cluster', tainted: '', notes: [] },
    });
    const admin = await scan('--kubeconfig', inject('kubeconfig'), '-n', audited);
    expect(targetsOf(report)).toEqual(targetsOf(admin.report));
    expect(fingerprintsOf(report)).toEqual(fingerprintsOf(admin.report));
    expect(report.coverage).toEqual(admin.report.coverage);
  });
});

describe('the printed Job', () => {
  it('fails with the exit code of the scan', async () => {
    const manifest = await printed('--name', 'once', '--', '--fail-on', 'low');
    applied.push(manifest);
    await apply(manifest);
    const { job, pod, log } = await ended(({ metadata }) => metadata.name.startsWith('once-'));
    expect(conditionsOf(job)).toContain('Failed');
    expect(exitCodeOf(pod)).toBe(1);
    expect(log).toContain('plaintext');
  });
});

describe('schedules', () => {
  it.each(schedules)('the API server takes %j too', async (schedule) => {
    expect(await create(schedule)).toContain('created');
  });
  it.each(noSchedules)('the API server refuses %j too', async (schedule) => {
    await expect(create(schedule)).rejects.toThrow('spec.schedule');
  });
});
