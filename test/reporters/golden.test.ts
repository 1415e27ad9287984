import { describe, expect, it } from 'vitest';
import type { RenderOptions, Report } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { cleanReport, emptyReport, forbiddenReport, partialReport, sharedReport } from './shared-report.ts';

const plain: RenderOptions = { width: 80, colour: false, verbose: false, includeWaived: false };

/** What each file holds; `npx vitest run test/reporters -u` writes them anew, and the difference is for a person to read. */
const golden: readonly (readonly [file: string, format: keyof typeof reporters, report: Report, options: RenderOptions])[] = [
  ['table-80.txt', 'table', sharedReport, plain],
  ['table-200.txt', 'table', sharedReport, { ...plain, width: 200 }],
  ['table-80-colour.txt', 'table', sharedReport, { ...plain, colour: true }],
  ['table-120-verbose.txt', 'table', sharedReport, { ...plain, width: 120, verbose: true }],
  ['table-80-partial.txt', 'table', partialReport, plain],
  ['table-80-clean.txt', 'table', cleanReport, plain],
  ['table-80-empty.txt', 'table', emptyReport, plain],
  ['table-80-forbidden.txt', 'table', forbiddenReport, plain],
  ['report.json', 'json', sharedReport, plain],
  ['report.sarif', 'sarif', sharedReport, plain],
  ['report-waived.sarif', 'sarif', sharedReport, { ...plain, includeWaived: true }],
  ['report-partial.sarif', 'sarif', partialReport, plain],
  ['report-clean.sarif', 'sarif', cleanReport, plain],
  ['report.xml', 'junit', sharedReport, plain],
  ['report-partial.xml', 'junit', partialReport, plain],
  ['report-clean.xml', 'junit', cleanReport, plain],
];

describe('the shared report', () => {
  it.each(golden)('reads as in golden/%s', async (file, format, report, options) => {
    await expect([...reporters[format](report, options)].join('')).toMatchFileSnapshot(`golden/${file}`);
  });

  it('has a golden rendering in every format', () => {
    expect(new Set(golden.map(([, format]) => format))).toEqual(new Set(Object.keys(reporters)));
  });
});
