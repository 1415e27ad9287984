import { quoted } from './problem.ts';

const pattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const day = 86_400_000;
const units = [365 * day, 7 * day, day, 3_600_000, 60_000, 1000, 1];

/** Milliseconds of a duration as Prometheus writes it ("1m30s"; prometheus/common model.ParseDuration), null where it is none. */
function milliseconds(text: string): number | null {
  if (text === '0') return 0;
  const match = text === '' ? null : pattern.exec(text);
  return match && units.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}

const reason = (text: string): string => (text === '' ? 'empty duration string' : `not a valid duration string: ${quoted(text)}`);

/** Why a scrapeTimeout does not go with a scrapeInterval (promcfg.go, CompareScrapeTimeoutToScrapeInterval); '' where it does. */
export function timeoutProblem(timeout: string, interval: string): string {
  if (timeout === '') return '';
  const [wait, every] = [milliseconds(timeout), milliseconds(interval)];
  if (every === null) return `invalid scrapeInterval ${quoted(interval)}: ${reason(interval)}`;
  if (wait === null) return `invalid scrapeTimeout: ${quoted(timeout)}: ${reason(timeout)}`;
  return wait > every ? `scrapeTimeout ${quoted(timeout)} greater than scrapeInterval ${quoted(interval)}` : '';
}
