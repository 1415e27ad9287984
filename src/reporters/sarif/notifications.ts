import type { Notification, ReportingDescriptor } from 'sarif';
import type { Finding, Report } from '../../model/report.ts';
import { accessText, incompleteBecause, vantageText } from '../incomplete.ts';
import { compare, count } from '../../model/text.ts';
import { groupBy } from '../common.ts';
import { some, withoutMarkup } from '../strings.ts';
import { locationOf } from './location.ts';
import { messageText } from './results.ts';
import { sentence } from './rules.ts';

const kinds = {
  incomplete: 'The report must not be taken for the whole truth.',
  vantage: 'From where the wire was seen, and what cannot be seen from there.',
  'could-not-look': 'A rule could not be judged: what it needs was asked for and not seen.',
  'out-of-mode': 'A rule was not judged: this run was not told to look.',
  'not-listed': 'A kind of object could not be listed.',
  'left-alone': 'Something that was found is kept out of the audit, by its own rules or by what the user asked.',
  'not-seen': 'Something that was found ends without a verdict: it could not be looked at.',
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
  const vantage = vantageText(report).map((text) => notification('note', 'vantage', text));
  const unlisted = report.coverage.access
    .filter(({ outcome }) => outcome !== 'listed' && outcome !== 'absent')
    .map((access) => notification('warning', 'not-listed', accessText(access)));
  const unknown = report.findings.filter(({ verdict }) => verdict === 'unknown');
  const unseen = unknown
    .filter(({ cause }) => cause !== 'out-of-mode')
    .map((finding) => unknownOf(finding, report, index.get(finding.rule)));
  const unasked = groupBy(
    unknown.filter(({ cause }) => cause === 'out-of-mode'),
    ({ message }) => message,
  ).map((group) => unaskedOf(group));
  const alone = report.ledger.map(({ what, code, because, reason }) =>
    notification(
      because === 'could-not-look' ? 'warning' : 'note',
      because === 'could-not-look' ? 'not-seen' : 'left-alone',
      `${what}: ${reason} (${code})`,
    ),
  );
  const omitted =
    report.ledgerOmitted > 0 ? [notification('note', 'left-alone', `${report.ledgerOmitted} more ended without a verdict`)] : [];
  return [...incomplete, ...vantage, ...unlisted, ...unseen, ...unasked, ...alone, ...omitted];
}

const notification = (level: Notification.level, id: keyof typeof kinds, text: string): Notification => ({
  level,
  descriptor: { id },
  message: { text: withoutMarkup(sentence(text)) },
});

/** What one option would answer is told once, however many endpoints there are. */
function unaskedOf(findings: readonly [Finding, ...Finding[]]): Notification {
  const rules = new Set(findings.map(({ rule }) => rule));
  const subjects = new Set(findings.map(({ subject }) => subject.id));
  const about = `${some([...rules].toSorted(compare), 5)}; ${count(subjects.size, 'endpoint or object', 'endpoints or objects')}`;
  return notification('note', 'out-of-mode', `${findings[0].message} (${about})`);
}

const unknownOf = (finding: Finding, report: Report, index = -1): Notification => ({
  ...notification(finding.cause === 'could-not-look' ? 'warning' : 'note', finding.cause ?? 'could-not-look', ''),
  associatedRule: { id: finding.rule, index },
  message: { text: messageText(finding) },
  locations: [locationOf(finding, report)],
});
