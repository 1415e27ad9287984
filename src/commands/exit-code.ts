import type { Finding, Report } from '../model/report.ts';
import { severities, type Severity } from '../model/rule.ts';
import { coverageProblem } from '../reporters/index.ts';
import { Interrupted } from './interruption.ts';

export interface ExitPolicy {
  readonly failOn: Severity | 'never';
  readonly exitZero?: boolean;
}

/**
 * The contract of the README: 3 the scan could not be done, 1 findings at or above the threshold, 4 coverage too low, 0; in that
 * order. An interrupted scan ends 130 (SIGINT), 143 (SIGTERM) or 3 (deadline). Usage errors (2) never come this far.
 */
export function exitCodeOf(report: Report, policy: ExitPolicy, signal: AbortSignal): number {
  if (signal.reason instanceof Interrupted) return signal.reason.exitCode;
  const problem = coverageProblem(report);
  if (report.coverage.discovered === 0) return problem === '' ? 0 : 3;
  if (findingsFrom(report, policy.failOn).length > 0) return policy.exitZero === true ? 0 : 1;
  return problem === '' || policy.exitZero === true ? 0 : 4;
}

/** The findings that count: at or above the severity; none with `never`. */
export function findingsFrom(report: Report, failOn: Severity | 'never'): Finding[] {
  const counted = new Set(failOn === 'never' ? [] : severities.slice(0, severities.indexOf(failOn) + 1));
  return report.findings.filter((finding) => finding.actionable && counted.has(finding.severity));
}
