import { type Facts, type Unknown, couldNotLook, isKnown } from '../model/fact.ts';
import { type CertificateGroup, type Outcome, outcomeShape } from '../model/facts.ts';
import type { DeriveInput, Deriver } from '../model/probe.ts';
import type { ScrapeTls } from '../model/subject.ts';
import { type ScrapeErrors, type ScrapeQuestion, predictOutcome } from '../prometheus/outcome/index.ts';
import { needed } from './common.ts';
import { metByMesh } from './mesh.ts';
import { type Roots, chainsFor, verifiedName } from './served.ts';

/** The chains that may be served under the name; why none is known. */
function chainsIn(facts: Facts, name: string): ScrapeQuestion['chains'] {
  const group = needed<CertificateGroup>(facts, 'certificate');
  if (isKnown(group)) return chainsFor(name, group.known.served);
  return 'unknown' in group ? group : couldNotLook(group.absent);
}

/** The scrape's CA; without one the roots of Prometheus's host, for which the public ones stand. */
function rootsFor({ ca }: ScrapeTls, { publicRoots, rootsOf }: Roots): ScrapeQuestion['roots'] {
  if (typeof ca.pem !== 'string') return ca.pem;
  return ca.from === 'none' ? publicRoots() : rootsOf(ca.pem);
}

function questionOf(input: DeriveInput, roots: Roots): ScrapeQuestion | Unknown {
  const { endpoint, target, scrape, member, facts, now } = input;
  const meshed = metByMesh(facts);
  if (meshed) return meshed;
  const address = member?.address ?? target?.address;
  const name = verifiedName(input);
  if (!scrape || !target) return couldNotLook('no scrape to predict');
  if (!address || !name) return couldNotLook('there is no address that Prometheus would dial');
  const params = member?.params ?? '';
  const about = { endpoint, target, scrape, address, name, params, facts, now };
  return { ...about, chains: chainsIn(facts, name), roots: rootsFor(scrape.tls, roots) };
}

/** `outcome`: whether the scrape succeeds, and the text that Prometheus shows where it does not. */
export const createOutcome = (roots: Roots, errors: () => ScrapeErrors): Deriver<Outcome> => ({
  group: 'outcome',
  shape: outcomeShape,
  scope: 'scrape',
  derive(input) {
    const question = questionOf(input, roots);
    const value = 'unknown' in question ? question : { known: predictOutcome(question, errors()) };
    return { ...value, group: 'outcome', basis: 'predicted' };
  },
});
