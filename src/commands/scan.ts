import { createDerivers } from '../derive/index.ts';
import { objectReaders, readers } from '../declared/index.ts';
import { wideOf, type Manners } from '../lanes.ts';
import { rootCertificates } from '../net/index.ts';
import type { Report } from '../model/report.ts';
import { count } from '../model/text.ts';
import { observe } from '../observe.ts';
import { createScrapeHandshake, probes } from '../probes/index.ts';
import { scan, type ScanOptions } from '../scan.ts';
import packageJson from '../../package.json';
import { createAccess, createConnect, viaOf } from './connect.ts';
import { createDiscover } from './discover.ts';
import { dryRun } from './dry-run.ts';
import { exitCodeOf, findingsFrom } from './exit-code.ts';
import { startInterruption } from './interruption.ts';
import type { Io } from './io.ts';
import { checkFlags } from './check-flags.ts';
import { checkOutputs, writeReports } from './output.ts';
import { readLoaded } from './loaded.ts';
import { readLooking } from './looking.ts';
import { createPodNow, type PodNowOptions, type PodNowReader } from './pod-now.ts';
import { createProgress } from './progress.ts';
import { reachHint } from './reach-hint.ts';
import { loadBuiltInRules } from './ruleset.ts';
import { loadScrapeErrors } from './scrape-errors.ts';
import type { ScanFlags } from './scan-flags.ts';
import { readVantage } from './vantage.ts';

/** `pgx-audit scan`: gives the exit code. */
export async function scanCommand(flags: ScanFlags, io: Io): Promise<number> {
  checkFlags(flags);
  await checkOutputs(flags.output);
  const interruption = startInterruption(flags.deadline, io);
  const reading = { access: createAccess(flags, io), signal: interruption.signal, now: io.now };
  const pods = createPodNow(reading);
  try {
    const options = await scanOptions(flags, io, { ...reading, podNow: pods.podNow });
    if (flags.dryRun === true) return await dryRun(options, flags, io);
    const report = await scanWithProgress(options, flags, io);
    await writeReports(report, flags, io);
    const exitCode = exitCodeOf(report, flags, interruption.signal);
    await summarize(report, exitCode, { flags, io });
    return exitCode;
  } finally {
    interruption.stop();
    await pods.close();
  }
}

type Reading = PodNowOptions & Pick<PodNowReader, 'podNow'>;

async function scanOptions(flags: ScanFlags, io: Io, reading: Reading): Promise<Omit<ScanOptions, 'onPlan' | 'onObserved'>> {
  const { access, signal, podNow } = reading;
  const scrapeErrors = await loadScrapeErrors();
  const ruleSet = await loadBuiltInRules({ 'certificate-expiring': flags.expiryWarning });
  const userAgent = `${packageJson.name}/${packageJson.version}`;
  return {
    discover: createDiscover(flags, access, signal),
    ruleSet,
    probes,
    looking: await readLooking(flags, io.now()),
    readers,
    objectReaders,
    vantage: (auditedServer) => readVantage({ via: viaOf(flags), auditedServer, env: io.env, signal }),
    derivers: (asked) => createDerivers({ publicRoots: rootCertificates, scrapeErrors, asked }),
    loaded: await readLoaded(flags, { signal, userAgent }),
    present: flags.useScrapeCerts === true ? presenting(io) : null,
    connect: createConnect(flags, access, userAgent),
    podNow,
    observe: observe(null),
    manners: mannersOf(flags),
    namespaceBudget: { targets: flags.namespaceTargets, milliseconds: flags.namespaceTime },
    timeoutMs: flags.timeout,
    signal,
    now: io.now,
    tool: { name: packageJson.name, version: packageJson.version },
    scope: {
      namespaces: [...flags.namespace],
      selector: flags.selector ?? '',
      targets: [...flags.target],
      allowCidr: [...flags.allowCidr],
    },
    minCoverage: flags.minCoverage ?? null,
    allowEmpty: flags.allowEmpty === true,
  };
}

/** A port-forward is a stream of the API server's for each connection: silence is no reason for more of them. */
function mannersOf({ concurrency, rate, via }: ScanFlags): Manners {
  const wide = viaOf({ via }) === 'direct' ? wideOf(concurrency) : concurrency;
  return { wide, narrow: concurrency, rate: rate ?? null, random: Math.random };
}

/** With each scrape's own certificate, as of now. */
function presenting({ now }: Io): NonNullable<ScanOptions['present']> {
  return (discovery) => {
    const handshake = createScrapeHandshake({ publicRoots: rootCertificates, now: new Date(now()) });
    return (dial, question) => handshake.observe(dial, { ...question, keyPair: discovery.keyPairOf(question.scrape) });
  };
}

async function scanWithProgress(options: Omit<ScanOptions, 'onPlan' | 'onObserved'>, flags: ScanFlags, io: Io): Promise<Report> {
  const progress = createProgress(io, flags.quiet === true);
  try {
    return await scan({ ...options, onPlan: (plans) => progress.start(plans.length), onObserved: () => progress.step() });
  } finally {
    progress.end();
  }
}

/** One line on stderr: what the exit code stands for. */
async function summarize(report: Report, exitCode: number, { flags, io }: { flags: ScanFlags; io: Io }): Promise<void> {
  if (flags.quiet === true) return;
  await io.stderr.write(`pgx-audit: ${outcome(report, flags)} · exit ${exitCode}\n`);
  const hint = reachHint(report);
  if (hint !== '') await io.stderr.write(`${hint.replace(/^/gm, '  ')}\n`);
  if (report.coverage.discovered === 0 && !report.partial) await io.stderr.write(`  ${nothingFound(flags)}\n`);
}

function outcome(report: Report, flags: ScanFlags): string {
  if (report.partial) return `partial: ${report.partialReason}`;
  const { discovered, covered } = report.coverage;
  if (discovered === 0) return 'no target found';
  const found = findingsFrom(report, flags.failOn).length;
  const counted = flags.failOn === 'never' ? '' : ` · ${count(found, 'finding')} at or above ${flags.failOn}`;
  return `${count(discovered, 'target')}, ${covered} fully judged${counted}`;
}

const nothingFound = ({ namespace }: ScanFlags): string =>
  namespace.length > 0
    ? `Is there an exporter in ${namespace.join(', ')}? kubectl get namespaces lists the names; --allow-empty accepts none.`
    : 'It looks for ServiceMonitors, prometheus.io/scrape annotations and known exporter images; see -l, --guess and --allow-empty.';
