import { type Command, Option } from 'commander';
import { parseCron } from './cron.ts';
import type { Io } from './io.ts';
import { collectLabels, collectSubdomains, type JobFlags, parseImage, parseJobName, parseLabel } from './job-flags.ts';
import type { ScanLine } from './job.ts';
import type { ScanFlags } from './scan-flags.ts';

const examples = `
Examples:
  pgx-audit job | kubectl apply -f -            audit the whole cluster once
  pgx-audit job -n db -n web -- --format json   options of scan come after --
  pgx-audit job --cron "0 3 * * *" --image registry.example/pgx-audit:0.1.0
                                                every night
  pgx-audit job --job-namespace monitoring      from where Prometheus is, behind
                                                the same NetworkPolicies`;

/** Adds `pgx-audit job`. `anotherProgram` gives a fresh command line, whose `scan` reads the options behind `--`. */
export function registerJob(program: Command, io: Io, anotherProgram: () => Command): void {
  const job = program
    .command('job')
    .showHelpAfterError('(options of the scan come after --; see pgx-audit job --help)')
    .description('print a Job, or a CronJob, that scans from within the cluster; for kubectl apply -f -')
    .argument('[scan-options...]', 'options of pgx-audit scan, after --')
    .addOption(new Option('--cron <schedule>', 'a CronJob instead: five fields, or @daily; in UTC').argParser(parseCron))
    .addOption(new Option('-n, --namespace <name>', 'audit this namespace; repeatable').argParser(collectLabels).default([], 'all'))
    .addOption(new Option('--image <image>', "the scanner's image (default: pgx-audit:VERSION, which you build)").argParser(parseImage))
    .addOption(
      new Option('--image-pull-secret <name>', 'Secret to pull the image with; repeatable')
        .argParser(collectSubdomains)
        .default([], 'none'),
    )
    .addOption(new Option('--job-namespace <name>', 'existing namespace to run in (default: a new one, pgx-audit)').argParser(parseLabel))
    .addOption(new Option('--name <name>', 'of the Job and its ServiceAccount').argParser(parseJobName).default('pgx-audit'))
    .option('--no-cluster-role', 'with -n: only Roles there; monitors elsewhere are not seen, and the coverage is unknown')
    .addHelpText('after', examples);
  job.action(async (args: readonly string[]) => {
    const { jobCommand } = await import('./job.ts');
    await jobCommand(job.opts<JobFlags>(), readScan(anotherProgram(), args), io);
  });
}

/** Throws commander's own error where `scan` would not take these arguments. */
function readScan(program: Command, args: readonly string[]): ScanLine {
  const scan = program.commands.find((each) => each.name() === 'scan') ?? program;
  scan.action(() => undefined).parse([...args], { from: 'user' });
  return { args, flags: scan.opts(), given: (option: keyof ScanFlags) => scan.getOptionValueSource(option) === 'cli' };
}
