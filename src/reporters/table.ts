import type { Reporter } from '../model/report.ts';
import { withoutCommands } from '../model/text.ts';
import { printable } from './strings.ts';
import { coverage, header, ledger, summary } from './table/frame.ts';
import { fixGroups } from './table/groups.ts';
import { createPage } from './table/page.ts';
import { seen } from './table/seen.ts';
import { passed, undetermined, waived } from './table/undetermined.ts';

/** The report for a terminal, grouped by where to fix; plain text where colour is off. */
export const table: Reporter = (report, options) => {
  const page = createPage(options);
  const shown = printable(report, withoutCommands);
  const sections = [
    header(shown, page),
    ...fixGroups(shown, page),
    ...undetermined(shown, page),
    ...(options.verbose ? [seen(report, page), ...passed(shown, page)] : []),
    options.verbose || options.includeWaived ? waived(shown, page) : [],
    ...ledger(shown, page),
    coverage(shown, page),
    summary(shown, page),
  ];
  const lines = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${lines.join('\n\n')}\n`;
};
