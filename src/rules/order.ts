import type { Finding } from '../model/report.ts';
import { severities, type Verdict } from '../model/rule.ts';
import { compare } from '../model/text.ts';

const order: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not-applicable', 'waived'];

/** Failures by severity, then what is unknown, then the rest. */
const rankOf = ({ verdict, severity }: Finding): number =>
  order.indexOf(verdict) * severities.length + (verdict === 'fail' ? severities.indexOf(severity) : 0);

const bySubject = ({ subject: one, rule }: Finding, { subject: other, rule: otherRule }: Finding): number =>
  (one === other ? 0 : compare(one.id, other.id) || compare(one.scrape?.id ?? '', other.scrape?.id ?? '')) || compare(rule, otherRule);

/** Sorts: worst first; by endpoint, scrape and rule within. */
export const sortWorstFirst = (findings: Finding[]): Finding[] =>
  findings.sort((one, other) => rankOf(one) - rankOf(other) || bySubject(one, other));
