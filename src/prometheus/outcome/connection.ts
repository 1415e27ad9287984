import { couldNotLook, factOf, isKnown, isUnknown, type Unknown } from '../../model/fact.ts';
import type { Transport } from '../../model/facts.ts';
import { fails, passes, reasonOf, type ScrapeQuestion, type Step } from './step.ts';

/** Why nothing that was seen tells what this scrape meets; null where it does. */
export function beyondSight({ scrape, target }: Pick<ScrapeQuestion, 'scrape' | 'target'>): Unknown | null {
  const { proof, mesh } = target;
  if (scrape.uncertain) return couldNotLook(scrape.uncertain);
  if (!proof.proven) return couldNotLook(`not probed: ${proof.reason}`, proof.code);
  if (scrape.proxy) return couldNotLook(`it goes through a proxy (${scrape.proxy}), and what that answers was not seen`);
  // Encryption between nodes changes nothing for the two ends.
  if (!mesh || mesh.kind === 'cilium-encryption') return null;
  return couldNotLook(`what Prometheus meets is decided by the mesh (${mesh.because}), and by whether it is in the mesh itself`);
}

/** A request without TLS to a port that takes none: how it was refused is what Prometheus shows. */
function toTlsPort(met: string, { scrape }: ScrapeQuestion): Step {
  const status = /^HTTP (\d{3})/.exec(met)?.[1];
  if (status !== undefined && status.startsWith('3')) {
    if (scrape.followRedirects === false) return fails('redirect-not-followed', { status: Number(status) });
    return couldNotLook('a request without TLS is redirected to https, which was not followed');
  }
  if (status !== undefined) return fails('tls-server', { status: Number(status) });
  if (met === 'connection closed') return fails('tls-server', { first: 'EOF' });
  if (met === 'connection reset') return fails('tls-server', { first: 'connection reset' });
  if (met === 'TLS') return fails('tls-server', { first: 'malformed' });
  return couldNotLook('it was not seen how a request without TLS is refused');
}

/** Whether a connection comes about, and both ends speak the same over it. */
export function connectionStep(question: ScrapeQuestion): Step {
  const fact = factOf<Transport>(question.facts, 'transport');
  if (!fact || 'absent' in fact) return couldNotLook('it is not known what the port speaks');
  if (!isKnown(fact)) return /^connection refused\b/.test(fact.unknown) ? fails('connection-refused') : reasonOf(fact);
  const { tls, plaintext, plaintext_refusal: met = '' } = fact.known;
  const spoken = question.scrape.scheme === 'https' ? tls : plaintext;
  if (isUnknown(spoken)) return spoken;
  if (spoken) return passes;
  return question.scrape.scheme === 'https' ? fails('plaintext-server') : toTlsPort(met, question);
}
