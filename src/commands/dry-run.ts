import { clean, withoutCommands } from '../model/text.ts';
import { planTargets } from '../plan.ts';
import type { ScanOptions } from '../scan.ts';
import type { Io } from './io.ts';

/** Prints what a scan would dial and how often, without dialling anything but the Kubernetes API. Gives the exit code. */
export async function dryRun(options: Pick<ScanOptions, 'discover' | 'ruleSet' | 'probes'>, io: Io): Promise<number> {
  const discovery = await options.discover();
  const plans = planTargets(discovery.endpoints, options.ruleSet.sets, options.probes);
  const lines = plans.map(({ target, asked, attempts, most }) => {
    const address = target.address ? `${target.address.host} port ${target.address.port}` : 'no address';
    if (!target.proof.proven) return `${target.id}  not probed: ${target.proof.reason}`;
    return `${target.id}  ${address}  ${asked.paths.join(' ')}  at most ${most} connections (${attempts.join(', ')})`;
  });
  const unprobed = discovery.notProbed.map(({ what, reason }) => `${what}  not probed: ${reason}`);
  const sum = plans.reduce((total, plan) => total + plan.most, 0);
  const summary = `${plans.length} targets, at most ${sum} connections in all; nothing was dialled`;
  await io.stdout.write(`${[...lines, ...unprobed].map((line) => withoutCommands(clean(line, 1000))).join('\n')}\n${summary}\n`);
  return plans.length === 0 ? 3 : 0;
}
