import type { ObjectReader, Reader } from '../model/probe.ts';
import { exporter } from './exporter.ts';
import { exposure } from './exposure.ts';
import { monitor } from './monitor.ts';
import { pool } from './pool.ts';
import { scrape } from './scrape.ts';
import { scraping } from './scraping.ts';

/** Every group of declared facts about endpoints and their scrapes. */
export const readers: readonly Reader[] = [scrape, scraping, exporter, exposure];

/** Every group of declared facts about objects that declare scrapes. */
export const objectReaders: readonly ObjectReader[] = [monitor, pool];
