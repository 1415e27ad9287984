import { execFile } from 'node:child_process';
import type { Observation, Report } from '../../src/model/report.ts';
import type { Verdict } from '../../src/model/rule.ts';

export interface Scan {
  readonly code: number;
  readonly report: Report;
  readonly stderr: string;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user does. */
export const runCli = (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli.js', ...args], { maxBuffer: 1 << 28, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });

/** `pgx-audit scan` with its JSON report; throws what the command said where there is none. */
export async function scan(...args: readonly string[]): Promise<Scan> {
  const { code, stdout, stderr } = await runCli(['scan', '--format', 'json', ...args]);
  if (!stdout.startsWith('{')) throw new Error(`pgx-audit scan ${args.join(' ')}: exit ${code}: ${stderr || stdout.slice(0, 500)}`);
  return { code, report: JSON.parse(stdout) as Report, stderr };
}

/** The rules that ended with this verdict on the endpoint or on one of its scrapes, each once. */
export function rulesWith(report: Report, endpoint: string, verdict: Verdict): string[] {
  const found = report.findings.filter((finding) => finding.subject.id === endpoint && finding.verdict === verdict);
  return [...new Set(found.map((finding) => finding.rule))].toSorted();
}

/** The rules that ended unknown, each with its reason. */
export function reasonsOf(report: Report, endpoint: string): string[] {
  const unknown = report.findings.filter((finding) => finding.subject.id === endpoint && finding.verdict === 'unknown');
  return unknown.map((finding) => `${finding.rule}: ${finding.message}`).toSorted();
}

export const observationsOf = (report: Report, endpoint: string): Observation[] =>
  report.observations.filter((observation) => observation.endpoint === endpoint);

/** "rule verdict endpoint", for comparing two reports. */
export const verdictLines = (report: Report): string[] =>
  report.findings.map(({ rule, verdict, subject }) => `${subject.id} ${subject.scrape?.id ?? ''} ${rule} ${verdict}`).toSorted();
