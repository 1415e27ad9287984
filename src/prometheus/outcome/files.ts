import { isUnknown } from '../../model/fact.ts';
import type { ScrapeFile } from '../../model/subject.ts';
import { combined, fails, type ScrapeQuestion, type Step } from './step.ts';

/** prometheus/common, config/http_config.go, NewTLSConfig and authorizationCredentialsRoundTripper: read before a target is dialled. */

const unusablePair = { missing: 'client-certificate-file-missing', unusable: 'client-certificate-mismatch' };
const causes: Readonly<Record<ScrapeFile['of'], Readonly<Record<'missing' | 'unusable', string>>>> = {
  ca: { missing: 'ca-file-missing', unusable: 'ca-file-unusable' },
  certificate: unusablePair,
  key: unusablePair,
  token: { missing: 'credential-file-missing', unusable: 'credential-file-missing' },
};

/** Whether Prometheus can make the client of the scrape: it reads the files whatever the scheme, and whether or not it verifies. */
export function filesStep({ scrape, roots }: ScrapeQuestion): Step {
  if (roots === null) return fails('ca-file-unusable');
  return combined((scrape.tls.files ?? []).map(({ of, state }) => (isUnknown(state) ? state : fails(causes[of][state]))));
}
