import * as v from 'valibot';
import { type Leaf, type Unknown, couldNotLook, isKnown, isUnknown, leaf } from '../model/fact.ts';
import type { Certificate, CertificateGroup } from '../model/facts.ts';
import type { DeriveInput, Deriver } from '../model/probe.ts';
import type { Scrape } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { type ChainOutcome, type Pool, createPool, matchesName, parseIp, parsePemCertificates, verifyChain } from '../x509/index.ts';
import { derived, needed } from './common.ts';

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
type Served = CertificateGroup['served'][number];

/** A served chain whose leaf could be read. */
interface Chain {
  readonly leaf: Certificate;
  readonly ders: readonly Uint8Array[];
}

/** As Go sends it: no name for an IP address, no trailing dot (crypto/tls, hostnameInSNI). */
const sniOf = (name: string): string => (parseIp(name) ? '' : name.replace(/\.$/, ''));

/** What was served to a client that sends this name; where it was not asked for, what is served under every one of several others. */
function servedTo(sni: string, served: readonly Served[]): readonly Served[] | Unknown {
  const own = served.filter(({ serverName }) => sniOf(serverName) === sni);
  if (own.length > 0) return own;
  const leaves = new Set(served.map((row) => (isUnknown(row.leaf) ? row.leaf.unknown : row.leaf.sha256)));
  if (leaves.size === 1 && new Set(served.map(({ serverName }) => serverName)).size > 1) return served;
  return couldNotLook(`it was not seen what is served to a client that asks for "${sni}"`);
}

function chainsOf(served: readonly Served[] | Unknown): readonly Chain[] | Unknown {
  if (isUnknown(served)) return served;
  const chains: Chain[] = [];
  for (const row of served) {
    if (isUnknown(row.leaf)) return row.leaf;
    chains.push({ leaf: row.leaf, ders: row.chainDer.map((der) => new Uint8Array(Buffer.from(der, 'base64'))) });
  }
  return chains.length > 0 ? chains : couldNotLook('no certificate was served');
}

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
  readonly publicRoots: Pool;
  readonly rootsOf: RootsOf;
  readonly now: Date;
}

/** The pool of a CA, null where it holds no certificate. Many scrapes and replicas share a CA, which may be a megabyte of them. */
type RootsOf = (pem: string) => Pool | null;

function createRoots(): RootsOf {
  const pools = new Map<string, Pool | null>();
  return (pem) => {
    const known = pools.get(pem);
    if (known !== undefined) return known;
    const certificates = parsePemCertificates(pem);
    const pool = certificates.length > 0 ? createPool(certificates) : null;
    pools.set(pem, pool);
    return pool;
  };
}

/** Against the scrape's CA; without one, against the roots of Prometheus's host, for which the public ones stand. */
function judgeTrust(chains: readonly Chain[], { scrape, rootsOf, now }: Question, byPublicRoots: Judged): Judged {
  const { ca } = scrape.tls;
  if (isUnknown(ca.pem)) return { value: ca.pem, error: '' };
  if (ca.from === 'none') return byPublicRoots;
  const roots = rootsOf(ca.pem);
  return roots ? judgeChains(chains, roots, now) : { value: false, error: clean(`there is no certificate in ${ca.ref}`) };
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
  const byPublicRoots = judgeChains(chains, question.publicRoots, question.now);
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

type Roots = Pick<Question, 'publicRoots' | 'rootsOf'>;

function verificationOf(input: DeriveInput, served: readonly Served[], roots: Roots): Verification | Unknown {
  const { scrape, target, now } = input;
  if (!scrape) return couldNotLook('no scrape to verify for');
  const name = scrape.tls.serverName || target?.address?.host;
  if (!name) return couldNotLook('there is no address that Prometheus would verify');
  const chains = chainsOf(servedTo(sniOf(name), served));
  return isUnknown(chains) ? unseen(name, chains) : verify(chains, { name, scrape, now, ...roots });
}

/** `verification`: what a Go client with the scrape's settings makes of the served certificate. `publicRoots` is PEM. */
export function createVerification(publicRoots: readonly string[]): Deriver<Verification> {
  const roots: Roots = { publicRoots: createPool(publicRoots.flatMap((pem) => parsePemCertificates(pem))), rootsOf: createRoots() };
  return {
    group: 'verification',
    shape: verificationShape,
    scope: 'scrape',
    derive(input) {
      const group = needed<CertificateGroup>(input.facts, 'certificate');
      if (!isKnown(group)) return derived('verification', group);
      const result = verificationOf(input, group.known.served, roots);
      return derived('verification', isUnknown(result) ? result : { known: result });
    },
  };
}
