import type { Answer, Dial } from '../model/attempt.ts';
import type { Asked } from '../model/probe.ts';
import { groupName, suiteName, versionName } from '../model/registry.ts';
import { handshake12, instead } from './common.ts';
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

/** TLS 1.3 where it was spoken to its end, else the highest lower version through the runtime's own TLS (which has no SSLv3). */
export async function handshake(
  dial: Dial,
  asked: Asked,
  { contact, versions }: { contact: Contact; versions: Versions },
): Promise<Handshake> {
  const { hello, serverName } = contact;
  if (chosenIn(hello)?.version === tls13 && hello.failure?.kind !== 'unsupported') return { answer: hello, tls13: true, reason: '' };
  const lower = acceptedVersions(versions).find((version) => version <= tls12);
  if (lower === undefined) return none(versions.accepted.get(tls13) === true ? beyond(versions, tls13) : firstRefusal(contact));
  if (lower < tls10) return none(beyond(versions, lower));
  const answer = await dial(handshake12(asked, serverName));
  if (!answer.connected) return none(instead(answer));
  if (answer.failure?.kind === 'unsupported' || (!begun(answer) && answer.alert?.when === 'hello')) {
    return none(`${beyond(versions, lower)} (${instead(answer)})`);
  }
  return { answer, tls13: false, reason: '' };
}
