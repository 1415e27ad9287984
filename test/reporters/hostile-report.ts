import type { Report } from '../../src/model/report.ts';
import { partialReport } from './shared-report.ts';

/** Fields whose values are ours, not the cluster's. */
const ours = new Set(
  'schemaVersion verdict severity cause basis outcome startedAt finishedAt fingerprint group url informationUri rule category vantage digest code because via from'.split(
    ' ',
  ),
);

/** The shared report, with the text in every place where something from outside may stand. */
export function hostileReport(text: string): Report {
  const replaced = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return ours.has(key) || ['endpoint', 'scrape', 'object'].includes(value) ? value : text;
    if (Array.isArray(value)) return value.map((item) => replaced(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, name)]));
  };
  return { ...(replaced(partialReport, '') as Report), tool: partialReport.tool, rules: partialReport.rules };
}
