import { Command, Option } from 'commander';
import packageJson from '../../package.json';
import { reporters } from '../reporters/index.ts';
import type { Io } from './io.ts';
import { registerDoctor } from './register-doctor.ts';
import { registerJob } from './register-job.ts';
import { append, collect, parseCount, parseDuration, parseExpiryWarning, parseOutput, parsePercent } from './values.ts';

const formats = Object.keys(reporters);

const examples = `
Examples:
  pgx-audit scan                                      audit every metrics endpoint of the current context
  pgx-audit scan -n db -n monitoring                  only these namespaces
  pgx-audit scan --format sarif -o junit=pgx.xml      SARIF on stdout, JUnit into a file
  pgx-audit scan --target 10.0.0.7:9187/metrics       one address, no cluster needed
  pgx-audit scan --dry-run                            what would be dialled, and how often
  pgx-audit explain plaintext                         what a rule means and how to fix it
  pgx-audit job | kubectl apply -f -                  audit from within the cluster
  pgx-audit doctor                                    what a scan may read, and the rights to ask for`;

const exitCodes = `
Exit codes: 0 nothing at or above --fail-on · 1 findings · 2 usage, configuration or rule error
            3 the scan could not be done · 4 coverage too low · 130/143 interrupted`;

/** The command line. What a command does is loaded only when it runs, so that --help stays quick. */
export function createProgram(io: Io, setExitCode: (code: number) => void): Command {
  const program = new Command('pgx-audit')
    .description('Audits the TLS of Prometheus exporters on Kubernetes: what the cluster declares, what the wire does.')
    .version(packageJson.version, '-V, --version')
    .showHelpAfterError('(see pgx-audit --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'pgx-audit: ')),
    })
    .configureHelp({ helpWidth: io.stdout.isTerminal ? io.stdout.columns : 100 })
    .addHelpText('after', `${examples}\n${exitCodes}`);
  addScan(program, io, setExitCode);
  addRules(program, io);
  registerDoctor(program, io, setExitCode);
  registerJob(program, io, () => createProgram(io, setExitCode));
  return program;
}

function addScan(program: Command, io: Io, setExitCode: (code: number) => void): void {
  const scan = program
    .command('scan')
    .showHelpAfterError('(see pgx-audit scan --help)')
    .description('list exporters, probe their metrics endpoints, judge what was seen')
    .option('--context <name>', 'kubeconfig context to use')
    .option('--kubeconfig <path>', 'kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)')
    .addOption(repeatable('-n, --namespace <name>', 'only endpoints in this namespace; repeatable', collect, 'all'))
    .option('-l, --selector <selector>', 'only endpoints whose Service labels match, else their Pod labels')
    .addOption(repeatable('--target <host:port[/path]>', 'audit this address; repeatable, needs no cluster', append))
    .option('--server-name <name>', 'server name to send where no scrape gives one')
    .addOption(repeatable('--allow-cidr <cidr>', 'dial addresses in this range without proof; repeatable', collect))
    .addOption(new Option('--via <way>', 'how to reach pods; auto is direct').choices(['auto', 'direct', 'port-forward']).default('auto'))
    .option('--read-secrets', 'read the CAs and certificates that scrapes refer to from Secrets too: get by name, never list')
    .option('--use-scrape-certs', "with each scrape's own client certificate make the handshake that Prometheus makes")
    .addOption(repeatable('--prometheus-url <url>', 'ask this Prometheus what it has loaded; repeatable', append))
    .option('--prometheus-ca <file>', 'the CA of its certificate')
    .option('--prometheus-token-file <file>', 'a bearer token for it')
    .addOption(repeatable('--prometheus-targets <file>', 'the same from a saved /api/v1/targets; repeatable', append))
    .option('--guess', 'also probe ports that only look like metrics by name or number')
    .addOption(new Option('--format <format>', 'report on stdout').choices(formats).default('table'))
    .addOption(repeatable('-o, --output <FORMAT=PATH>', 'also write a report to a file; repeatable', parseOutput(formats)))
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['critical', 'high', 'medium', 'low', 'never'])
        .default('high'),
    )
    .option('--min-coverage <percent>', 'exit 4 when fewer of the targets could be judged', parsePercent);
  addLimits(scan);
  scan.action(async () => {
    const { scanCommand } = await import('./scan.ts');
    setExitCode(await scanCommand(scan.opts(), io));
  });
}

function addLimits(scan: Command): void {
  scan
    .addOption(
      new Option('--expiry-warning <share|days>', 'warn below this share of the lifetime, or these days')
        .argParser(parseExpiryWarning)
        .default(parseExpiryWarning('20%'), '20%'),
    )
    .addOption(new Option('--timeout <duration>', 'for one connection').argParser(parseDuration).default(parseDuration('5s'), '5s'))
    .option('--deadline <duration>', 'for the whole scan', parseDuration)
    .option('--concurrency <number>', 'targets probed at once', parseCount, 16)
    .option('--namespace-targets <number>', 'targets probed in one namespace, at the most', parseCount, 2000)
    .addOption(
      new Option('--namespace-time <duration>', 'for all targets of one namespace, summed up')
        .argParser(parseDuration)
        .default(parseDuration('10m'), '10m'),
    )
    .option('--dry-run', 'print the plan: endpoints, attempts, most connections each will see')
    .option('--cluster-name <name>', "the cluster's name in reports")
    .option('--allow-empty', 'finding no target at all is no error')
    .option('--exit-zero', 'exit 0 instead of 1 and 4')
    .option('--quiet', 'no progress, no notes on stderr')
    .option('--verbose', 'also what passed, the evidence and the references')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .addHelpText('after', `${examples.replace(/^ {2}pgx-audit (explain|job|doctor).*\n?/gm, '').trimEnd()}\n${exitCodes}`);
}

function addRules(program: Command, io: Io): void {
  const rules = program
    .command('rules')
    .description('list the rules')
    .addOption(new Option('--format <format>').choices(['table', 'json']).default('table'))
    .action(async () => {
      const { rulesCommand } = await import('./rules.ts');
      await rulesCommand(rules.opts().format === 'json', io);
    });
  const explain = program
    .command('explain')
    .description('explain a rule, or an error of Prometheus, an exporter or the kubelet: what it means, how to confirm and to fix it')
    .argument('[rule or error...]', 'the id of a rule, or the text of an error, in quotes')
    .option('--errors', 'list every error that is known')
    .action(async (words: readonly string[]) => {
      const { explainCommand, listErrorsCommand } = await import('./explain.ts');
      if (explain.opts().errors === true) return listErrorsCommand(io);
      if (words.length === 0) return explain.error("error: missing argument 'rule or error'");
      await explainCommand(words.join(' '), io);
    });
}

/** An option that may be given several times; `all` says what none of it means. */
function repeatable<T>(
  flags: string,
  description: string,
  parse: (text: string, before: readonly T[]) => readonly T[],
  all = 'none',
): Option {
  return new Option(flags, description).argParser(parse).default([], all);
}
