import type { Finding, Report } from '../../model/report.ts';
import { endpointText, groupBy, membersText, scrapeText } from '../common.ts';
import { compare, count } from '../../model/text.ts';
import { some } from '../strings.ts';
import { row } from './layout.ts';
import { nextStepsFor, optionsFor } from './next-steps.ts';
import { cell, heading, paragraph, type Page } from './page.ts';

const uniqueSorted = (items: readonly string[]): readonly string[] => [...new Set(items)].toSorted(compare);

const withRemarks = (text: string, remarks: readonly string[]): string => (remarks.length === 0 ? text : `${text} (${remarks.join('; ')})`);

/** The text that all have in common, else ''. */
const shared = (texts: readonly string[]): string => (new Set(texts).size === 1 ? (texts[0] ?? '') : '');

/** Each endpoint once, with its scrape and its members where all findings are about the same ones. */
const subjectTexts = (findings: readonly Finding[]): readonly string[] =>
  groupBy(findings, (finding) => finding.subject.id)
    .map((group) => {
      const remarks = [shared(group.map((finding) => scrapeText(finding.subject))), shared(group.map(membersText))];
      return withRemarks(
        endpointText(group[0].subject),
        remarks.filter((text) => text !== ''),
      );
    })
    .toSorted(compare);

/** Why the finding is what it is, without the names of the members, so that endpoints with the same reason stand together. */
function reasonsOf({ targets, verdict, message }: Finding): readonly string[] {
  const reasons = targets.filter((target) => target.verdict === verdict && target.reason !== '').map((target) => target.reason);
  return reasons.length === 0 ? [message] : [...new Set(reasons)];
}

const reasonText = (finding: Finding): string => reasonsOf(finding).join('; ');

const stepsFor = (finding: Finding): readonly string[] =>
  finding.cause === 'could-not-look'
    ? nextStepsFor(reasonsOf(finding))
    : finding.cause === 'out-of-mode'
      ? optionsFor(reasonsOf(finding))
      : [];

/** What a whole run was not told to ask concerns all endpoints alike: a list of them tells nothing. */
const isOptionMissing = (reason: string): boolean => /^no --\w[\w -]*was given$/.test(reason);

/** Findings by their reason: the reason once, with what to do about it, then the rules and the endpoints it stands for. */
function byReason(findings: readonly Finding[], page: Page): string[] {
  const groups = groupBy(findings, reasonText).toSorted((one, other) => other.length - one.length);
  return groups.flatMap((group) => {
    const rules = uniqueSorted(group.map((finding) => finding.rule));
    const subjects = subjectTexts(group);
    const steps = stepsFor(group[0]);
    if (isOptionMissing(reasonText(group[0])) && !page.verbose)
      return paragraph(page, 2, `${reasonText(group[0])} (${count(rules.length, 'rule')}, ${count(subjects.length, 'endpoint')})`);
    return [
      ...paragraph(page, 2, [reasonText(group[0]), ...steps].join(': ')),
      ...row(4, [cell(count(rules.length, 'rule'), page.dim, 12), cell(some(rules, page.most), page.dim)], page.width),
      ...row(4, [cell(count(subjects.length, 'endpoint'), page.dim, 12), cell(some(subjects, page.most), page.dim)], page.width),
    ];
  });
}

/** What could not be determined, apart from what this run was not told to ask. */
export function undetermined({ findings }: Report, page: Page): string[][] {
  const unknown = findings.filter((finding) => finding.verdict === 'unknown');
  const section = (title: string, cause: Finding['cause']): string[] => {
    const found = unknown.filter((finding) => finding.cause === cause);
    return found.length === 0 ? [] : [...heading(page, title, '', page.notice), ...byReason(found, page)];
  };
  return [section('Could not be determined', 'could-not-look'), section('Not asked in this run', 'out-of-mode')];
}

/** Waived findings with their reasons. */
export function waived({ findings }: Report, page: Page): string[] {
  const found = findings.filter((finding) => finding.verdict === 'waived');
  if (found.length === 0) return [];
  const lines = found.flatMap((finding) => {
    const { reason, by, until } = finding.waiver ?? { reason: '', by: '', until: '' };
    return [
      ...paragraph(page, 2, `${finding.rule} on ${subjectTexts([finding]).join(', ')}`),
      ...paragraph(page, 4, `${reason} (${by}, until ${until})`, page.dim),
    ];
  });
  return [...heading(page, 'Waived'), ...lines];
}

/** What passed, by endpoint, and what does not apply, by reason. */
export function passed({ findings }: Report, page: Page): string[][] {
  const passing = groupBy(
    findings.filter((finding) => finding.verdict === 'pass'),
    (finding) => finding.subject.id,
  );
  const lines = passing.flatMap((group) => [
    ...paragraph(page, 2, endpointText(group[0].subject)),
    ...paragraph(page, 4, uniqueSorted(group.map((finding) => finding.rule)).join(', '), page.dim),
  ]);
  const inapplicable = findings.filter((finding) => finding.verdict === 'not-applicable');
  return [
    lines.length === 0 ? [] : [...heading(page, 'Passed', '', page.good), ...lines],
    inapplicable.length === 0 ? [] : [...heading(page, 'Not applicable'), ...byReason(inapplicable, page)],
  ];
}
