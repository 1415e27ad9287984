import type { Notification, ReportingDescriptor } from 'sarif';
import type { Finding, Report } from '../../model/report.ts';
import { accessText, incompleteBecause } from '../incomplete.ts';
import { withoutMarkup } from '../strings.ts';
import { locationOf } from './location.ts';
import { messageText } from './results.ts';
import { sentence } from './rules.ts';

const kinds = {
  incomplete: 'The report must not be taken for the whole truth.',
  'could-not-look': 'A rule could not be judged: what it needs was asked for and not seen.',
  'out-of-mode': 'A rule was not judged: this run was not told to look.',
  'not-listed': 'A kind of object could not be listed.',
  'not-probed': 'Something that may be a metrics endpoint was left alone.',
} as const;

export const notificationDescriptors: ReportingDescriptor[] = Object.entries(kinds).map(([id, text]) => ({
  id,
  shortDescription: { text },
  fullDescription: { text },
  help: { text },
}));

/** What the run could not do: everything unknown, not listed or left alone, so that an empty list of results is never mistaken for an all-clear. */
export function notificationsOf(report: Report): Notification[] {
  const index = new Map(report.rules.map((rule, position) => [rule.id, position]));
  const incomplete = incompleteBecause(report).map((reason) => notification('error', 'incomplete', reason));
  const unlisted = report.coverage.access
    .filter(({ outcome }) => outcome !== 'listed' && outcome !== 'absent')
    .map((access) => notification('warning', 'not-listed', accessText(access)));
  const unknown = report.findings
    .filter(({ verdict }) => verdict === 'unknown')
    .map((finding) => unknownOf(finding, report, index.get(finding.rule)));
  const alone = report.notProbed.map(({ what, reason }) => notification('note', 'not-probed', `${what}: ${reason}`));
  const omitted =
    report.notProbedOmitted > 0 ? [notification('note', 'not-probed', `${report.notProbedOmitted} more were not probed`)] : [];
  return [...incomplete, ...unlisted, ...unknown, ...alone, ...omitted];
}

const notification = (level: Notification.level, id: keyof typeof kinds, text: string): Notification => ({
  level,
  descriptor: { id },
  message: { text: withoutMarkup(sentence(text)) },
});

const unknownOf = (finding: Finding, report: Report, index = -1): Notification => ({
  ...notification(finding.cause === 'could-not-look' ? 'warning' : 'note', finding.cause ?? 'could-not-look', ''),
  associatedRule: { id: finding.rule, index },
  message: { text: messageText(finding) },
  locations: [locationOf(finding, report)],
});
