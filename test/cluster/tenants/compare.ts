import type { Finding, Report } from '../../../src/model/report.ts';
import { mallory } from './places.ts';

const keyOf = ({ rule, subject }: Finding): string => `${rule} ${subject.id} ${subject.scrape?.id ?? ''}`.trim();
const isMallorys = ({ subject }: Finding): boolean => subject.id.startsWith(`${mallory}/`);

/** What became of the findings that there were before, Mallory's own aside: "RULE ENDPOINT SCRAPE: pass, then unknown". */
export function unlikeBefore(before: Report, after: Report): string[] {
  const now = new Map(after.findings.map((finding) => [keyOf(finding), finding]));
  return before.findings
    .filter((finding) => !isMallorys(finding))
    .flatMap((finding) => {
      const { verdict, message } = now.get(keyOf(finding)) ?? { verdict: 'gone', message: '' };
      return verdict === finding.verdict ? [] : [`${keyOf(finding)}: ${finding.verdict}, then ${verdict} ${message}`];
    });
}

/** Targets of others than Mallory of which something was not seen, what his own scrapes of them would need aside. */
export const unseenOfOthers = ({ findings }: Report): string[] => {
  const others = findings.filter(({ verdict, subject }) => verdict === 'unknown' && subject.scrape?.source.namespace !== mallory);
  const unseen = others.flatMap(({ targets }) => targets.filter(({ cause }) => cause === 'could-not-look').map(({ id }) => id));
  return [...new Set(unseen)].filter((id) => !id.startsWith(`${mallory}/`)).toSorted();
};

/** Texts of a report that could do something to a terminal. */
export function unprintable(value: unknown): string[] {
  if (typeof value === 'string') return /[\p{Cc}\p{Cf}]/u.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap((each) => each.flatMap(unprintable)) : [];
}
