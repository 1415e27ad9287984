import type { Report } from '../model/report.ts';
import { count } from '../model/text.ts';
import { findingsFrom } from './exit-code.ts';
import type { Io } from './io.ts';
import { reachHint } from './reach-hint.ts';
import type { ScanFlags } from './scan-flags.ts';

/** One line on stderr: what the exit code stands for. */
export async function summarize(report: Report, exitCode: number, { flags, io }: { flags: ScanFlags; io: Io }): Promise<void> {
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
