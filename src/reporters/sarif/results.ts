import type { Result, Suppression } from 'sarif';
import type { Finding, Report } from '../../model/report.ts';
import { endpointText, scrapeText } from '../common.ts';
import { withoutMarkup } from '../strings.ts';
import { locationOf } from './location.ts';
import { levels, sentence } from './rules.ts';

/** One finding that failed, or was waived, as a result. `ruleIndex` is its rule's place in the driver's list, -1 where it is not in it. */
export function resultOf(finding: Finding, report: Report, at: { readonly ruleIndex: number; readonly includeWaived: boolean }): Result {
  return {
    ruleId: finding.rule,
    ruleIndex: at.ruleIndex,
    kind: 'fail',
    level: levels[finding.severity],
    message: { text: messageText(finding) },
    locations: [locationOf(finding, report)],
    partialFingerprints: fingerprints(finding),
    ...(at.includeWaived ? { suppressions: suppressions(finding) } : {}),
    properties: {
      severity: finding.severity,
      category: finding.category,
      basis: finding.basis,
      endpoint: finding.subject.id,
      targets: finding.targets.filter((target) => target.verdict === finding.verdict).map((target) => target.id),
      evidence: finding.evidence,
    },
  };
}

/** Platforms show neither logical locations nor properties, so the message says what it is about, and how to put it right. */
export function messageText(finding: Finding): string {
  const remarks = [scrapeText(finding.subject), finding.severityReason].filter((each) => each !== '');
  const about = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  const fix = finding.fix ? `\n${sentence(`Fix: ${finding.fix.field === '' ? '' : `${finding.fix.field}: `}${finding.fix.text}`)}` : '';
  return withoutMarkup(`${endpointText(finding.subject)}: ${sentence(finding.message + about)}${fix}`);
}

/** `primaryLocationLineHash` is what code scanning knows an alert again by: 16 hexadecimal digits, a colon, and a counter. */
const fingerprints = ({ fingerprint }: Finding): Record<string, string> => ({
  primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
  'pgxAudit/v1': fingerprint,
});

const suppressions = ({ waiver }: Finding): Suppression[] =>
  waiver
    ? [{ kind: 'external', status: 'accepted', justification: `${sentence(waiver.reason)} By ${waiver.by}, until ${waiver.until}.` }]
    : [];
