import type { Answer, Attempt } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import { httpShape, type Http, type HttpResponse } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { withoutCredentials } from '../model/secrets.ts';
import { clean } from '../model/text.ts';
import { refusalOf } from './client-refusal.ts';
import { first, handshake12, instead, notSeen, observed, plaintext, sharedAttempts } from './common.ts';
import type { Handshake } from './handshake.ts';
import { survey, type Survey } from './survey.ts';

/** The scheme of a challenge (RFC 9110 section 11.6.1). */
const challenge = /^\s*([A-Za-z][A-Za-z0-9-]*)/;

function metrics({ status, exposition }: NonNullable<Answer['http']>): Leaf<boolean> {
  if (status !== 200) return false;
  return exposition ?? couldNotLook('too little of the body was read');
}

const unanswered = (path: string, over: HttpResponse['over'], reason: string): HttpResponse => ({
  path,
  over,
  status: couldNotLook(reason),
  scheme: '',
  metrics: couldNotLook(reason),
  location: '',
  contentType: '',
});

/** An answer as the group has it. */
export function responseOf(path: string, over: HttpResponse['over'], answer: Answer): HttpResponse {
  const { http } = answer;
  if (!http) return unanswered(path, over, instead(answer));
  const header = (name: string): string => clean(http.headers[name] ?? '');
  return {
    path,
    over,
    status: http.status,
    scheme: http.status === 401 ? (challenge.exec(header('www-authenticate'))?.[1] ?? '') : '',
    metrics: metrics(http),
    location: http.status >= 300 && http.status < 400 ? withoutCredentials(header('location')) : '',
    contentType: header('content-type'),
    ...(http.status === 200 && http.bytes === 0 ? { empty: true as const } : {}),
  };
}

/** Why nothing was answered over TLS, or '' where it was. */
export function noAnswer(shaken: Handshake): string {
  if (!shaken.answer) return shaken.reason;
  if (shaken.answer.http) return '';
  const refusal = refusalOf(shaken);
  return typeof refusal === 'string' ? `refused without a client certificate: ${refusal}` : refusal.unknown;
}

/** The name of the attempt that requests a path beyond the first. */
export const requestName = (over: HttpResponse['over'], path: string): string => `${over} ${path}`;

/** In which kind of handshake a path is requested, and of which server. */
interface Over {
  readonly contact: Pick<Survey['contact'], 'serverName'>;
  readonly handshake: Pick<Handshake, 'tls13'>;
}

/** Another path over TLS, in the kind of handshake that has worked. */
export const overTls = (asked: Asked, { contact: { serverName }, handshake: { tls13 } }: Over, name: string): Attempt => ({
  ...(tls13 ? first(asked, serverName) : handshake12(asked, serverName)),
  name,
});

const pathsOf = ({ paths }: Asked): string[] => [...new Set(paths)];

/** `http`: every path asked, without credentials, over TLS and without it, wherever the port answers. */
export const http: Probe<Http> = {
  group: 'http',
  shape: httpShape,
  uses: sharedAttempts,
  extra: (asked) => 2 * (pathsOf(asked).length - 1),
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const { contact } = seen;
    if (isUnknown(contact.tls)) return notSeen('http', contact.tls);
    const silence = noAnswer(seen.handshake);
    const responses: HttpResponse[] = [];
    for (const [index, path] of pathsOf(asked).entries()) {
      const only = { ...asked, paths: [path] };
      const ask = async (over: HttpResponse['over'], answered: Answer | null, attempt: Attempt) =>
        responseOf(path, over, index === 0 && answered ? answered : await dial({ ...attempt, name: requestName(over, path) }));
      if (contact.tls && silence) responses.push(unanswered(path, 'tls', silence));
      else if (contact.tls) responses.push(await ask('tls', seen.handshake.answer, overTls(only, seen, path)));
      if (contact.plaintext === true) responses.push(await ask('plaintext', contact.get, plaintext(only)));
    }
    return observed('http', { responses });
  },
};
