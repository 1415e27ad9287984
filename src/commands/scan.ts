import { wideOf, type Manners } from '../observe/lanes.ts';
import type { Report } from '../model/report.ts';
import type { Network } from '../observe/observe.ts';
import { scan, type ScanOptions } from '../scan.ts';
import { checkFlags } from './check-flags.ts';
import { summarize } from './conclude.ts';
import { createAccess, createConnect, viaOf } from './connect.ts';
import { createDiscover } from './discover.ts';
import { dryRun } from './dry-run.ts';
import { exitCodeOf } from './exit-code.ts';
import { startInterruption } from './interruption.ts';
import type { Io } from './io.ts';
import { judgingOptions, presenting } from './judging.ts';
import { readLoaded } from './loaded.ts';
import { readLooking } from './looking.ts';
import { checkOutputs, writeReports } from './output.ts';
import { createPodNow, type PodNowOptions, type PodNowReader } from './pod-now.ts';
import { createProgress } from './progress.ts';
import { taping, type Taping } from './record.ts';
import { replayCommand } from './replay.ts';
import type { ScanFlags } from './scan-flags.ts';
import { readVantage } from './vantage.ts';

/** `pgx-audit scan`: gives the exit code. */
export async function scanCommand(flags: ScanFlags, io: Io): Promise<number> {
  checkFlags(flags);
  await checkOutputs(flags.output);
  if (flags.replay !== undefined) return replayCommand(flags.replay, flags, io);
  const interruption = startInterruption(flags.deadline, io);
  const reading = { access: createAccess(flags, io), signal: interruption.signal, now: io.now };
  const pods = createPodNow(reading);
  try {
    const options = await scanOptions(flags, io, { ...reading, podNow: pods.podNow });
    if (flags.dryRun === true) return await dryRun(options, flags, io);
    const report = await scanTaping(await taping(options, networkOf(flags, reading, options), flags), flags, io);
    const exitCode = exitCodeOf(report, flags, interruption.signal);
    await summarize(report, exitCode, { flags, io });
    return exitCode;
  } finally {
    interruption.stop();
    await pods.close();
  }
}

/** The report is written before the recording is put in its place: it is the one that was asked for first. */
async function scanTaping(tape: Taping, flags: ScanFlags, io: Io): Promise<Report> {
  try {
    const report = await scanWithProgress(tape.options, flags, io);
    await writeReports(report, flags, io);
    await tape.finish(report);
    return report;
  } catch (error) {
    await tape.discard();
    throw error;
  }
}

type Options = Omit<ScanOptions, 'onPlan' | 'onObserved' | 'observe'>;
type Reading = PodNowOptions & Pick<PodNowReader, 'podNow'>;

async function scanOptions(flags: ScanFlags, io: Io, { access, signal, podNow }: Reading): Promise<Options> {
  const judging = await judgingOptions(flags);
  return {
    ...judging,
    discover: createDiscover(flags, access, signal),
    looking: await readLooking(flags, io.now()),
    vantage: (auditedServer) => readVantage({ via: viaOf(flags), auditedServer, env: io.env, signal }),
    loaded: await readLoaded(flags, { signal, userAgent: userAgentOf(judging) }),
    present: flags.useScrapeCerts === true ? presenting(io.now) : null,
    podNow,
    signal,
    now: io.now,
    scope: {
      namespaces: [...flags.namespace],
      selector: flags.selector ?? '',
      targets: [...flags.target],
      allowCidr: [...flags.allowCidr],
    },
  };
}

const userAgentOf = ({ tool }: Pick<ScanOptions, 'tool'>): string => `${tool.name}/${tool.version}`;

function networkOf(flags: ScanFlags, { access }: Pick<PodNowOptions, 'access'>, options: Pick<ScanOptions, 'tool'>): Network {
  return {
    connect: createConnect(flags, access, userAgentOf(options)),
    manners: mannersOf(flags),
    namespaceBudget: { targets: flags.namespaceTargets, milliseconds: flags.namespaceTime },
    timeoutMs: flags.timeout,
    userAgent: userAgentOf(options),
  };
}

/** A port-forward is a stream of the API server's for each connection: silence is no reason for more of them. */
function mannersOf({ concurrency, rate, via }: ScanFlags): Manners {
  const wide = viaOf({ via }) === 'direct' ? wideOf(concurrency) : concurrency;
  return { wide, narrow: concurrency, rate: rate ?? null, random: Math.random };
}

async function scanWithProgress(options: Taping['options'], flags: ScanFlags, io: Io): Promise<Report> {
  const progress = createProgress(io, flags.quiet === true);
  try {
    return await scan({ ...options, onPlan: (plans) => progress.start(plans.length), onObserved: () => progress.step() });
  } finally {
    progress.end();
  }
}
