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
export function* notificationsOf(report: Report): Generator<Notification> {
  const index = new Map(report.rules.map((rule, position) => [rule.id, position]));
  for (const reason of incompleteBecause(report)) yield notification('error', 'incomplete', reason);
  for (const text of vantageText(report)) yield notification('note', 'vantage', text);
  for (const access of report.coverage.access)
    if (access.outcome !== 'listed' && access.outcome !== 'absent') yield notification('warning', 'not-listed', accessText(access));
  const unknown = report.findings.filter(({ verdict }) => verdict === 'unknown');
  for (const finding of unknown) if (finding.cause !== 'out-of-mode') yield unknownOf(finding, report, index.get(finding.rule));
  const unasked = unknown.filter(({ cause }) => cause === 'out-of-mode');
  for (const group of groupBy(unasked, ({ message }) => message)) yield unaskedOf(group);
  for (const { what, code, because, reason } of report.ledger) {
    const [level, id] = because === 'could-not-look' ? (['warning', 'not-seen'] as const) : (['note', 'left-alone'] as const);
    yield notification(level, id, `${what}: ${reason} (${code})`);
  }
  if (report.ledgerOmitted > 0) yield notification('note', 'left-alone', `${report.ledgerOmitted} more ended without a verdict`);
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
