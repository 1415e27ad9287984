import { originText } from '../../model/origin.ts';
import type { Finding, Report } from '../../model/report.ts';
import { severities } from '../../model/rule.ts';
import { compare } from '../../model/text.ts';
import { byWorst, endpointText, groupBy, isSame, placeOf, rank, scrapeText } from '../common.ts';
import { fixes, placesOfFixes, type Group } from './fixes.ts';
import { cell, heading, paragraph, type Page } from './page.ts';
import { row, widthOf } from './layout.ts';

/** What is wrong, by the object where it is put right, worst first: its endpoints with their findings, then the fixes, each in full only once. */
export function* fixGroups(report: Report, page: Page): Generator<string[]> {
  const failed = report.findings.filter((finding) => finding.verdict === 'fail').sort(byWorst);
  const ruleWidth = Math.max(0, ...new Set(failed.map((finding) => widthOf(finding.rule))));
  const groups = groupBy(failed, (finding) => originText(placeOf(finding))).toSorted(worstGroup);
  const told = placesOfFixes(groups);
  for (const group of groups) yield [...title(group, page), ...endpoints(group, page, ruleWidth), ...fixes(group, told, page)];
}

const counts = (group: Group): readonly number[] => severities.map((severity) => group.filter((each) => each.severity === severity).length);

/** The group whose worst finding is worse comes first; then the one with more of them. */
function worstGroup(one: Group, other: Group): number {
  const [ones, others] = [counts(one), counts(other)];
  const decisive = severities.findIndex((_, index) => ones[index] !== others[index]);
  const byCount = (others[decisive] ?? 0) - (ones[decisive] ?? 0);
  return rank(one[0].severity) - rank(other[0].severity) || byCount || compare(originText(placeOf(one[0])), originText(placeOf(other[0])));
}

function title(group: Group, page: Page): string[] {
  const place = placeOf(group[0]);
  const managed = place.managedBy ? ` (${place.managedBy})` : '';
  const totals = counts(group).flatMap((number, index) => (number === 0 ? [] : [`${number} ${severities[index]}`]));
  return heading(page, originText(place) + managed, totals.join(', '));
}

function endpoints(group: Group, page: Page, ruleWidth: number): string[] {
  return groupBy(group, (finding) => endpointTitle(finding)).flatMap((findings) => [
    ...paragraph(page, 2, endpointTitle(findings[0]), page.bold),
    ...findings.flatMap((finding) => findingLines(finding, page, ruleWidth)),
  ]);
}

/** The workload is named only where it is not the object that the group is about. */
function endpointTitle(finding: Finding): string {
  const { kind, owner, port, exporter } = finding.subject;
  const name = kind !== 'object' && isSame(owner, placeOf(finding)) ? `port ${port}` : endpointText(finding.subject);
  return exporter === '' ? name : `${name}, ${exporter}`;
}

function findingLines(finding: Finding, page: Page, ruleWidth: number): string[] {
  const label = cell(finding.severity.toUpperCase(), page.severity[finding.severity], 8);
  const cells = [label, cell(finding.rule, page.bold, ruleWidth), cell(withRemarks(finding))];
  const evidence = page.verbose ? finding.evidence : [];
  return [...row(4, cells, page.width), ...evidence.flatMap((text) => paragraph(page, ruleWidth + 16, text, page.dim))];
}

/** The message, and in brackets the scrape it is about, and why its severity is not the rule's own. */
function withRemarks(finding: Finding): string {
  const place = originText(placeOf(finding));
  const scrape = scrapeText(finding.subject);
  const where = scrape.startsWith(`${place} `) ? scrape.slice(place.length + 1) : scrape;
  const remarks = [where, finding.severityReason].filter((each) => each !== '');
  return remarks.length === 0 ? finding.message : `${finding.message} (${remarks.join('; ')})`;
}
