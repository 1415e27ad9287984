import type { Report } from '../../model/report.ts';
import { severities } from '../../model/rule.ts';
import { accessText, incompleteBecause, percentText, vantageText } from '../incomplete.ts';
import { count } from '../../model/text.ts';
import { endpointText, targetName } from '../common.ts';
import { some } from '../strings.ts';
import { row, widthOf } from './layout.ts';
import { cell, heading, paragraph, type Page } from './page.ts';

/** What was scanned, by whom and when; and, before all else is believed, whether it is the whole truth. */
export function header(report: Report, page: Page): string[] {
  const { tool, provenance, scope, startedAt, finishedAt } = report;
  const cluster = provenance.cluster ? `cluster ${provenance.cluster.name}, context ${provenance.cluster.context}` : '';
  const user = provenance.user === '' ? '' : `as ${provenance.user}`;
  const namespaces = provenance.cluster ? scope.namespaces.join(', ') || 'all' : '';
  const limits = [
    namespaces && `namespaces ${namespaces}`,
    scope.selector && `selector ${scope.selector}`,
    scope.targets.length > 0 && `targets ${some(scope.targets, 3)}`,
  ];
  const seconds = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  const when = `${startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}, ${count(seconds, 'second')}`;
  return [
    ...paragraph(page, 0, joined([`${tool.name} ${tool.version}`, cluster, user]), page.bold),
    ...paragraph(page, 0, joined([...limits, when]), page.dim),
    ...(provenance.cluster ? vantageText(report).flatMap((text) => paragraph(page, 0, text, page.dim)) : []),
    ...warnings(report, page),
  ];
}

const joined = (parts: readonly (string | false)[]): string => parts.filter((part) => part !== '' && part !== false).join(' · ');

const warnings = (report: Report, page: Page): string[] =>
  incompleteBecause(report).flatMap((reason) => paragraph(page, 0, `INCOMPLETE: ${reason}.`, page.bad));

/** How much of what was found could be judged, and what could not be listed at all, in the words of the API server. */
export function coverage(report: Report, page: Page): string[] {
  const { covered, discovered, percent, access } = report.coverage;
  const share = percent === null ? 'coverage unknown' : percentText(percent);
  const judged = discovered === 0 ? 'no target was found' : `${covered} of ${count(discovered, 'target')} fully judged (${share})`;
  const told = access.filter(({ outcome }) => page.verbose || (outcome !== 'listed' && outcome !== 'absent'));
  return [
    ...heading(page, 'Coverage'),
    ...paragraph(page, 2, judged),
    ...told.flatMap((each) => paragraph(page, 2, accessText(each), each.outcome === 'listed' ? page.dim : page.notice)),
  ];
}

const ledgerTitles = { 'could-not-look': 'Could not look at', 'excluded-by-policy': 'Left alone' } as const;

/** What was found and ends without a verdict: first what could not be looked at, then what is left alone on purpose. */
export const ledger = (report: Report, page: Page): string[][] => [
  rowsOf('could-not-look', report, page),
  rowsOf('excluded-by-policy', report, page),
  report.ledgerOmitted === 0 ? [] : paragraph(page, 0, `${count(report.ledgerOmitted, 'more thing')} ended without a verdict`, page.dim),
];

function rowsOf(because: keyof typeof ledgerTitles, report: Report, page: Page): string[] {
  const rows = report.ledger.filter((each) => each.because === because);
  if (rows.length === 0) return [];
  const names = targetNames(report);
  const shown = rows.slice(0, page.most).map((each) => ({ ...each, what: names.get(each.what) ?? each.what }));
  const room = Math.floor(page.width * 0.4);
  const width = Math.max(0, ...shown.map(({ what }) => widthOf(what)).filter((each) => each <= room));
  const hidden = rows.length - shown.length;
  return [
    ...heading(page, ledgerTitles[because], String(rows.length)),
    ...shown.flatMap(({ what, code, reason }) =>
      widthOf(what) > room
        ? [...paragraph(page, 2, what, page.dim), ...paragraph(page, 4, `${code}: ${reason}`)]
        : row(2, [cell(what, page.dim, width), cell(`${code}: ${reason}`)], page.width),
    ),
    ...(hidden === 0 ? [] : paragraph(page, 2, `and ${hidden} more (--verbose lists them)`, page.dim)),
  ];
}

/** Targets by their id as the rest of the report names them: "Deployment db/pgx port 9187, pgx-0". */
function targetNames({ findings }: Report): ReadonlyMap<string, string> {
  const all = findings.toSorted((one, other) => one.targets.length - other.targets.length); // a finding about all replicas has the last word
  return new Map(
    all.flatMap(({ subject, targets }) =>
      targets.map((target) => [target.id, `${endpointText(subject)}${targets.length > 1 ? `, ${targetName(target)}` : ''}`] as const),
    ),
  );
}

/** One line that says it all, and again whether it is the whole truth. `all` is the report with the findings and observations that are not shown. */
export function summary(report: Report, all: Report, page: Page): string[] {
  const of = (verdict: string): number => all.findings.filter((finding) => finding.verdict === verdict).length;
  const notAsked = all.findings.filter(({ verdict, cause }) => verdict === 'unknown' && cause === 'out-of-mode').length;
  const failed = all.findings.filter((finding) => finding.verdict === 'fail');
  const totals = severities.map((severity) => {
    const number = failed.filter((finding) => finding.severity === severity).length;
    return number === 0 ? `0 ${severity}` : page.severity[severity](`${number} ${severity}`);
  });
  const endpoints = new Set([
    ...all.observations.map((each) => each.endpoint),
    ...all.findings.filter(({ subject }) => subject.kind !== 'object').map((each) => each.subject.id),
  ]).size;
  const waived = of('waived') === 0 ? [] : [`${of('waived')} waived`];
  const others = [
    `${of('unknown') - notAsked} undetermined`,
    ...(notAsked === 0 ? [] : [`${notAsked} not asked`]),
    ...waived,
    `${count(of('pass'), 'check')} passed`,
  ];
  return [
    `${page.bold(`${count(endpoints, 'endpoint')}, ${count(report.coverage.discovered, 'target')}`)}: ${totals.join(', ')}`,
    page.dim(others.join(', ')),
    ...unverified(all, page),
    ...verdictLine(report, failed.length, page),
  ];
}

/** Nobody else than Prometheus says which name and which CA a certificate is verified with. */
function unverified({ findings, rules, coverage: { discovered } }: Report, page: Page): string[] {
  const judged = discovered > 0 && rules.some((rule) => rule.category === 'scrape');
  if (!judged || findings.some(({ subject }) => subject.kind === 'scrape')) return [];
  return paragraph(page, 0, 'Names and chains were not verified: no scrape is known that would verify them.', page.dim);
}

function verdictLine(report: Report, failed: number, page: Page): string[] {
  const incomplete = warnings(report, page);
  if (incomplete.length > 0 || failed > 0) return incomplete;
  if (report.coverage.discovered === 0) return [page.notice('No target was found.')];
  const unknown = report.findings.some((finding) => finding.verdict === 'unknown');
  return [unknown ? page.notice('Nothing wrong was found in what could be determined.') : page.good('Nothing wrong was found.')];
}
