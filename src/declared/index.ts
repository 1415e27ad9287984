import type { Reader } from '../model/probe.ts';
import { exporter } from './exporter.ts';
import { exposure } from './exposure.ts';
import { scrape } from './scrape.ts';

/** Every group of declared facts. */
export const readers: readonly Reader[] = [scrape, exporter, exposure];
