import type { Discovery } from '../discover/index.ts';
import { clean, count, withoutCommands } from '../model/text.ts';
import { addressText } from '../model/subject.ts';
import { planTargets, type TargetPlan } from '../plan.ts';
import { planOptions, type ScanOptions } from '../scan.ts';
import { Interrupted } from './interruption.ts';
import type { Io } from './io.ts';
import type { ScanFlags } from './scan-flags.ts';

const shown = (text: string): string => withoutCommands(clean(text, 1000));

type Options = Pick<ScanOptions, 'discover' | 'ruleSet' | 'probes' | 'looking' | 'signal'>;

/** Prints what a scan would dial and how often, without dialling anything but the Kubernetes API. Gives the exit code. */
export async function dryRun(options: Options, flags: Pick<ScanFlags, 'allowEmpty'>, io: Io): Promise<number> {
  const discovery = await options.discover();
  if (options.signal.reason instanceof Interrupted) {
    await io.stderr.write(`pgx-audit: ${String(options.signal.reason)}\n`);
    return options.signal.reason.exitCode;
  }
  const plans = planTargets(discovery.endpoints, planOptions(options));
  const rows = [['TARGET', 'ADDRESS', 'PATH', 'CONNECTIONS'], ...plans.map(rowOf)];
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const widths = [width(0), width(1), width(2)];
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  await io.stdout.write(`${[...(plans.length > 0 ? lines : []), ...attempts(plans), ...remarks(discovery), total(plans)].join('\n')}\n`);
  return plans.length === 0 && flags.allowEmpty !== true ? 3 : 0;
}

function rowOf({ target, asked, most }: TargetPlan): string[] {
  const address = target.address ? addressText(target.address) : '-';
  const reason = target.proof.proven ? '' : `not probed: ${target.proof.reason}`;
  const connections = reason || `at most ${most}`;
  return [target.id, address, reason ? '-' : asked.paths.join(' '), connections].map((text) => shown(text));
}

/** Each distinct list of attempts once: they differ only where server names or paths do. */
const attempts = (plans: readonly TargetPlan[]): string[] => {
  const lists = new Set(plans.filter(({ most }) => most > 0).map((plan) => plan.attempts.join(', ')));
  return [...lists].map(
    (list) =>
      `attempts that may be made on one target: ${list}; and, within the same bound, hellos for single suites, further names and paths`,
  );
};

/** What is not in the plan, and why. */
const remarks = ({ notProbed, notProbedOmitted, access }: Discovery): string[] =>
  [
    ...notProbed.map(({ what, reason }) => `${what}: not probed: ${reason}`),
    ...(notProbedOmitted > 0 ? [`and ${notProbedOmitted} more, not probed`] : []),
    ...access
      .filter(({ outcome }) => outcome !== 'listed' && outcome !== 'absent')
      .map(({ resource, outcome, detail }) => `${resource}: ${outcome}: ${detail}`),
  ].map((line) => shown(line));

const total = (plans: readonly TargetPlan[]): string => {
  const sum = plans.reduce((connections, plan) => connections + plan.most, 0);
  return `${count(plans.length, 'target')}, at most ${sum} connections in all (5 to an endpoint in order, 2 to a plaintext one); nothing was dialled`;
};
