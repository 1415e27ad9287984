import type { Answer, Dial } from '../model/attempt.ts';
import { mostConnections, type Asked } from '../model/probe.ts';
import { counting } from './common.ts';
import { contact, type Contact } from './contact.ts';
import { handshake, type Handshake } from './handshake.ts';
import { readVersions, type Versions } from './versions.ts';

/** What all probes of a TLS port start from. Making it again costs nothing: its attempts are shared by name. */
export interface Survey {
  readonly contact: Contact;
  readonly versions: Versions;
  readonly handshake: Handshake;
  /** Goes on counting: the dial for what follows, and what is left of the connections after what other probes still need. */
  readonly dial: Dial;
  readonly left: () => number;
}

const nothing: Versions = { accepted: new Map(), answers: [], longest: 0 };

/** Connections that the server names and paths beyond the first will cost. */
function reserved({ serverNames, paths }: Asked, { plaintext }: Contact): number {
  const names = serverNames.length - 1;
  const requests = (paths.length - 1) * (plaintext === true ? 2 : 1);
  return Math.min(names + requests, mostConnections / 2);
}

/** The decision plan's shared part: how the port speaks, with which versions, and one real handshake with a request. */
export async function survey(dial: Dial, asked: Asked): Promise<Survey> {
  const counted = counting(dial);
  const met = await contact(counted.dial, asked);
  const versions = met.tls === true ? await readVersions(counted.dial, asked, met) : nothing;
  const shaken: Handshake =
    met.tls === true
      ? await handshake(counted.dial, asked, { contact: met, versions })
      : { answer: null, tls13: false, reason: 'the port does not speak TLS' };
  const left = (): number => mostConnections - reserved(asked, met) - counted.count();
  return { contact: met, versions, handshake: shaken, dial: counted.dial, left };
}

/** Every answer of the survey that came over TLS. */
export const tlsAnswers = ({ contact: { hello }, versions, handshake: { answer } }: Survey): Answer[] => [
  ...new Set([hello, ...versions.answers, ...(answer ? [answer] : [])]),
];
