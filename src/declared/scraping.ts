import { couldNotLook, type Fact } from '../model/fact.ts';
import { type Scraping, scrapingShape } from '../model/facts.ts';
import type { Reader } from '../model/probe.ts';
import { sourceText } from '../model/subject.ts';

/** `scraping`: who scrapes the endpoint, and with which schemes. */
export const scraping: Reader<Scraping> = {
  group: 'scraping',
  shape: scrapingShape,
  scope: 'endpoint',
  read({ endpoint: { owner, scrapes, scrapesUnknown } }): Fact<Scraping> {
    const of = { group: 'scraping', basis: 'declared' } as const;
    if (owner.kind === 'address') return { ...of, absent: 'a named address: who scrapes it was not looked for' };
    const schemes = [...new Set(scrapes.map(({ scheme }) => scheme))].sort();
    const by = scrapes.map(sourceText);
    return { ...of, known: { scrapes: scrapesUnknown ? couldNotLook(scrapesUnknown) : scrapes.length, schemes, by } };
  },
};
