import { readFile } from 'node:fs/promises';
import { dataPath } from '../data.ts';
import { parseScrapeErrors, type ScrapeErrors } from '../prometheus/outcome/index.ts';

/** What Prometheus shows for each cause of a failing scrape, as it comes with the package. */
export const loadScrapeErrors = async (): Promise<ScrapeErrors> =>
  parseScrapeErrors(await readFile(dataPath('rules', 'scrape-errors.yaml'), 'utf8'), 'rules/scrape-errors.yaml');
