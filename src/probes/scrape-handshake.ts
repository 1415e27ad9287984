import { createHash } from 'node:crypto';
import type { Answer, Attempt, Dial, KeyPair, ScrapeHello } from '../model/attempt.ts';
import { couldNotLook, factOf, isKnown, isUnknown, type Absent, type Fact, type Leaf, type Unknown } from '../model/fact.ts';
import { scrapeHandshakeShape, type CertificateGroup, type ScrapeHandshake } from '../model/facts.ts';
import type { Presenting } from '../model/probe.ts';
import { versionName } from '../model/registry.ts';
import { onlyRootBecause, type Scrape } from '../model/subject.ts';
import { createPool, matchesName, parsePemCertificates, verifyChain, type Pool } from '../x509/index.ts';
import { refusalOf } from './client-refusal.ts';
import { hungUp, instead, notSeen, observed } from './common.ts';
import { responseOf } from './http.ts';

/** One scrape of one target; the address is what it verifies where it has no server name. */
export interface ScrapeQuestion extends Presenting {
  readonly keyPair: Leaf<KeyPair>; // the scrape's own
}

interface Verifier {
  readonly publicRoots: Pool; // what a scrape without a CA verifies with
  readonly now: Date;
}

type Served = CertificateGroup['served'][number];

const pathOf = ({ endpoint, scrape }: ScrapeQuestion): string => (onlyRootBecause(endpoint) === '' && !scrape.unasked ? scrape.path : '/');

/** Why a served certificate is not one that the scrape takes, in Go's words; '' where it is. */
function problemOf({ leaf, chainDer }: Served, name: string, verify: Verifier): Leaf<string> {
  if (isUnknown(leaf)) return leaf;
  const chain = chainDer.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  for (const outcome of [verifyChain({ chain, roots: verify.publicRoots, now: verify.now }), matchesName(leaf, name)]) {
    if (outcome.ok === null) return couldNotLook(outcome.reason);
    if (!outcome.ok) return outcome.error;
  }
  return '';
}

/** The roots of the scrape's CA, or of the host where it has none. */
function rootsOf({ tls: { ca } }: Scrape, publicRoots: Pool): Pool | Unknown {
  if (ca.from === 'none') return publicRoots;
  return isUnknown(ca.pem) ? ca.pem : createPool(parsePemCertificates(ca.pem));
}

/**
 * The served leafs that the scrape verifies, null where it verifies nothing. Prometheus presents its certificate to those only, and so does this:
 * where the CA is not known, nothing is presented.
 */
function verifiedLeafs({ scrape, address, facts }: ScrapeQuestion, verifier: Verifier): Pick<ScrapeHello, 'expects'> | Unknown | Absent {
  const group = factOf<CertificateGroup>(facts, 'certificate');
  if (!group) return couldNotLook('no certificate facts were gathered');
  if (!isKnown(group)) return 'unknown' in group ? { unknown: group.unknown, cause: group.cause } : { absent: group.absent };
  if (scrape.tls.insecureSkipVerify) return { expects: null };
  const roots = rootsOf(scrape, verifier.publicRoots);
  if ('unknown' in roots)
    return { ...roots, unknown: `the client certificate is not presented to a server that is not verified: ${roots.unknown}` };
  const name = scrape.tls.serverName || address.host;
  const problems = group.known.served.map((each) => ({ each, problem: problemOf(each, name, { ...verifier, publicRoots: roots }) }));
  const leafs = problems.flatMap(({ each, problem }) => (problem === '' && !isUnknown(each.leaf) ? [each.leaf.sha256] : []));
  if (leafs.length > 0) return { expects: [...new Set(leafs)] };
  const undecided = problems.find(({ problem }) => isUnknown(problem))?.problem;
  if (undecided !== undefined && isUnknown(undecided)) return undecided;
  const first = problems[0]?.problem;
  return {
    absent: `the scrape does not come to present its certificate: ${typeof first === 'string' ? first : 'no certificate was served'}`,
  };
}

function attemptOf(question: ScrapeQuestion, keyPair: KeyPair, expects: ScrapeHello['expects']): Attempt {
  const { tls } = question.scrape;
  const hello: ScrapeHello = {
    serverName: tls.serverName || question.address.host,
    keyPair,
    expects,
    minVersion: tls.minVersion ?? 'TLS12',
    maxVersion: tls.maxVersion ?? 'TLS13',
  };
  const path = pathOf(question);
  // Scrapes that are alike share one connection; the certificate is public, the key is no part of the name.
  const alike = JSON.stringify([hello.serverName, keyPair.certificate, expects, hello.minVersion, hello.maxVersion, path]);
  return { name: `scrape ${createHash('sha256').update(alike).digest('hex').slice(0, 16)}`, kind: 'scrape', hello, request: { path } };
}

/** How the certificate was refused, '' where it was not, unknown where the answer does not say. */
function refusalWith(answer: Answer, tls13: boolean): Leaf<string> {
  if (answer.http && !answer.handshakeComplete) return couldNotLook('the server answers in HTTP without TLS');
  // After a handshake of TLS 1.3 a proxy whose backend is gone closes just as a server does that refuses without a word.
  if (tls13 && hungUp(answer) && answer.handshakeComplete && !answer.http)
    return couldNotLook(`${instead(answer)} after the handshake: a refusal, or nobody there to answer`);
  return refusalOf({ answer, reason: '', tls13 });
}

function readAnswer(answer: Answer, path: string): ScrapeHandshake {
  const version = answer.serverHello ? versionName(answer.serverHello.version) : '';
  const { status, metrics, contentType, location } = responseOf(path, 'tls', answer.handshakeComplete ? answer : { ...answer, http: null });
  const told = { version, path, status, metrics, content_type: contentType, location };
  const refusal = refusalWith(answer, version === 'TLSv1.3');
  return isUnknown(refusal) ? { accepted: refusal, refusal: '', ...told } : { accepted: refusal === '', refusal, ...told };
}

/** Why there is nothing to present. */
function without({ scheme, tls, proxy }: Scrape): Unknown | Absent | null {
  if (scheme !== 'https') return { absent: 'a scrape over http presents no certificate' };
  if (!tls.clientCertificate) return { absent: 'the scrape has no client certificate' };
  return proxy ? couldNotLook('the scrape goes through a proxy, which is not taken here') : null;
}

const missing = (reason: Unknown | Absent): Fact<never> =>
  'absent' in reason ? { group: 'scrape_handshake', basis: 'observed', absent: reason.absent } : notSeen('scrape_handshake', reason);

/** Whether a connection may be made for the scrape: at most one, and none where there is nothing to present. */
export const presents = (scrape: Scrape): boolean => without(scrape) === null;

/**
 * `scrape_handshake`: the handshake that Prometheus would make, with the scrape's own client certificate, and the answer to one request. No token
 * and no password is sent. `publicRoots` is PEM.
 */
export function createScrapeHandshake({ publicRoots, now }: { readonly publicRoots: readonly string[]; readonly now: Date }) {
  const verifier: Verifier = { publicRoots: createPool(publicRoots.flatMap((pem) => parsePemCertificates(pem))), now };
  return {
    group: 'scrape_handshake',
    shape: scrapeHandshakeShape,
    scope: 'scrape',
    async observe(dial: Dial, question: ScrapeQuestion): Promise<Fact<ScrapeHandshake>> {
      const nothing = without(question.scrape);
      if (nothing) return missing(nothing);
      if (isUnknown(question.keyPair)) return missing(question.keyPair);
      const verified = verifiedLeafs(question, verifier);
      if (!('expects' in verified)) return missing(verified);
      const answer = await dial(attemptOf(question, question.keyPair, verified.expects));
      if (!answer.connected) return missing(couldNotLook(instead(answer)));
      return observed('scrape_handshake', readAnswer(answer, pathOf(question)));
    },
  } as const;
}
