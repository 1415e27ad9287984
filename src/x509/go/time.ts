import { type Cursor, tags } from './cursor.ts';
import { Refusal, must } from './refusal.ts';

/** One of validity's two times. */
export interface GoTime {
  readonly at: number; // milliseconds since 1970
  readonly text: string; // RFC 3339, in the zone it was written in, as Go prints it
}

/** Year, month, day, hour, minute, second and zone of digits that stand one after another. */
function timeFrom(year: string, rest: string, zone: string): GoTime | null {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = (rest.match(/../g) ?? []).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(Number(year), month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3, 5))];
  if (zone === '+0000' || zone === '-0000' || hours > 24 || minutes > 59) return null; // time.Time.Format writes Z instead
  const clock = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  const [, mm = '', dd = '', h = '', m = '', s = '00'] = /^(..)(..)(..)(..)(..)?$/.exec(rest) ?? [];
  const text = `${year}-${mm}-${dd}T${h}:${m}:${s}`;
  if (zone === 'Z') return { at: clock, text: `${text}Z` };
  const offset = (hours * 60 + minutes) * 60_000 * (zone.startsWith('-') ? -1 : 1);
  return { at: clock - offset, text: `${text}${zone.slice(0, 3)}:${zone.slice(3)}` };
}

/** UTCTime has two digits of the year: 50 and above are of the 20th century. Seconds may be missing. */
function utcTime(text: string): GoTime | null {
  const [, year = '', rest = '', zone = ''] = /^(\d\d)(\d{8}|\d{10})(Z|[+-]\d{4})$/.exec(text) ?? [];
  return year === '' ? null : timeFrom(`${Number(year) >= 50 ? 19 : 20}${year}`, rest, zone);
}

function generalizedTime(text: string): GoTime | null {
  const [, year = '', rest = '', zone = ''] = /^(\d{4})(\d{10})(Z|[+-]\d{4})$/.exec(text) ?? [];
  return year === '' ? null : timeFrom(year, rest, zone);
}

/** Reads a Time (RFC 5280 section 4.1.2.5). Throws Refusal. */
export function readTime(from: Cursor): GoTime {
  if (from.isNext(tags.utcTime)) {
    const contents = from.contents(tags.utcTime);
    return must(contents && utcTime(contents.toString('latin1')), 'x509: malformed UTCTime');
  }
  if (from.isNext(tags.generalizedTime)) {
    const contents = from.contents(tags.generalizedTime);
    return must(contents && generalizedTime(contents.toString('latin1')), 'x509: malformed GeneralizedTime');
  }
  throw new Refusal('x509: unsupported time format');
}

/** The instant as Go prints it in UTC: 2026-11-23T08:00:00Z. */
export const rfc3339 = (date: Date): string => `${new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString().slice(0, 19)}Z`;
