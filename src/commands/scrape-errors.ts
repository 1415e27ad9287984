import { readFile } from 'node:fs/promises';
import { dataPath } from '../data.ts';
import { parseScrapeErrors, type ScrapeErrors } from '../prometheus/outcome/index.ts';

/** What Prometheus shows for each cause of a failing scrape, as it comes with the package: read at once, parsed when it is needed. */
export async function readScrapeErrors(): Promise<() => ScrapeErrors> {
  const text = await readFile(dataPath('rules', 'scrape-errors.yaml'), 'utf8');
  let parsed: ScrapeErrors | undefined;
  return () => (parsed ??= parseScrapeErrors(text, 'rules/scrape-errors.yaml'));
}
