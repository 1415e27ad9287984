import type { Answer, Dial } from '../model/attempt.ts';
import { connectionsFor } from '../model/beside.ts';
import { couldNotLook } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { readAllSuites } from './all-suites.ts';
import { readCertificateSuites, type CertificateSuites } from './certificate-suites.ts';
import { counting, oncePerTarget } from './common.ts';
import { contact, type Contact } from './contact.ts';
import { handshake, type Handshake } from './handshake.ts';
import type { SuiteAnswers, Suites } from './suite-answers.ts';
import { noVersions, readVersions, type Versions } from './versions.ts';
import { readSuites } from './weak-suites.ts';

/** What all probes of a TLS port start from. */
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

/** What full depth asks beside: other server names, sessions, client certificates. */
const askedInFull = 20;

/** Connections that other probes will still need: server names and paths beyond the first, and client certificates where one is asked for. */
function reserved(
  { depth, serverNames, paths, clients, cost, surface, most }: Asked,
  { plaintext }: Contact,
  answers: readonly Answer[],
): number {
  const names = serverNames.length - 1;
  const requests = (paths.length - 1) * (plaintext === true ? 2 : 1);
  const presented = answers.some(({ certificateRequest }) => certificateRequest !== null)
    ? 2 * Object.values(clients).filter((pair) => pair !== null).length
    : 0;
  const wished = Math.min((cost ? connectionsFor.cost : 0) + (surface ? connectionsFor.surface : 0), most / 2);
  return wished + Math.min(names + requests + presented + (depth === 'full' ? askedInFull : 0), (most - wished) / 2);
}

/** That GET was met by a closed connection says nothing where the server closes some at random. */
const sure = (met: Contact, { dropped }: Versions): Contact =>
  dropped && met.plaintext === false && met.get?.spoke === 'nothing'
    ? { ...met, plaintext: couldNotLook('GET without TLS: connection closed, by a server that drops connections at random') }
    : met;

async function look(dial: Dial, asked: Asked): Promise<Survey> {
  const counted = counting(dial);
  const met = await contact(counted.dial, asked);
  const versions = met.tls === true ? await readVersions(counted.dial, asked, met) : noVersions;
  const shaken: Handshake =
    met.tls === true
      ? await handshake(counted.dial, asked, { contact: met, versions })
      : { answer: null, tls13: false, reason: 'the port does not speak TLS' };
  const certificateSuites = await readCertificateSuites(counted.dial, met, versions);
  const answers = [met.hello, ...versions.answers, ...(shaken.answer ? [shaken.answer] : [])];
  const left = (): number => asked.most - reserved(asked, met, answers) - counted.count();
  return { contact: sure(met, versions), versions, handshake: shaken, certificateSuites, dial: counted.dial, left, silent: counted.silent };
}

/** The part that all probes share: how the port speaks, with which versions, and one real handshake with a request. Made once. */
export const survey = oncePerTarget(look);

const read = new WeakMap<Survey, Promise<Suites>>();

/** Which suites are accepted, of the versions that are: in full depth all that there are, else as far as the rules need to decide. Asked once. */
export function readSuitesOf(asked: Asked, seen: Survey): Promise<Suites> {
  const { versions, dial, left, silent, contact: met } = seen;
  // Silence costs more: the same question again, and at the end whether the server is still there.
  const means = { dial, serverName: met.serverName, left: () => left() - (silent() ? 2 : 0) };
  const made = read.get(seen) ?? (asked.depth === 'full' ? readAllSuites : readSuites)(asked, versions, means);
  read.set(seen, made);
  return made;
}

export const suitesOf = async (asked: Asked, seen: Survey): Promise<readonly SuiteAnswers[]> => (await readSuitesOf(asked, seen)).answers;

/** Every answer of the survey that came over TLS. */
export const tlsAnswers = ({ contact: { hello }, versions, handshake: { answer }, certificateSuites }: Survey): Answer[] => [
  ...new Set([hello, ...versions.answers, ...certificateSuites.answers, ...(answer ? [answer] : [])]),
];
