import { createDerivers } from '../derive/index.ts';
import { readers } from '../declared/index.ts';
import { directConnect, rootCertificates } from '../net/index.ts';
import type { Report } from '../model/report.ts';
import { probes } from '../probes/index.ts';
import { scan, type ScanOptions } from '../scan.ts';
import packageJson from '../../package.json';
import { createDiscover } from './discover.ts';
import { dryRun } from './dry-run.ts';
import { exitCodeOf } from './exit-code.ts';
import { startInterruption } from './interruption.ts';
import type { Io } from './io.ts';
import { checkOutputs, writeReports } from './output.ts';
import { createProgress } from './progress.ts';
import { loadBuiltInRules } from './ruleset.ts';
import type { ScanFlags } from './scan-flags.ts';

/** `pgx-audit scan`: gives the exit code. */
export async function scanCommand(flags: ScanFlags, io: Io): Promise<number> {
  await checkOutputs(flags.output);
  const interruption = startInterruption(flags.deadline, io);
  try {
    const options = await scanOptions(flags, io, interruption.signal);
    if (flags.dryRun === true) return await dryRun(options, io);
    const report = await scanWithProgress(options, flags, io);
    await writeReports(report, flags, io);
    const exitCode = exitCodeOf(report, flags, interruption.signal);
    await summarize(report, exitCode, { flags, io });
    return exitCode;
  } finally {
    interruption.stop();
  }
}

async function scanOptions(flags: ScanFlags, io: Io, signal: AbortSignal): Promise<Omit<ScanOptions, 'onPlan' | 'onObserved'>> {
  const derivers = createDerivers({ publicRoots: rootCertificates });
  const ruleSet = await loadBuiltInRules({ 'certificate-expiring': flags.expiryWarning }, derivers);
  return {
    discover: await createDiscover(flags, io, signal),
    ruleSet,
    probes,
    readers,
    derivers,
    connect: directConnect({ connectTimeoutMs: flags.timeout }),
    concurrency: flags.concurrency,
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

/** One line on stderr for whoever reads a log: the table says it all by itself. */
async function summarize(report: Report, exitCode: number, { flags, io }: { flags: ScanFlags; io: Io }): Promise<void> {
  if (flags.quiet === true) return;
  if (report.coverage.discovered === 0) {
    const hint =
      'pgx-audit looks for ServiceMonitors, prometheus.io/scrape annotations and known exporter images; see -n, -l, --guess and --allow-empty.';
    await io.stderr.write(`pgx-audit: no target found\n  ${hint}\n`);
  } else if (flags.format !== 'table') {
    const failed = report.findings.filter((finding) => finding.verdict === 'fail').length;
    const partial = report.partial ? ` · partial: ${report.partialReason}` : '';
    await io.stderr.write(`pgx-audit: ${report.coverage.discovered} targets · ${failed} findings${partial} · exit ${exitCode}\n`);
  }
}
