import { couldNotLook, factOf, isKnown, isUnknown, outOfMode } from '../../model/fact.ts';
import type { ClientAuth } from '../../model/facts.ts';
import { fails, passes, reasonOf, type ScrapeQuestion, type Step } from './step.ts';
import { negotiatedVersion } from './versions.ts';

const certificateRequired = 116;
const handshakeFailure = 40;
const badCertificate = 42;

/**
 * How a client without a certificate is refused in the version that Prometheus speaks. certificate_required exists in TLS 1.3 only, where the same
 * server says handshake_failure in 1.2; Go before 1.20 says bad_certificate in both.
 */
function refused(refusal: string, version: string | undefined): Step {
  const status = /^HTTP (\d{3})/.exec(refusal)?.[1];
  if (status !== undefined) return fails('client-certificate-required-http', { status: Number(status) });
  const alert = Number(/^alert (\d+)/.exec(refusal)?.[1] ?? 0);
  if (alert === badCertificate) return fails('client-certificate-refused');
  if (version === undefined || (alert !== certificateRequired && alert !== handshakeFailure)) return fails('');
  return fails(version === 'TLSv1.3' ? 'client-certificate-required' : 'client-certificate-required-tls12');
}

/** With a certificate of its own, only a handshake with it tells. */
function withCertificate({ scrape }: ScrapeQuestion): Step {
  const ref = scrape.tls.certificate?.ref ?? '';
  return outOfMode(`no handshake was made with the client certificate of the scrape${ref && ` (${ref})`}`);
}

/** Whether the server is content with the client certificate, or with none. */
export function clientCertificateStep(question: ScrapeQuestion): Step {
  const fact = factOf<ClientAuth>(question.facts, 'client_auth');
  if (!fact || !isKnown(fact))
    return fact && isUnknown(fact) ? reasonOf(fact) : couldNotLook('it is not known whether a client certificate is demanded');
  const { requested, required, refusal } = fact.known;
  if (requested === false && required !== true) return passes;
  if (question.scrape.tls.clientCertificate) return withCertificate(question);
  if (isUnknown(required)) return required;
  const version = negotiatedVersion(question);
  return required ? refused(refusal, isUnknown(version) ? undefined : version) : passes;
}

/** Whether the scrape shows a certificate that the scan did not: the server may answer it otherwise. */
export function showsCertificate({ scrape, facts }: ScrapeQuestion): boolean {
  const fact = factOf<ClientAuth>(facts, 'client_auth');
  return scrape.scheme === 'https' && scrape.tls.clientCertificate && !(fact && isKnown(fact) && fact.known.requested === false);
}
