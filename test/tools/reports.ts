import type { RenderOptions } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { hostileReport } from '../reporters/hostile-report.ts';
import { cleanReport, partialReport, sharedReport } from '../reporters/shared-report.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

const reports = {
  shared: sharedReport,
  partial: partialReport,
  clean: cleanReport,
  addresses: { ...sharedReport, provenance: { ...sharedReport.provenance, cluster: null } },
  empty: { ...cleanReport, rules: [], findings: [], observations: [] },
  ...Object.fromEntries(
    Object.entries(hostileStrings).map(([name, text]) => [`hostile-${name.replaceAll(' ', '-')}`, hostileReport(text)]),
  ),
};

/** Every report that the reporters are tested with, rendered, by name. */
export const rendered = (format: keyof typeof reporters, over: Partial<RenderOptions> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reports).map(([name, report]) => [
      name,
      [...reporters[format](report, { width: 80, colour: false, verbose: false, includeWaived: false, ...over })].join(''),
    ]),
  );
