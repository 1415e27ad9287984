import type { Report, Reporter } from '../model/report.ts';
import { clean, compare } from '../model/text.ts';
import { groupBy } from './common.ts';
import { endpointCases, scanCases, type Case, type Outcome } from './junit/cases.ts';
import { element, indented, startTag, type Element } from './junit/xml.ts';
import { printable, printableFindings } from './strings.ts';

/**
 * JUnit's XML as Jenkins reads it (junit-10.xsd): a suite per endpoint and one for the scan itself; a case per rule that did not pass, and one
 * for those that did. Names hold no pod and no replica's address: what is known by them must not change with a restart.
 */
export const junit: Reporter = function* (report) {
  const seconds = Math.max(0, Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000;
  const { skipped: _, ...known } = totalsOf(report); // the schema has no such attribute here
  const about = { name: clean(report.tool.name), time: seconds.toFixed(3), ...known };
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${startTag('testsuites', about)}`;
  for (const { name, cases } of suitesOf(report)) yield indented(suiteOf(name, cases, report));
  yield '\n</testsuites>\n';
};

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** Made as they are written: those of a large fleet are more than there should be at once. */
function* suitesOf(report: Report): Generator<Suite> {
  const shown = printable(report, []);
  yield { name: 'scan', cases: scanCases(shown) };
  const bySubject = groupBy(report.findings, ({ subject }) => subject.id);
  for (const findings of bySubject.toSorted(([one], [other]) => compare(one.subject.id, other.subject.id))) {
    const about = printableFindings(findings);
    yield { name: about[0]?.subject.id ?? '', cases: endpointCases(about, shown) };
  }
}

const suiteOf = (name: string, cases: readonly Case[], report: Report): Element =>
  element(
    'testsuite',
    { name, timestamp: report.startedAt.replace(/(\.\d+)?Z$/, ''), time: '0.000', ...countsOf(cases) },
    cases.map((each) => element('testcase', { name: each.name, classname: each.classname, time: '0.000' }, each.content)),
  );

type Counts = Record<'tests' | 'failures' | 'errors' | 'skipped', number>;

function countsOf(cases: readonly Case[]): Counts {
  const of = (outcome: Outcome): number => cases.filter((each) => each.outcome === outcome).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

/** Of all suites. */
function totalsOf(report: Report): Counts {
  const totals = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const { cases } of suitesOf(report)) {
    const { tests, failures, errors, skipped } = countsOf(cases);
    totals.tests += tests;
    totals.failures += failures;
    totals.errors += errors;
    totals.skipped += skipped;
  }
  return totals;
}
