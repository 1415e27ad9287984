import type { Discovery } from '../discover/index.ts';
import { grouped } from '../model/grouped.ts';
import { clean, count, withoutCommands } from '../model/text.ts';
import { addressText, type Endpoint } from '../model/subject.ts';
import { planTargets, type TargetPlan } from '../plan.ts';
import { planOptions, type ScanOptions } from '../scan.ts';
import { Interrupted } from './interruption.ts';
import type { Io } from './io.ts';
import { questionsOf, usualConnections } from './questions.ts';
import type { ScanFlags } from './scan-flags.ts';
import { wrap } from './text.ts';

const width = 80;
const shown = (text: string): string => withoutCommands(clean(text, 1000));

type Options = Pick<ScanOptions, 'discover' | 'ruleSet' | 'probes' | 'looking' | 'signal' | 'present'>;
type Flags = Pick<ScanFlags, 'allowEmpty' | 'rate'>;

/** Prints what a scan would dial and how often, without dialling anything but the Kubernetes API. Gives the exit code. */
export async function dryRun(options: Options, flags: Flags, io: Io): Promise<number> {
  const discovery = await options.discover();
  if (options.signal.reason instanceof Interrupted) {
    await io.stderr.write(`pgx-audit: ${String(options.signal.reason)}\n`);
    return options.signal.reason.exitCode;
  }
  const plans = planTargets(discovery.endpoints, planOptions(options));
  const endpoints = [...grouped(plans, ({ endpoint }) => endpoint)].flatMap(([endpoint, group]) => linesOf(endpoint, group));
  const parts = [questions(plans, options), endpoints, remarks(discovery), total(plans, options, flags)];
  const text = parts.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`);
  await io.stdout.write(text.join('\n'));
  return plans.length === 0 && flags.allowEmpty !== true ? 3 : 0;
}

const dialled = ({ most }: TargetPlan): boolean => most > 0;

/** What is asked differs by endpoint only in paths, names and where a certificate is not presented: the one that is asked most stands for all. */
function questions(plans: readonly TargetPlan[], { present }: Options): readonly string[] {
  const asked = plans.filter(dialled).map((plan) => questionsOf(plan.asked, present !== null));
  const [all = []] = asked.toSorted((one, other) => other.length - one.length);
  if (all.length === 0) return [];
  return ['Each target is asked, one connection at a time, while its answers make sense:', ...all.map((line) => bulleted(line))];
}

const bulleted = (line: string): string => `  - ${wrap(line, width - 4).replaceAll('\n', '\n    ')}`;

/** The endpoint, and its targets below. */
function linesOf(endpoint: Endpoint, plans: readonly TargetPlan[]): readonly string[] {
  const asking = plans.find(dialled);
  const paths = asking ? asking.asked.paths.map((path) => `GET ${shown(path)}`).join(', ') : '';
  const heading = [shown(endpoint.id), ...(asking ? [`${paths}, at most ${count(asking.most, 'connection')}`] : [])];
  const line = heading.join(': ');
  return [line.length > width ? heading.join(':\n    ') : line, ...plans.map((plan) => targetLine(plan))];
}

function targetLine({ target: { address, pod, proof } }: TargetPlan): string {
  const place = shown([address ? addressText(address) : 'no address', ...(pod ? [`pod ${pod.name}`] : [])].join(', '));
  if (proof.proven) return `  ${place}`;
  const why = shown(`not probed: ${proof.reason}`);
  return `  ${place}, ${why}`.length > width ? `  ${place},\n${wrap(why, width, '    ')}` : `  ${place}, ${why}`;
}

/** What is not in the plan, and why. */
const remarks = ({ notProbed, notProbedOmitted, access }: Discovery): readonly string[] =>
  [
    ...notProbed.map(({ what, reason }) => `${what}: not probed: ${reason}`),
    ...(notProbedOmitted > 0 ? [`and ${notProbedOmitted} more, not probed`] : []),
    ...access
      .filter(({ outcome }) => outcome !== 'listed' && outcome !== 'absent')
      .map(({ resource, outcome, detail }) => `${resource}: ${outcome}: ${detail}`),
  ].map((line) => wrap(shown(line), width - 2).replaceAll('\n', '\n  '));

/** Targets that share an address share its connections. */
function mostOf(plans: readonly TargetPlan[]): number {
  const addresses = grouped(plans.filter(dialled), ({ target }) => (target.address ? addressText(target.address) : target.id));
  const each = [...addresses.values()].map((group) => {
    const sum = group.reduce((connections, { most }) => connections + most, 0);
    return Math.min(sum, group[0].asked.most);
  });
  return each.reduce((sum, connections) => sum + connections, 0);
}

function total(plans: readonly TargetPlan[], { looking }: Options, { rate }: Flags): readonly string[] {
  const most = mostOf(plans);
  const usual = most > 0 ? ` (${usualConnections[looking.depth]})` : '';
  const pace = rate === undefined ? '' : `, begun at most ${rate} a second`;
  return [wrap(`${count(plans.length, 'target')}${pace}, at most ${count(most, 'connection')}${usual}. Nothing was dialled.`, width)];
}
