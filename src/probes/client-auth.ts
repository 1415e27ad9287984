import type { Answer } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import { clientAuthShape, type ClientAuth } from '../model/facts.ts';
import type { Probe } from '../model/probe.ts';
import { alertText, instead, noTls, notSeen, observed, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import type { Handshake } from './handshake.ts';
import { survey, tlsAnswers } from './survey.ts';

/** nginx completes the handshake and refuses in HTTP (ngx_http_request.c, `ssl_verify_client on`); 495 and 496 are its own statuses. */
const refusedInHttp = /No required SSL certificate was sent|The SSL certificate error/;

function httpRefusal({ http }: Answer): string {
  if (!http || ![400, 495, 496].includes(http.status)) return '';
  const words = refusedInHttp.exec(Buffer.from(http.body).toString('latin1'))?.[0];
  return words === undefined ? '' : `HTTP ${http.status} ${words}`;
}

/** close_notify, user_canceled, no_renegotiation: these end a connection, or not even that, without refusing anybody (RFC 8446 section 6.1). */
const courtesies: ReadonlySet<number> = new Set([0, 90, 100]);

/** How a client without a certificate was turned away, '' where it was not, unknown where the answer does not say. */
export function refusalOf({ answer, reason, tls13 }: Handshake): Leaf<string> {
  if (!answer) return couldNotLook(reason);
  if (answer.http) return httpRefusal(answer);
  // Only after the server's whole flight can an end be about our (empty) Certificate; in TLS 1.2 its Finished then tells that it was taken.
  const reached = tls13 ? answer.handshakeComplete : answer.flightComplete;
  if (reached && answer.alert && !courtesies.has(answer.alert.description)) return alertText(answer);
  const refusable = reached && (tls13 || !answer.handshakeComplete);
  if (refusable && answer.failure?.kind === 'closed') return 'connection closed';
  if (refusable && answer.failure?.kind === 'reset') return 'connection reset';
  return couldNotLook(instead(answer));
}

function requested(answers: readonly Answer[], { reason }: Handshake): Leaf<boolean> {
  if (answers.some(({ certificateRequest }) => certificateRequest !== null)) return true;
  if (answers.some(({ flightComplete }) => flightComplete)) return false;
  return couldNotLook(reason || 'the handshake ended before the server could ask for a certificate');
}

/** Decided on CertificateRequest and refusal together, never on an alert's number: servers use at least seven. */
function decide(asksFor: Leaf<boolean>, shaken: Handshake): Omit<ClientAuth, 'requested'> {
  if (asksFor === false && !shaken.answer) return { required: false, refusal: '' };
  const refusal = refusalOf(shaken);
  if (typeof refusal !== 'string') return { required: refusal, refusal: '' };
  if (refusal === '') return { required: false, refusal };
  if (asksFor === true || refusal.startsWith('HTTP')) return { required: true, refusal };
  return { required: couldNotLook(`${refusal}, without a request for a certificate`), refusal: '' };
}

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
    const asksFor = requested(tlsAnswers(seen), seen.handshake);
    return observed('client_auth', { requested: asksFor, ...decide(asksFor, seen.handshake) });
  },
};
