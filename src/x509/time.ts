import { type Element, contentsOf, isUniversal, universal } from './der.ts';

const utcTime = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})$/;
const generalizedTime = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d{1,9})?(Z|[+-]\d{4})$/;

/** UTCTime has two digits of the year: 50 and above are of the 20th century (RFC 5280 section 4.1.2.5.1). */
const fullYear = (year: number): number => year + (year >= 50 ? 1900 : 2000);

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** One of validity's two times, as ISO 8601 in UTC without fractions of a second. Throws Error. */
export function timeOf(element: Element | undefined): string {
  const isUtc = isUniversal(element, universal.utcTime);
  if (!isUtc && !isUniversal(element, universal.generalizedTime)) throw new Error('validity is missing or malformed');
  const match = (isUtc ? utcTime : generalizedTime).exec(contentsOf(element, 'validity'));
  if (!match) throw new Error('validity is not a time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(isUtc ? fullYear(year) : year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || hour > 23 || minute > 59 || second > 60) throw new Error('validity is not a time');
  date.setUTCHours(hour, minute - offsetMinutes(match[7] ?? 'Z'), second);
  if (date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0) throw new Error('validity is not a time');
  return isoSeconds(date);
}

/** RFC 3339 in UTC to the second, as Go prints it: 2026-11-23T08:00:00Z. */
const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
