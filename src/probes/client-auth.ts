import type { Answer } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import { clientAuthShape, type ClientAuth } from '../model/facts.ts';
import type { Probe } from '../model/probe.ts';
import { versionName } from '../model/registry.ts';
import { alertText, noTls, notSeen, observed, refusedByAlert, sharedAttempts, unanswered } from './common.ts';
import { withoutTls } from './contact.ts';
import type { Handshake } from './handshake.ts';
import { survey, tlsAnswers } from './survey.ts';

/** nginx completes the handshake and refuses in HTTP (ngx_http_request.c, `ssl_verify_client on`); 495 and 496 are its own statuses. */
const refusalsInHttp = { 'certificate-required': 'No required SSL certificate was sent', 'certificate-error': 'The SSL certificate error' };

function httpRefusal({ http }: Answer): string {
  if (!http || ![400, 495, 496].includes(http.status)) return '';
  const [words] = Object.entries(refusalsInHttp).flatMap(([phrase, text]) => (http.says.some((said) => said === phrase) ? [text] : []));
  return words === undefined ? '' : `HTTP ${http.status} ${words}`;
}

/** How a client without a certificate was turned away, '' where it was not, unknown where the answer does not say. */
export function refusalOf({ answer, reason, tls13 }: Handshake): Leaf<string> {
  if (!answer) return couldNotLook(reason);
  if (answer.http) return httpRefusal(answer);
  // Only after the server's whole flight can an end be about our (empty) Certificate; in TLS 1.2 its Finished then tells that it was taken.
  const reached = tls13 ? answer.handshakeComplete : answer.flightComplete;
  if (reached && refusedByAlert(answer)) return alertText(answer);
  const kind = answer.failure?.kind;
  if (!reached || (kind !== 'closed' && kind !== 'reset')) return unanswered(answer);
  // After a handshake of TLS 1.3 a proxy whose backend is gone closes just the same, and before its Finished of TLS 1.2 it does not.
  if (tls13 && answer.certificateRequest)
    return couldNotLook(`connection ${kind} after the handshake: a refusal, or nobody there to answer`);
  if (tls13) return `connection ${kind}`;
  if (!answer.handshakeComplete) return `connection ${kind}`;
  return unanswered(answer);
}

function requested(answers: readonly Answer[], { reason }: Handshake): Leaf<boolean> {
  if (answers.some(({ certificateRequest }) => certificateRequest !== null)) return true;
  if (answers.some(({ flightComplete }) => flightComplete)) return false;
  return couldNotLook(reason || 'the handshake ended before the server could ask for a certificate');
}

/** The version that was spoken without a request for a certificate, where another was with one; else ''. */
function openVersion(answers: readonly Answer[]): string {
  const without = answers.find(({ flightComplete, certificateRequest }) => flightComplete && !certificateRequest);
  return without?.serverHello ? versionName(without.serverHello.version) : '';
}

/** Decided on CertificateRequest and refusal together, never on an alert's number: servers use at least seven. */
function decide(asksFor: Leaf<boolean>, shaken: Handshake, answers: readonly Answer[]): Pick<ClientAuth, 'required' | 'refusal'> {
  if (asksFor === false && !shaken.answer) return { required: false, refusal: '' };
  const refusal = refusalOf(shaken);
  if (typeof refusal !== 'string') return { required: refusal, refusal: '' };
  if (refusal === '') return { required: false, refusal };
  const open = asksFor === true ? openVersion(answers) : '';
  if (open) return { required: couldNotLook(`${refusal}, but ${open} was spoken without a request for a certificate`), refusal: '' };
  if (asksFor === true || refusal.startsWith('HTTP')) return { required: true, refusal };
  return { required: couldNotLook(`${refusal}, without a request for a certificate`), refusal: '' };
}

const unasked = { verified: couldNotLook('not asked'), mode: couldNotLook('not asked'), authorities: [], versions: [], presented: [] };

/** `client_auth`: whether TLS asks for a client certificate, and what a client without one meets. */
export const clientAuth: Probe<ClientAuth> = {
  group: 'client_auth',
  shape: clientAuthShape,
  uses: sharedAttempts,
  extra: () => 0,
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const without = withoutTls(seen.contact);
    if (without) return without === 'absent' ? noTls('client_auth') : notSeen('client_auth', without);
    const answers = tlsAnswers(seen);
    const asksFor = requested(answers, seen.handshake);
    return observed('client_auth', { requested: asksFor, ...decide(asksFor, seen.handshake, answers), ...unasked });
  },
};
