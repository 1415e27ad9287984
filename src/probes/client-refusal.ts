import type { Answer } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import { clean } from '../model/text.ts';
import { alertText, hungUp, refusedByAlert, unanswered } from './common.ts';
import type { Handshake } from './handshake.ts';

/** nginx completes the handshake and refuses in HTTP (ngx_http_request.c, ngx_http_special_response.c). */
const certificateRequired = 'No required SSL certificate was sent';
const certificateError = 'The SSL certificate error';

/** Its own statuses for it; unless told otherwise it answers 400 in their place. */
const byStatus: Readonly<Record<number, string>> = { 495: certificateError, 496: certificateRequired };

function httpRefusal({ http }: Answer): string {
  if (!http) return '';
  const words = byStatus[http.status] ?? (http.status === 400 ? saidIn(http.says) : '');
  return words && `HTTP ${http.status} ${words}`;
}

function saidIn(says: NonNullable<Answer['http']>['says']): string {
  if (says.includes('certificate-required')) return certificateRequired;
  return says.includes('certificate-error') ? certificateError : '';
}

/** How a client was turned away, for want of a certificate or for the one it showed; '' where it was not, unknown where the answer does not say. */
export function refusalOf({ answer, reason, tls13 }: Handshake): Leaf<string> {
  if (!answer) return couldNotLook(reason);
  if (answer.http) return httpRefusal(answer);
  // The certificate was not shown, as the server takes no signature of its key: what it was refused for is that there was none.
  if (answer.failure?.kind === 'unsupported') return couldNotLook(clean(answer.failure.text));
  // Only after the server's whole flight can an end be about our Certificate; in TLS 1.2 its Finished then tells that it was taken.
  const reached = tls13 ? answer.handshakeComplete : answer.flightComplete;
  if (reached && refusedByAlert(answer)) return alertText(answer);
  if (!reached || !hungUp(answer)) return unanswered(answer);
  const how = `connection ${answer.failure?.kind}`;
  // After a handshake of TLS 1.3 a proxy whose backend is gone closes just the same, and before its Finished of TLS 1.2 it does not.
  if (tls13 && answer.certificateRequest) return couldNotLook(`${how} after the handshake: a refusal, or nobody there to answer`);
  return tls13 || !answer.handshakeComplete ? how : unanswered(answer);
}
