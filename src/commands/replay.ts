import type { KeyPair } from '../model/attempt.ts';
import { clean } from '../model/text.ts';
import { observeRecorded, readRecording, recordedDiscovery, recordedKeyPair, recordedPodNow, type Recording } from '../recording/index.ts';
import { scan, type ScanOptions } from '../scan.ts';
import { summarize } from './conclude.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { judgingOptions, presenting } from './judging.ts';
import { writeReports } from './output.ts';
import { openFile, type ReadingFile } from './recording-file.ts';
import type { ScanFlags } from './scan-flags.ts';

/** `pgx-audit scan --replay FILE`: judges what was recorded, without cluster and network, at the time of the recording. Gives the exit code. */
export async function replayCommand(path: string, given: ScanFlags, io: Io): Promise<number> {
  const file = await openFile(path);
  try {
    const recording = await readRecording(path, file.lines());
    const flags = asRecorded(given, recording);
    const options = await replayOptions(flags, recording, file);
    await noteOtherRules(options, recording, { flags, io });
    const { startedAt, finishedAt, partial, partialReason } = recording.end;
    const report = { ...(await scan(options)), startedAt, finishedAt, partial, partialReason };
    await writeReports(report, flags, io);
    const exitCode = partial ? 3 : exitCodeOf(report, flags, options.signal);
    await summarize(report, exitCode, { flags, io });
    return exitCode;
  } finally {
    await file.close();
  }
}

/** What the command line does not say is as it was when the recording was made. */
function asRecorded(given: ScanFlags, { header: { judging, scope } }: Recording): ScanFlags {
  const says = new Set(given.given);
  const minCoverage = given.minCoverage ?? judging.minCoverage;
  return {
    ...given,
    namespace: scope.namespaces,
    ...(minCoverage !== null && { minCoverage }),
    allowEmpty: given.allowEmpty ?? judging.allowEmpty,
    expiryWarning: says.has('--expiry-warning') ? given.expiryWarning : judging.expiryWarning,
  };
}

const keyPair = (sha256: string | null): KeyPair | null => (sha256 === null ? null : recordedKeyPair(sha256));

async function replayOptions(flags: ScanFlags, recording: Recording, file: ReadingFile): Promise<ScanOptions> {
  const { header, end, vantage, loaded } = recording;
  const startedAt = Date.parse(end.startedAt);
  const now = (): number => startedAt;
  const { throwaway, own, wrong } = header.looking.clients;
  return {
    ...(await judgingOptions(flags)),
    discover: () => Promise.resolve(recordedDiscovery(recording)),
    vantage: () => Promise.resolve(vantage),
    observe: observeRecorded(recording, file.read),
    podNow: recordedPodNow(recording),
    loaded,
    looking: { ...header.looking, clients: { throwaway: keyPair(throwaway), own: keyPair(own), wrong: keyPair(wrong) } },
    present: header.presents ? presenting(now) : null,
    scope: header.scope,
    signal: new AbortController().signal,
    now,
    onPlan: () => undefined,
    onObserved: () => undefined,
  };
}

/** Other rules may ask what was not asked then. */
async function noteOtherRules(
  { ruleSet, tool }: ScanOptions,
  { header }: Recording,
  { flags, io }: { flags: ScanFlags; io: Io },
): Promise<void> {
  if (flags.quiet === true || ruleSet.digest === header.ruleSet.digest) return;
  const by = clean(`${header.tool.name} ${header.tool.version}`, 100);
  await io.stderr.write(
    `pgx-audit: recorded by ${by}, with other rules than those of ${tool.version}: what was not asked then is unknown\n`,
  );
}
