import type { Fact } from '../model/fact.ts';
import { type ScrapeFact, scrapeShape } from '../model/facts.ts';
import { originText } from '../model/origin.ts';
import type { Reader } from '../model/probe.ts';
import { sourceText, type Scrape } from '../model/subject.ts';
import { clean } from '../model/text.ts';

/** A client certificate counts as the credential only where nothing is sent in HTTP. */
function credentialOf({ credential, tls }: Scrape): string {
  return credential === 'none' && tls.clientCertificate ? 'client-certificate' : credential;
}

function factsOf(scrape: Scrape): ScrapeFact {
  const { scheme, tls } = scrape;
  return {
    source: sourceText(scrape),
    scheme,
    path: clean(scrape.path),
    server_name: clean(tls.serverName),
    tls_config: tls.configured,
    skip_verify: tls.insecureSkipVerify,
    verifies: scheme === 'https' && !tls.insecureSkipVerify,
    credential: credentialOf(scrape),
    ca: tls.ca.from,
    prometheus: clean((scrape.prometheus ?? []).map(originText)[0] ?? ''),
    proxy: clean(scrape.proxy ?? ''),
  };
}

/** `scrape`: what Prometheus is told to do, by one monitor or annotation. */
export const scrape: Reader<ScrapeFact> = {
  group: 'scrape',
  shape: scrapeShape,
  scope: 'scrape',
  read({ scrape: subject }): Fact<ScrapeFact> {
    const of = { group: 'scrape', basis: 'declared' } as const;
    return subject ? { ...of, known: factsOf(subject) } : { ...of, absent: 'nothing scrapes this endpoint' };
  },
};
