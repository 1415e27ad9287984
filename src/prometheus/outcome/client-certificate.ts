import { couldNotLook, factOf, isKnown, isUnknown, outOfMode } from '../../model/fact.ts';
import type { ClientAuth, HttpResponse, ScrapeHandshake } from '../../model/facts.ts';
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

/** What the alert says of a certificate that was shown (crypto/tls/handshake_server.go, processCertsFromClient). */
const byAlert: Readonly<Record<number, string>> = {
  [badCertificate]: 'client-certificate-refused',
  45: 'client-certificate-expired',
  48: 'client-certificate-unknown-authority',
  [certificateRequired]: 'client-certificate-required', // it was not shown, because no CA that the server names issued it
};

/** With a certificate of its own, only a handshake with it tells. */
function withCertificate({ scrape, facts }: ScrapeQuestion): Step {
  const fact = factOf<ScrapeHandshake>(facts, 'scrape_handshake');
  if (fact && isKnown(fact)) {
    const { accepted, refusal } = fact.known;
    if (isUnknown(accepted)) return accepted;
    const status = /^HTTP (\d{3})/.exec(refusal)?.[1];
    if (!accepted && status !== undefined) return fails('client-certificate-required-http', { status: Number(status) });
    return accepted ? passes : fails(byAlert[Number(/^alert (\d+)/.exec(refusal)?.[1])] ?? '');
  }
  if (fact && isUnknown(fact)) return reasonOf(fact);
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

/** The answer to the request that was made with the scrape's own certificate; undefined where none was. */
export function answerToCertificate({ facts }: ScrapeQuestion): HttpResponse | undefined {
  const fact = factOf<ScrapeHandshake>(facts, 'scrape_handshake');
  if (!fact || !isKnown(fact) || fact.known.accepted !== true) return undefined;
  const {
    path,
    status,
    metrics = couldNotLook('the answer to the client certificate was not read'),
    content_type = '',
    location = 'another place',
  } = fact.known;
  return { path, over: 'tls', status, scheme: '', metrics, location, contentType: content_type };
}
