import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook, type Leaf } from '../model/fact.ts';
import { sessionShape, type Session } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { cipherSuites } from '../model/registry.ts';
import { readRounds } from './client-rounds.ts';
import { notSeen, observed, onlyInFull, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import { tls12, tls13 } from './offers.ts';
import { questioned, sessionQuestions, type Questioned } from './session-questions.ts';
import { acceptedBetween, shownBy, type Shown } from './shown.ts';
import { suitesOf, survey, tlsAnswers } from './survey.ts';
import { earlyDataOf, lifetimeOf, ticketsOf } from './tickets.ts';
import type { SuiteAnswers } from './suite-answers.ts';

type YesNo = Leaf<boolean | null>;

/** IANA TLS ExtensionType Values. */
const extension = { statusRequest: 5, encryptThenMac: 22, extendedMasterSecret: 23, sessionTicket: 35, renegotiationInfo: 0xff01 } as const;
const http11 = 'http/1.1';
const cbc: ReadonlySet<number> = new Set(cipherSuites.filter(({ mode }) => mode === 'CBC').map(({ id }) => id));

/** An extension that every hello of TLS 1.0 to 1.2 offers. */
function answered({ hellos, below13 }: Shown, type: number): YesNo {
  if (below13 !== true) return below13;
  if (hellos.length === 0) return couldNotLook('no ServerHello of TLS 1.2 or less was seen');
  return hellos.some(({ extensions }) => extensions.includes(type));
}

/** RFC 7366: the answer means something with CBC suites only. */
function encryptThenMac(shown: Shown, suites: readonly SuiteAnswers[]): YesNo {
  if (shown.below13 !== true) return shown.below13;
  const hellos = shown.hellos.filter(({ suite }) => cbc.has(suite));
  if (hellos.length > 0) return hellos.some(({ extensions }) => extensions.includes(extension.encryptThenMac));
  const asked = suites.filter(({ version }) => version <= tls12).flatMap(({ settled }) => [...settled].filter(([id]) => cbc.has(id)));
  const refused = asked.length > 0 && asked.every(([, accepted]) => accepted === false);
  return refused ? null : couldNotLook('no ServerHello with a CBC suite was seen');
}

/** A server that gives tickets to who takes them gives no id: only a hello that takes none tells. */
function sessionIds({ versions, answers, hellos }: Shown, withoutTickets: Answer | null): YesNo {
  const below13 = acceptedBetween(versions, 0, tls12);
  if (below13 !== true) return below13;
  const seen = answers.flatMap(({ serverHello }) => (serverHello && serverHello.version <= tls12 ? [serverHello] : []));
  if (seen.some(({ sessionId }) => sessionId)) return true;
  if (withoutTickets?.serverHello) return withoutTickets.serverHello.sessionId;
  if (seen.length === 0) return couldNotLook('no ServerHello of TLS 1.2 or less was seen');
  const instead = hellos.some(({ extensions }) => extensions.includes(extension.sessionTicket));
  return instead ? couldNotLook('the server gives tickets instead, where they are offered too') : false;
}

/** Answers that showed all that a server says with its certificate. */
const flights = ({ answers }: Shown): Answer[] => answers.filter((each) => each.flightComplete && each.certificates.length > 0);

/** RFC 6066 section 8: told in ServerHello below TLS 1.3, beside the certificate in it. */
function ocspStapling(shown: Shown, hasCertificate: boolean): YesNo {
  if (!hasCertificate) return null;
  const stapled = flights(shown).some(({ ocspBytes }) => ocspBytes > 0);
  if (stapled || answered(shown, extension.statusRequest) === true) return true;
  return flights(shown).length > 0 ? false : couldNotLook('no certificate was seen in a complete flight');
}

const sctsOf = (shown: Shown): Leaf<number> =>
  flights(shown).length > 0
    ? Math.max(...flights(shown).map(({ scts }) => scts))
    : couldNotLook('no certificate was seen in a complete flight');

/** Every hello offers http/1.1 alone: what shows no choice of it has none. */
function http1({ answers, hellos }: Shown): Leaf<boolean> {
  const encrypted = answers.flatMap(({ serverHello, flightComplete }) =>
    serverHello?.version === tls13 && flightComplete ? [serverHello] : [],
  );
  const telling = [...hellos, ...encrypted];
  if (telling.length === 0) return couldNotLook('no answer was seen that would tell it');
  return telling.some(({ alpn }) => alpn === http11);
}

/** Tickets come to who is served: with the answers to the user's certificate, which `client_auth` asks for. */
async function withOwn(dial: Dial, asked: Asked, shown: Shown): Promise<Shown> {
  if (!asked.clients.own) return shown;
  const rounds = await readRounds(dial, asked);
  return shownBy(shown.versions, [...shown.answers, ...rounds.flatMap((round) => round.shown.own?.answer ?? [])]);
}

/** What stands in tickets. */
function ofTickets(shown: Shown): Pick<Session, 'session_tickets' | 'ticket_lifetime' | 'early_data'> {
  const tickets = ticketsOf(shown, answered(shown, extension.sessionTicket));
  return { session_tickets: tickets, ticket_lifetime: lifetimeOf(shown, tickets), early_data: earlyDataOf(shown) };
}

type Others = Omit<Session, 'ocsp_stapling' | keyof ReturnType<typeof ofTickets>>;

function sessionOf(shown: Shown, suites: readonly SuiteAnswers[], asking: Questioned): Others {
  return {
    extended_master_secret: answered(shown, extension.extendedMasterSecret),
    encrypt_then_mac: encryptThenMac(shown, suites),
    secure_renegotiation: answered(shown, extension.renegotiationInfo),
    compression: asking.compression,
    session_ids: sessionIds(shown, asking.withoutTickets),
    alpn: [
      { protocol: http11, accepted: http1(shown) },
      { protocol: 'h2', accepted: asking.h2 },
    ],
    scts: sctsOf(shown),
    fallback_scsv: asking.fallback,
  };
}

/** `session`: extensions, and what of a session outlives it; mostly from what the other probes' attempts have shown. */
export const session: Probe<Session> = {
  group: 'session',
  shape: sessionShape,
  uses: (asked) => (asked.depth === 'full' ? [...sharedAttempts(asked), ...sessionQuestions] : []),
  extra: () => 0,
  async observe(dial, asked) {
    if (asked.depth !== 'full') return notSeen('session', onlyInFull);
    const seen = await survey(dial, asked);
    const without = withoutTls('session', seen.contact);
    if (without) return without;
    const suites = await suitesOf(asked, seen);
    const shown = shownBy(seen.versions, [...tlsAnswers(seen), ...suites.flatMap(({ answers }) => answers)]);
    const asking = await questioned({ dial, asked, seen, answers: shown.answers });
    return observed('session', {
      ...sessionOf(shown, suites, asking),
      ...ofTickets(await withOwn(dial, asked, shown)),
      ocsp_stapling: ocspStapling(shown, !seen.certificateSuites.none),
    });
  },
};
