import type { Report, Reporter } from '../model/report.ts';
import { compare } from '../model/text.ts';
import { groupBy } from './common.ts';
import { endpointCases, scanCases, type Case, type Outcome } from './junit/cases.ts';
import { element, type Element } from './junit/xml.ts';
import { printable } from './strings.ts';

/**
 * JUnit's XML as Jenkins reads it (junit-10.xsd): a suite per endpoint and one for the scan itself; a case per rule that did not pass, and one
 * for those that did. Names hold no pod and no replica's address: what is known by them must not change with a restart.
 */
export const junit: Reporter = (report) => {
  const shown = printable(report);
  const endpoints = groupBy(
    shown.findings.toSorted((one, other) => compare(one.subject.id, other.subject.id)),
    (finding) => finding.subject.id,
  );
  const suites = [
    { name: 'scan', cases: scanCases(shown) },
    ...endpoints.map((findings) => ({ name: findings[0].subject.id, cases: endpointCases(findings, shown) })),
  ];
  const seconds = Math.max(0, Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000;
  const totals = countsOf(suites.flatMap((suite) => suite.cases));
  const { skipped: _, ...known } = totals; // the schema has no such attribute here
  const root = element(
    'testsuites',
    { name: report.tool.name, time: seconds.toFixed(3), ...known },
    suites.map((suite) => suiteOf(suite.name, suite.cases, shown)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
};

const suiteOf = (name: string, cases: readonly Case[], report: Report): Element =>
  element(
    'testsuite',
    { name, timestamp: report.startedAt.replace(/(\.\d+)?Z$/, ''), time: '0.000', ...countsOf(cases) },
    cases.map((each) => element('testcase', { name: each.name, classname: each.classname, time: '0.000' }, each.content)),
  );

function countsOf(cases: readonly Case[]): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const of = (outcome: Outcome): string => String(cases.filter((each) => each.outcome === outcome).length);
  return { tests: String(cases.length), failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}
