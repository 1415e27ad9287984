import { grouped } from '../model/grouped.ts';
import { addressText } from '../model/subject.ts';
import { compare } from '../model/text.ts';
import type { Origin } from '../model/origin.ts';
import { originText } from '../model/origin.ts';
import type { Finding, FindingSubject, FindingTarget } from '../model/report.ts';
import { severities, type Reference, type Severity } from '../model/rule.ts';
import { some } from './strings.ts';

/** Where to go for it: where the fix is made, else the workload. */
export const placeOf = (finding: Finding): Origin => finding.fix?.at ?? finding.subject.owner;

export const isSame = (one: Origin, other: Origin): boolean => originText(one) === originText(other);

/** "Deployment db/pgx port 9187"; an address has its port in its name, and an object of the cluster none. */
export const endpointText = ({ kind, owner, port }: FindingSubject): string =>
  kind === 'object' || owner.kind === 'address' ? originText(owner) : `${originText(owner)} port ${port}`;

/** "ServiceMonitor db/pgx spec.endpoints[0]", or '' where the finding is not about one scrape. */
export const scrapeText = ({ scrape }: FindingSubject): string => (scrape ? `${originText(scrape.source)} ${scrape.field}`.trim() : '');

/** The name of one of an endpoint's targets: the pod's, else the address. */
export const targetName = ({ id, address, pod }: FindingTarget): string => pod?.name ?? (address ? addressText(address) : id);

/** "RFC8996 section 2"; sections without a number go by their heading. */
export const citation = ({ id, section }: Reference): string =>
  section === '' ? id : `${id}${/^[\d.]+$/.test(section) ? ' section' : ','} ${section}`;

/** Which of several targets have the finding's verdict: "2 of 3: pod-a, pod-b"; '' where all have it. */
export function membersText({ targets, verdict }: Finding): string {
  const affected = targets.filter((target) => target.verdict === verdict);
  if (affected.length === targets.length) return '';
  return `${affected.length} of ${targets.length}: ${some(affected.map(targetName), 5)}`;
}

export const rank = (severity: Severity): number => severities.indexOf(severity);

/** Worst first, then by rule and endpoint, so that two reports of the same state read the same. */
export const byWorst = (one: Finding, other: Finding): number =>
  rank(one.severity) - rank(other.severity) || compare(one.rule, other.rule) || compare(one.fingerprint, other.fingerprint);

/** Groups in the order of their first member. */
export const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] => [
  ...grouped(items, keyOf).values(),
];
