import * as v from 'valibot';
import { type Leaf, type Unknown, couldNotLook, isKnown, isUnknown, leaf } from '../model/fact.ts';
import type { Certificate, CertificateGroup } from '../model/facts.ts';
import type { DeriveInput, Deriver } from '../model/probe.ts';
import type { Scrape } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { Chain } from '../prometheus/outcome/index.ts';
import { type ChainOutcome, type Pool, matchesName, verifyChain } from '../x509/index.ts';
import { derived, needed } from './common.ts';
import { metByMesh } from './mesh.ts';
import { type Roots, chainsFor, verifiedName } from './served.ts';

const verificationShape = v.object({
  name: v.string(), // what Prometheus verifies: tlsConfig.serverName, else the address
  name_matches: leaf(v.boolean()),
  name_error: v.string(), // Go's words, '' where it matches
  trusted: leaf(v.boolean()), // the chain leads to the monitor's CA; to a public root where it gives none
  trust_error: v.string(), // Go's words, '' where it is trusted
  public: leaf(v.boolean()), // the chain leads to a public root
  self_signed: leaf(v.boolean()),
});
type Verification = v.InferOutput<typeof verificationShape>;
/**
 * When the chain is looked at: now, but within the leaf's own validity. That a leaf has expired is a finding of its own, and no reason to say that
 * its issuer is not trusted.
 */
function moment({ notBefore, notAfter }: Certificate, now: Date): Date {
  const [first, last] = [Date.parse(notBefore), Date.parse(notAfter)];
  return new Date(Math.max(first, Math.min(now.getTime(), last)));
}

interface Judged {
  readonly value: Leaf<boolean>;
  readonly error: string;
}

/** One answer for all chains that a client may meet under the name (a server may have an RSA and an ECDSA certificate). */
function agree(outcomes: readonly ChainOutcome[]): Judged {
  const errors = outcomes.flatMap((outcome) => (outcome.ok === false ? [outcome.error] : []));
  const undecided = outcomes.find((outcome) => outcome.ok === null);
  if (undecided) return { value: couldNotLook(undecided.reason), error: '' };
  if (errors.length === outcomes.length) return { value: false, error: errors[0] ?? '' };
  if (errors.length === 0) return { value: true, error: '' };
  return { value: couldNotLook(`true of one of the certificates served under the name, but of another: ${errors[0] ?? ''}`), error: '' };
}

const judgeChains = (chains: readonly Chain[], roots: Pool, now: Date): Judged =>
  agree(chains.map(({ leaf: own, ders }) => verifyChain({ chain: ders, roots, now: moment(own, now) })));

interface Question {
  readonly name: string;
  readonly scrape: Scrape;
  readonly roots: Roots;
  readonly now: Date;
}

/** Against the scrape's CA; without one, against the roots of Prometheus's host, for which the public ones stand. */
function judgeTrust(chains: readonly Chain[], { scrape, roots, now }: Question, byPublicRoots: Judged): Judged {
  const { ca } = scrape.tls;
  if (isUnknown(ca.pem)) return { value: ca.pem, error: '' };
  if (ca.from === 'none') return byPublicRoots;
  const pool = roots.rootsOf(ca.pem);
  return pool ? judgeChains(chains, pool, now) : { value: false, error: clean(`there is no certificate in ${ca.ref}`) };
}

const unseen = (name: string, reason: Unknown): Verification => ({
  name,
  name_matches: reason,
  name_error: '',
  trusted: reason,
  trust_error: '',
  public: reason,
  self_signed: reason,
});

function verify(chains: readonly Chain[], question: Question): Verification {
  const names = agree(chains.map((chain) => matchesName(chain.leaf, question.name)));
  const byPublicRoots = judgeChains(chains, question.roots.publicRoots(), question.now);
  const trust = judgeTrust(chains, question, byPublicRoots);
  return {
    name: question.name,
    name_matches: names.value,
    name_error: names.error,
    trusted: trust.value,
    trust_error: trust.error,
    public: byPublicRoots.value,
    self_signed: chains.every((chain) => chain.leaf.selfSigned),
  };
}

function verificationOf(input: DeriveInput, { served }: CertificateGroup, roots: Roots): Verification | Unknown {
  const { scrape, now } = input;
  if (!scrape) return couldNotLook('no scrape to verify for');
  const meshed = metByMesh(input.facts);
  if (meshed) return meshed;
  const name = verifiedName(input);
  if (!name) return couldNotLook('there is no address that Prometheus would verify');
  const chains = chainsFor(name, served);
  return isUnknown(chains) ? unseen(name, chains) : verify(chains, { name, scrape, now, roots });
}

/** `verification`: what a Go client with the scrape's settings makes of the served certificate. */
export function createVerification(roots: Roots): Deriver<Verification> {
  return {
    group: 'verification',
    shape: verificationShape,
    scope: 'scrape',
    derive(input) {
      const group = needed<CertificateGroup>(input.facts, 'certificate');
      if (!isKnown(group)) return derived('verification', group);
      const result = verificationOf(input, group.known, roots);
      return derived('verification', isUnknown(result) ? result : { known: result });
    },
  };
}
