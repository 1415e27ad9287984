import type { Answer } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import { clientAuthShape, type ClientAuth } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { versionName } from '../model/registry.ts';
import { clean } from '../model/text.ts';
import { presentedRows, verifiedEverywhere, versionRow, weakest } from './client-modes.ts';
import { refusalOf } from './client-refusal.ts';
import { asksIn, readRounds, type Round } from './client-rounds.ts';
import { observed, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import type { Handshake } from './handshake.ts';
import { responseOf } from './http.ts';
import { survey, tlsAnswers } from './survey.ts';

type Required = Pick<ClientAuth, 'required' | 'refusal'>;

/** The version that was spoken without a request for a certificate, where another was with one; else ''. */
function openVersion(answers: readonly Answer[]): string {
  const without = answers.find(({ flightComplete, certificateRequest }) => flightComplete && !certificateRequest);
  return without?.serverHello ? versionName(without.serverHello.version) : '';
}

/** Decided on CertificateRequest and refusal together, never on an alert's number: servers use at least seven. */
function decide(asksFor: Leaf<boolean>, shaken: Handshake, answers: readonly Answer[]): Required {
  if (asksFor === false && !shaken.answer) return { required: false, refusal: '' };
  const refusal = refusalOf(shaken);
  if (typeof refusal !== 'string') return { required: refusal, refusal: '' };
  if (refusal === '') return { required: false, refusal };
  const open = asksFor === true ? openVersion(answers) : '';
  if (open) return { required: couldNotLook(`${refusal}, but ${open} was spoken without a request for a certificate`), refusal: '' };
  if (asksFor === true || refusal.startsWith('HTTP')) return { required: true, refusal };
  return { required: couldNotLook(`${refusal}, without a request for a certificate`), refusal: '' };
}

/** What other certificates and versions tell beyond the one handshake: who serves somebody is there, and refuses the others. */
function confirmed(decided: Required, rounds: readonly Round[]): Required {
  if (rounds.some(({ without, answer }) => without === '' && answer)) return { required: false, refusal: '' };
  const [first] = rounds;
  const refused = rounds.length > 0 && rounds.every(({ asksFor, without }) => asksFor === true && typeof without === 'string' && without);
  return refused && isUnknown(decided.required) && typeof first?.without === 'string'
    ? { required: true, refusal: first.without }
    : decided;
}

const mostAuthorities = 100;
const authoritiesIn = (answers: readonly Answer[]): string[] =>
  [...new Set(answers.flatMap(({ certificateRequest }) => certificateRequest?.names ?? []))]
    .slice(0, mostAuthorities)
    .map((name) => clean(name, 200));

/** What the self-signed certificate was answered with, where it was taken: metrics before all else. */
function unverifiedResponse({ paths: [path = '/'] }: Asked, rounds: readonly Round[]): Pick<ClientAuth, 'unverified_response'> {
  const responses = rounds.flatMap(({ shown: { throwaway } }) =>
    throwaway?.refusal === '' ? [responseOf(path, 'tls', throwaway.answer)] : [],
  );
  const response = responses.find(({ metrics }) => metrics === true) ?? responses[0];
  return response ? { unverified_response: { path, status: response.status, metrics: response.metrics } } : {};
}

const givenBy = ({ clients }: Asked): ClientAuth['presented'][number]['certificate'][] => [
  ...(clients.own ? ['client' as const] : []),
  ...(clients.wrong ? ['wrong' as const] : []),
];

/** `client_auth`: whether TLS asks for a client certificate, what a client without one meets, and one whose certificate nobody issued. */
export const clientAuth: Probe<ClientAuth> = {
  group: 'client_auth',
  shape: clientAuthShape,
  uses: sharedAttempts,
  // Each certificate once or, where the connection ends without a word, twice; in both versions, which a decision needs in such a case only.
  extra: ({ clients }) => 4 * Object.values(clients).filter((pair) => pair !== null).length,
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const without = withoutTls('client_auth', seen.contact);
    if (without) return without;
    const answers = tlsAnswers(seen);
    const { reason } = seen.handshake;
    const rounds = await readRounds(dial, asked);
    const asksFor = asksIn(answers, reason);
    return observed('client_auth', {
      requested: asksFor,
      ...confirmed(decide(asksFor, seen.handshake, answers), rounds),
      verified: asksFor === false ? false : verifiedEverywhere(rounds, reason),
      mode: weakest(rounds, reason),
      ...unverifiedResponse(asked, rounds),
      authorities: authoritiesIn(answers),
      versions: rounds.map(versionRow),
      presented: rounds.flatMap((round) => presentedRows(round, givenBy(asked))),
    });
  },
};
