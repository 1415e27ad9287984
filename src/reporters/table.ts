import { isQuiet } from '../model/finding.ts';
import type { RenderOptions, Report, Reporter } from '../model/report.ts';
import { withoutCommands } from '../model/text.ts';
import { printable } from './strings.ts';
import { coverage, header, ledger, summary } from './table/frame.ts';
import { fixGroups } from './table/groups.ts';
import { createPage } from './table/page.ts';
import { seen } from './table/seen.ts';
import { passed, undetermined, waived } from './table/undetermined.ts';

/** The report for a terminal, grouped by where to fix; plain text where colour is off. */
export const table: Reporter = function* (report, options) {
  let before = '';
  for (const section of sections(report, options)) {
    if (section.length === 0) continue;
    yield `${before}${section.join('\n')}\n`;
    before = '\n';
  }
};

function* sections(report: Report, options: RenderOptions): Generator<readonly string[]> {
  const page = createPage(options);
  const findings = options.verbose ? report.findings : report.findings.filter((finding) => !isQuiet(finding));
  const shown = printable(report, findings, withoutCommands);
  yield header(shown, page);
  yield* fixGroups(shown, page);
  yield* undetermined(shown, page);
  if (options.verbose) yield* [seen(report, page), ...passed(shown, page)];
  if (options.verbose || options.includeWaived) yield waived(shown, page);
  yield* ledger(shown, page);
  yield coverage(shown, page);
  yield summary(shown, report, page);
}
