import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Fact, type Leaf, type Unknown } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import {
  alertText,
  first,
  hungUp,
  instead,
  noTls,
  notSeen,
  otherName,
  plaintext,
  unanswered,
  unrecognizedName,
  upTo,
  upToAgain,
  upToInFull,
} from './common.ts';
import { tls12 } from './offers.ts';

/** How the port speaks. */
export interface Contact {
  readonly hello: Answer; // to the first ClientHello, or to its repetition under another name
  readonly get: Answer | null; // to a GET without TLS; null where the connection itself failed
  readonly tls: Leaf<boolean>;
  readonly plaintext: Leaf<boolean>;
  readonly serverName: string; // that the server answers to
  readonly refusedName: { readonly name: string; readonly how: string } | null;
}

/** The server answers in HTTP only to say that this is an HTTPS port; 497 is nginx's own status for it. */
const saysHttpsOnly = ({ http }: Answer): boolean =>
  http !== null && (http.status === 497 || (http.status === 400 && http.says.includes('https-only')));

const redirectsToHttps = ({ http }: Answer): boolean =>
  http !== null && http.status >= 300 && http.status < 400 && /^https:/i.test(http.headers['location'] ?? '');

const silent = ({ spoke, failure }: Answer): boolean => spoke === 'nothing' && failure?.kind === 'timeout';

/** Whether a request without TLS is answered. A redirect to https is none on a port that speaks TLS: nginx's `error_page 497`. */
function readPlaintext(get: Answer, hello: Answer, tls: Leaf<boolean>): Leaf<boolean> {
  if (hello.spoke === 'http') return true;
  if (get.spoke === 'tls' || (tls !== false && saysHttpsOnly(get)) || (tls === true && redirectsToHttps(get))) return false;
  if (get.spoke === 'http') return true;
  if (tls === true && hungUp(get) && get.spoke === 'nothing') return false;
  return couldNotLook(`GET without TLS: ${instead(get)}`);
}

/** Whether TLS is spoken, from both answers; undefined where another ClientHello may tell. */
function readTls(hello: Answer, get: Answer): Leaf<boolean> | undefined {
  if (hello.spoke === 'tls' || get.spoke === 'tls') return true;
  if (hello.spoke === 'http') return false;
  if (get.spoke === 'http' && !saysHttpsOnly(get)) return false;
  return silent(hello) && silent(get) ? couldNotLook(`ClientHello: ${instead(hello)}`) : undefined;
}

const unreachable = (asked: Asked, hello: Answer, reason: Unknown): Contact => ({
  hello,
  get: null,
  tls: reason,
  plaintext: reason,
  serverName: asked.serverNames[0] ?? '',
  refusedName: null,
});

/** The first hello, repeated once under the other name where the server does not recognise the first one. */
async function greet(dial: Dial, asked: Asked): Promise<Pick<Contact, 'hello' | 'serverName' | 'refusedName'>> {
  const name = asked.serverNames[0] ?? '';
  const hello = await dial(first(asked, name));
  const other = otherName(asked);
  if (hello.alert?.description !== unrecognizedName || hello.serverHello || other === undefined) {
    return { hello, serverName: name, refusedName: null };
  }
  const repeated = await dial(first(asked, other));
  if (repeated.serverHello === null) return { hello, serverName: name, refusedName: null };
  return { hello: repeated, serverName: other, refusedName: { name, how: alertText(hello) } };
}

/**
 * Asks both questions, always: some ports answer both, and some that speak plaintext stay silent on a ClientHello (the JDK's HttpServer).
 * Only a failed connect ends it. Where neither answer says anything and one was not mere silence, ClientHellos of other lengths are tried: a
 * longer one for servers that speak nothing usual (NULL, EXPORT), and a shorter one.
 */
export async function contact(dial: Dial, asked: Asked): Promise<Contact> {
  const greeting = await greet(dial, asked);
  const { hello, serverName } = greeting;
  if (!hello.connected) return unreachable(asked, hello, unanswered(hello));
  const get = await dial(plaintext(asked));
  const tls = readTls(hello, get) ?? (await retry(dial, asked, { hello, serverName }));
  return { ...greeting, get, tls, plaintext: readPlaintext(get, hello, tls) };
}

async function retry(dial: Dial, asked: Asked, { hello, serverName }: Pick<Contact, 'hello' | 'serverName'>): Promise<Leaf<boolean>> {
  const questions = asked.depth === 'full' ? upToInFull(tls12, asked, serverName) : [upTo(tls12, asked, serverName)];
  for (const attempt of [...questions, upToAgain(tls12, serverName)]) {
    if ((await dial(attempt)).spoke === 'tls') return true;
  }
  return couldNotLook(`ClientHello: ${instead(hello)}`);
}

/** The group where nothing can be said about TLS, or where it is not spoken; null where it is. */
export function withoutTls(group: string, { tls }: Contact): Fact<never> | null {
  if (isUnknown(tls)) return notSeen(group, tls);
  return tls ? null : noTls(group);
}
