import { parseDuration } from '../../duration.ts';
import { quoted } from './problem.ts';

const reason = (text: string): string => (text === '' ? 'empty duration string' : `not a valid duration string: ${quoted(text)}`);

/** Why a scrapeTimeout does not go with a scrapeInterval (promcfg.go, CompareScrapeTimeoutToScrapeInterval); '' where it does. */
export function timeoutProblem(timeout: string, interval: string): string {
  if (timeout === '') return '';
  const [wait, every] = [parseDuration(timeout), parseDuration(interval)];
  if (every === null) return `invalid scrapeInterval ${quoted(interval)}: ${reason(interval)}`;
  if (wait === null) return `invalid scrapeTimeout: ${quoted(timeout)}: ${reason(timeout)}`;
  return wait > every ? `scrapeTimeout ${quoted(timeout)} greater than scrapeInterval ${quoted(interval)}` : '';
}
