import { type Command, Option } from 'commander';
import { reporters } from '../reporters/index.ts';
import type { Io } from './io.ts';
import type { ScanFlags } from './scan-flags.ts';
import { append, collect, parseCount, parseDuration, parseExpiryWarning, parseOutput, parsePercent } from './values.ts';

const formats = Object.keys(reporters);

export const scanExamples = `
Examples:
  pgx-audit scan                                  every metrics endpoint
  pgx-audit scan -n db -n monitoring              only these namespaces
  pgx-audit scan --format sarif -o junit=pgx.xml  two reports of one scan
  pgx-audit scan --target 10.0.0.7:9187/metrics   one address, without a cluster
  pgx-audit scan --dry-run                        what would be dialled`;

export const scanExitCodes = `
Exit codes:
  0  nothing at or above --fail-on        3  the scan could not be done
  1  findings at or above --fail-on       4  coverage below --min-coverage, or 0
  2  usage, configuration or rule error   130, 143  interrupted`;

/** Adds `pgx-audit scan`. */
export function registerScan(program: Command, io: Io, setExitCode: (code: number) => void): void {
  const scan = program
    .command('scan')
    .showHelpAfterError('(see pgx-audit scan --help)')
    .description('list exporters, probe their metrics endpoints, judge what was seen');
  addWhere(scan);
  addScrapes(scan);
  addDepth(scan);
  addReports(scan);
  addLimits(scan);
  addGeneral(scan);
  scan.addHelpText('after', `${scanExamples}\n${scanExitCodes}`);
  scan.action(async () => {
    const { scanCommand } = await import('./scan.ts');
    setExitCode(await scanCommand({ ...scan.opts<ScanFlags>(), given: givenTo(scan) }, io));
  });
}

const givenTo = (scan: Command): string[] =>
  scan.options.filter((option) => scan.getOptionValueSource(option.attributeName()) === 'cli').map(({ long, flags }) => long ?? flags);

const addWhere = (scan: Command): Command =>
  scan
    .optionsGroup('What to scan, and from where:')
    .option('--context <name>', 'kubeconfig context to use')
    .option('--kubeconfig <path>', 'kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)')
    .addOption(repeatable('-n, --namespace <name>', 'only endpoints in this namespace; repeatable', collect, 'all'))
    .option('-l, --selector <selector>', 'only endpoints whose Service labels match, else their Pod labels')
    .addOption(repeatable('--target <host:port[/path]>', 'audit this address; repeatable, needs no cluster', append))
    .option('--server-name <name>', 'server name to send where no scrape gives one')
    .addOption(repeatable('--allow-cidr <cidr>', 'dial addresses in this range without proof; repeatable', collect))
    .option('--guess', 'also probe ports that only look like metrics by name or number')
    .addOption(new Option('--via <way>', 'how to reach pods; auto is direct').choices(['auto', 'direct', 'port-forward']).default('auto'))
    .option('--dry-run', 'print the plan: endpoints, attempts, most connections each will see');

const addScrapes = (scan: Command): Command =>
  scan
    .optionsGroup('More about the scrapes:')
    .option('--read-secrets', 'read the CAs and certificates that scrapes refer to from Secrets too: get by name, never list')
    .option(
      '--use-scrape-certs',
      "make the handshake that Prometheus makes, with each scrape's own client certificate; implies --read-secrets",
    )
    .addOption(repeatable('--prometheus-url <url>', 'ask this Prometheus what it has loaded; repeatable', append))
    .option('--prometheus-ca <file>', 'the CA of its certificate')
    .option('--prometheus-token-file <file>', 'a bearer token for it')
    .addOption(repeatable('--prometheus-targets <file>', 'the same from a saved /api/v1/targets?state=any; repeatable', append));

const addDepth = (scan: Command): Command =>
  scan
    .optionsGroup('How thoroughly to look:')
    .addOption(
      new Option('--depth <depth>', 'decision: what the rules need, in few connections; full: every version, suite, group and extension')
        .choices(['decision', 'full'])
        .default('decision'),
    )
    .option('--client-cert <file>', 'present this client certificate too: does the server take it?')
    .option('--client-key <file>', 'its key')
    .option('--wrong-client-cert <file>', 'and this one, which should be refused')
    .option('--wrong-client-key <file>', 'its key')
    .option('--http-surface', 'also ask for /debug/pprof/, /config and /probe, and read versions from the metrics')
    .option('--measure-cost', 'time handshakes and scrapes: medians of five')
    .option('--record <file>', 'write what was seen to a file, to be judged again with --replay')
    .option('--replay <file>', 'judge what was recorded, as of then, without cluster or network');

const addReports = (scan: Command): Command =>
  scan
    .optionsGroup('Reports and exit code:')
    .addOption(new Option('--format <format>', 'report on stdout').choices(formats).default('table'))
    .addOption(repeatable('-o, --output <FORMAT=PATH>', 'also write a report to a file; repeatable', parseOutput(formats)))
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['critical', 'high', 'medium', 'low', 'never'])
        .default('high'),
    )
    .option('--min-coverage <percent>', 'exit 4 when fewer of the targets could be judged', parsePercent)
    .option('--allow-empty', 'finding no target at all is no error')
    .option('--exit-zero', 'exit 0 instead of 1 and 4')
    .addOption(
      new Option('--expiry-warning <share|days>', 'warn below this share of the lifetime, or these days, as 14d')
        .argParser(parseExpiryWarning)
        .default(parseExpiryWarning('20%'), '20%'),
    )
    .option('--cluster-name <name>', "the cluster's name in reports");

const addLimits = (scan: Command): Command =>
  scan
    .optionsGroup('Limits:')
    .addOption(new Option('--timeout <duration>', 'for one connection').argParser(parseDuration).default(parseDuration('5s'), '5s'))
    .option('--deadline <duration>', 'for the whole scan', parseDuration)
    .option('--concurrency <number>', 'connections at once to targets that answer', parseCount(1024), 16)
    .option('--rate <number>', 'targets begun in one second, at the most', parseCount(10_000))
    .option(
      '--max-connections-per-endpoint <number>',
      'that one address may see (default: 12, with --depth full 200, and what --measure-cost, --http-surface and client certificates take)',
      parseCount(2000),
    )
    .option('--namespace-targets <number>', 'targets probed in one namespace, at the most', parseCount(100_000), 2000)
    .addOption(
      new Option('--namespace-time <duration>', 'for all targets of one namespace, summed up')
        .argParser(parseDuration)
        .default(parseDuration('10m'), '10m'),
    );

const addGeneral = (scan: Command): Command =>
  scan
    .optionsGroup('General:')
    .option('--quiet', 'no progress, no notes on stderr')
    .option('--verbose', 'also what was seen on the wire, what passed, the evidence and the references')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .helpOption('-h, --help', 'display help for command');

/** An option that may be given several times; `all` says what none of it means. */
function repeatable<T>(
  flags: string,
  description: string,
  parse: (text: string, before: readonly T[]) => readonly T[],
  all = 'none',
): Option {
  return new Option(flags, description).argParser(parse).default([], all);
}
