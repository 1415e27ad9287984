import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { counting } from './common.ts';
import { readCertificateSuites, type CertificateSuites } from './certificate-suites.ts';
import { contact, type Contact } from './contact.ts';
import { handshake, type Handshake } from './handshake.ts';
import { readVersions, type Versions } from './versions.ts';
import { readSuites, type SuiteAnswers } from './weak-suites.ts';

/** What all probes of a TLS port start from. Making it again costs nothing: its attempts are shared by name. */
export interface Survey {
  readonly contact: Contact;
  readonly versions: Versions;
  readonly handshake: Handshake;
  readonly certificateSuites: CertificateSuites;
  /** Goes on counting: the dial for what follows, and what is left of the connections after what other probes still need. */
  readonly dial: Dial;
  readonly left: () => number;
  readonly silent: () => boolean; // the last question about TLS met silence
}

const nothing: Versions = { accepted: new Map(), answers: [], longest: 0, silent: new Set(), dropped: false };

/** Connections that the server names and paths beyond the first will cost. */
function reserved({ serverNames, paths, most }: Asked, { plaintext }: Contact): number {
  const names = serverNames.length - 1;
  const requests = (paths.length - 1) * (plaintext === true ? 2 : 1);
  return Math.min(names + requests, most / 2);
}

/** That GET was met by a closed connection says nothing where the server closes some at random. */
const sure = (met: Contact, { dropped }: Versions): Contact =>
  dropped && met.plaintext === false && met.get?.spoke === 'nothing'
    ? { ...met, plaintext: couldNotLook('GET without TLS: connection closed, by a server that drops connections at random') }
    : met;

/** The decision plan's shared part: how the port speaks, with which versions, and one real handshake with a request. */
export async function survey(dial: Dial, asked: Asked): Promise<Survey> {
  const counted = counting(dial);
  const met = await contact(counted.dial, asked);
  const versions = met.tls === true ? await readVersions(counted.dial, asked, met) : nothing;
  const shaken: Handshake =
    met.tls === true
      ? await handshake(counted.dial, asked, { contact: met, versions })
      : { answer: null, tls13: false, reason: 'the port does not speak TLS' };
  const certificateSuites = await readCertificateSuites(counted.dial, met, versions);
  const left = (): number => asked.most - reserved(asked, met) - counted.count();
  return { contact: sure(met, versions), versions, handshake: shaken, certificateSuites, dial: counted.dial, left, silent: counted.silent };
}

/** Which of the suites asked are accepted, of the versions that are. Asking it again costs nothing. */
export const suitesOf = (asked: Asked, { versions, dial, left, silent, contact: { serverName } }: Survey): Promise<SuiteAnswers[]> =>
  // Silence costs more: the same question again, and at the end whether the server is still there.
  readSuites(asked, versions, { dial, serverName, left: () => left() - (silent() ? 2 : 0) });

/** Every answer of the survey that came over TLS. */
export const tlsAnswers = ({ contact: { hello }, versions, handshake: { answer }, certificateSuites }: Survey): Answer[] => [
  ...new Set([hello, ...versions.answers, ...certificateSuites.answers, ...(answer ? [answer] : [])]),
];
