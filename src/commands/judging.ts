import packageJson from '../../package.json';
import { objectReaders, readers } from '../declared/index.ts';
import { createDerivers } from '../derive/index.ts';
import { rootCertificates } from '../net/index.ts';
import { createScrapeHandshake, probes } from '../probes/index.ts';
import type { ScanOptions } from '../scan.ts';
import { loadBuiltInRules } from './ruleset.ts';
import type { ScanFlags } from './scan-flags.ts';
import { readScrapeErrors } from './scrape-errors.ts';

type Judging = Pick<ScanOptions, 'ruleSet' | 'probes' | 'readers' | 'objectReaders' | 'derivers' | 'tool' | 'minCoverage' | 'allowEmpty'>;

/** What a scan knows and is told, wherever what it judges comes from. */
export async function judgingOptions({ expiryWarning, minCoverage, allowEmpty }: ScanFlags): Promise<Judging> {
  const scrapeErrors = await readScrapeErrors();
  return {
    ruleSet: await loadBuiltInRules({ 'certificate-expiring': expiryWarning }),
    probes,
    readers,
    objectReaders,
    derivers: (asked) => createDerivers({ publicRoots: rootCertificates, scrapeErrors, asked }),
    tool: { name: packageJson.name, version: packageJson.version },
    minCoverage: minCoverage ?? null,
    allowEmpty: allowEmpty === true,
  };
}

/** With each scrape's own certificate, as of now. */
export const presenting =
  (now: () => number): NonNullable<ScanOptions['present']> =>
  (discovery) => {
    const handshake = createScrapeHandshake({ publicRoots: rootCertificates, now: new Date(now()) });
    return (dial, question) => handshake.observe(dial, { ...question, keyPair: discovery.keyPairOf(question.scrape) });
  };
