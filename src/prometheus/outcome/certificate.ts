import { couldNotLook, isUnknown } from '../../model/fact.ts';
import { matchesName, verifyChain } from '../../x509/index.ts';
import { isVersion2 } from '../version.ts';
import { fails, isFailing, passes, type Chain, type ScrapeQuestion, type Step } from './step.ts';

/** crypto/tls/handshake_client.go, verifyServerCertificate, and crypto/x509/verify.go, Certificate.Verify, in their order. */

const keyUsage = 'x509: certificate specifies an incompatible key usage';
const goKeyTypes: ReadonlySet<string> = new Set(['RSA', 'EC', 'Ed25519']);
const leastRsaBits = 1024;

const verifying = (error: string): Step => ({ fails: { verifying: error } });

/** The chain against the scrape's CA. `own` is what the leaf alone comes to. */
function trust({ ders }: Chain, { roots, now }: ScrapeQuestion, own: string): Step {
  if (roots === null) return passes; // told before: there is no client that could dial
  if (isUnknown(roots)) return own === keyUsage ? fails('') : roots; // one of two texts
  const outcome = verifyChain({ chain: ders, roots, now });
  if (outcome.ok === null) return couldNotLook(outcome.reason);
  return outcome.ok ? passes : verifying(outcome.error);
}

/** The key, with which the server signs the handshake. */
function keyOf({ leaf }: Chain, { scrape }: ScrapeQuestion): Step {
  const bits = leaf.keyType === 'RSA' && !isUnknown(leaf.keyBits) ? leaf.keyBits : leastRsaBits;
  if (!goKeyTypes.has(leaf.keyType)) return couldNotLook(`the server has a key of type ${leaf.keyType}, which Prometheus cannot use`);
  if (bits >= leastRsaBits) return passes;
  if (isVersion2(scrape)) return couldNotLook(`whether a key of ${bits} bits is taken depends on the build of Prometheus`);
  return fails('rsa-key-too-small', { values: { bits: String(bits) } });
}

/** The leaf's validity, then the name, then a path to a root. */
function verified(chain: Chain, question: ScrapeQuestion, own: string): Step {
  if (own !== '' && own !== keyUsage) return verifying(own);
  const name = matchesName(chain.leaf, question.name);
  if (name.ok === null) return couldNotLook(name.reason);
  return name.ok ? trust(chain, question, own) : verifying(name.error);
}

function chainStep(chain: Chain, question: ScrapeQuestion): Step {
  const { ders } = chain;
  const [der] = ders;
  if (!der) return couldNotLook('no certificate was served');
  const outcome = verifyChain({ chain: ders, roots: [der], now: question.now });
  if (outcome.ok === null) return couldNotLook(outcome.reason);
  const own = outcome.ok ? '' : outcome.error;
  const refused = outcome.ok ? undefined : outcome.refused;
  if (refused === 'unreadable') return fails('unreadable-certificate', { values: { reason: own } });
  if (refused) return fails('rsa-key-too-large');
  const step = question.scrape.tls.insecureSkipVerify ? passes : verified(chain, question, own);
  return step === 'passes' ? keyOf(chain, question) : step;
}

/** What Go makes of the server's certificate, at this time. Of several that may be served, all must come to the same. */
export function certificateStep(question: ScrapeQuestion): Step {
  if (isUnknown(question.chains)) return question.chains;
  const steps = question.chains.map((chain) => chainStep(chain, question));
  const [first = couldNotLook('no certificate was served')] = steps;
  if (new Set(steps.map((step) => JSON.stringify(step))).size <= 1) return first;
  if (steps.every(isFailing)) return fails('');
  return couldNotLook('the server has several certificates, of which only some are accepted');
}
