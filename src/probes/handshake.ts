import type { Answer, Dial } from '../model/attempt.ts';
import type { Asked } from '../model/probe.ts';
import { groupName, suiteName, versionName } from '../model/registry.ts';
import { again, first, handshake12, hungUp, instead, refusedByAlert } from './common.ts';
import type { Contact } from './contact.ts';
import { tls10, tls12, tls13 } from './offers.ts';
import { chosenIn } from './outcome.ts';
import { acceptedVersions, firstRefusal, type Versions } from './versions.ts';

/** The real handshake, followed by a request; or why there is none. */
export interface Handshake {
  readonly answer: Answer | null;
  readonly tls13: boolean;
  readonly reason: string; // of null
}

/** Whether the answer got as far as the server's own part of the handshake. */
const begun = (answer: Answer): boolean => answer.serverHello !== null || answer.handshakeComplete || answer.http !== null;

const none = (reason: string): Handshake => ({ answer: null, tls13: false, reason });

/** What the server wanted that this engine does not speak. */
function beyond({ answers }: Versions, version: number): string {
  const wants = answers.find(({ serverHello }) => serverHello?.version === version)?.serverHello;
  if (!wants) return `${versionName(version)} was not spoken to its end`;
  const group = wants.group === null ? '' : `, group ${groupName(wants.group)}`;
  return `the server wants ${versionName(version)} ${suiteName(wants.suite)}${group}, which this engine cannot speak`;
}

interface Given {
  readonly contact: Contact;
  readonly versions: Versions;
}

/**
 * The connection was closed after a handshake of TLS 1.3, without a word. Who has no certificate, or a wrong one, may have been refused so, but a
 * proxy whose backend is gone does the same: only TLS 1.2, where the server's Finished comes last, tells the two apart.
 */
export const mute = (answer: Answer): boolean =>
  answer.certificateRequest !== null && answer.handshakeComplete && !answer.http && !refusedByAlert(answer) && hungUp(answer);

/** The highest version below TLS 1.3 through the runtime's own TLS (which has no SSLv3). */
export async function lower(dial: Dial, asked: Asked, { contact, versions }: Given): Promise<Handshake> {
  const highest = acceptedVersions(versions).find((version) => version <= tls12);
  if (highest === undefined) return none(versions.accepted.get(tls13) === true ? beyond(versions, tls13) : firstRefusal(contact));
  if (highest < tls10) return none(beyond(versions, highest));
  const answer = await dial(handshake12(asked, contact.serverName));
  if (!answer.connected) return none(instead(answer));
  if (answer.failure?.kind === 'unsupported' || (!begun(answer) && answer.alert?.when === 'hello')) {
    return none(`${beyond(versions, highest)} (${instead(answer)})`);
  }
  return { answer, tls13: false, reason: '' };
}

/** The handshake of TLS 1.3, once more: what was lost before may come now. */
async function repeated(dial: Dial, asked: Asked, { hello, serverName }: Contact): Promise<Handshake | null> {
  const answer = await dial(again(first(asked, serverName)));
  if (chosenIn(answer)?.version === tls13 && answer.failure?.kind !== 'unsupported') return { answer, tls13: true, reason: '' };
  return chosenIn(hello)?.version === tls13 ? { answer: hello, tls13: true, reason: '' } : null;
}

/** TLS 1.3 where it was spoken to its end, else the highest lower version. */
export async function handshake(dial: Dial, asked: Asked, given: Given): Promise<Handshake> {
  const { contact, versions } = given;
  const { hello } = contact;
  const older = acceptedVersions(versions).some((version) => version >= tls10 && version <= tls12);
  if (chosenIn(hello)?.version === tls13 && hello.failure?.kind !== 'unsupported') {
    if (!mute(hello)) return { answer: hello, tls13: true, reason: '' };
    return (older ? null : await repeated(dial, asked, contact)) ?? lower(dial, asked, given);
  }
  const unheard =
    !older && versions.accepted.get(tls13) === true && !hello.serverHello && (hungUp(hello) || hello.failure?.kind === 'timeout');
  return (unheard ? await repeated(dial, asked, contact) : null) ?? lower(dial, asked, given);
}
