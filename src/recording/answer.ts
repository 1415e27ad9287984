import * as v from 'valibot';
import type {
  AlertSeen,
  Answer,
  BuildInfo,
  CertificateRequestSeen,
  Failure,
  FiniteField,
  HttpSeen,
  ServerHelloSeen,
  Sslv2Seen,
  TicketSeen,
  Timings,
} from '../model/attempt.ts';
import { reasonCodeShape } from '../model/reason.ts';
import { amount, fields, short, some, text, whole } from './fields.ts';
import type { Redact } from './redact.ts';

const finiteFieldShape = fields<FiniteField>()({ bits: whole, prime: short, sha256: short });

const serverHelloShape = fields<ServerHelloSeen>()({
  version: whole,
  suite: whole,
  offered: v.boolean(),
  helloRetryRequest: v.boolean(),
  downgradeSentinel: v.boolean(),
  group: v.nullable(whole),
  finiteField: v.exactOptional(finiteFieldShape),
  signatureScheme: v.exactOptional(whole),
  alpn: short,
  compression: whole,
  sessionId: v.boolean(),
  extensions: some(whole, 1000),
});

const certificateRequestShape = fields<CertificateRequestSeen>()({
  authorities: whole,
  names: some(short, 100),
  signatureSchemes: some(whole, 10_000),
});

const ticketShape = fields<TicketSeen>()({ lifetime: whole, maxEarlyData: whole });
const sslv2Shape = fields<Sslv2Seen>()({ cipherKinds: some(whole, 10_000) });
const alertShape = fields<AlertSeen>()({
  level: whole,
  description: whole,
  name: short,
  when: v.picklist(['hello', 'handshake', 'after-handshake']),
});

const buildShape = fields<BuildInfo>()({ metric: short, version: short, goVersion: short });
const httpShape = fields<HttpSeen>()({
  status: whole,
  headers: v.record(short, short),
  bytes: whole,
  truncated: v.boolean(),
  exposition: v.nullable(v.boolean()),
  says: some(v.picklist(['https-only', 'certificate-required', 'certificate-error', 'pprof', 'configuration', 'probe']), 20),
  builds: some(buildShape, 20),
});

const failureShape = fields<Failure>()({
  kind: v.picklist([
    'connect-refused',
    'connect-timeout',
    'unreachable',
    'closed',
    'reset',
    'timeout',
    'garbage',
    'too-much',
    'unsupported',
    'budget',
    'interrupted',
  ]),
  text: short,
  code: v.exactOptional(reasonCodeShape),
  ours: v.exactOptional(v.literal(true)),
});

const timingsShape = fields<Timings>()({
  connected: v.nullable(amount),
  secured: v.nullable(amount),
  answered: v.nullable(amount),
  again: v.nullable(amount),
  resumed: v.boolean(),
  handshakeBytes: v.exactOptional(whole),
});

const certificateShape = v.pipe(
  text,
  v.base64(),
  v.transform((der): Uint8Array => new Uint8Array(Buffer.from(der, 'base64'))),
);

export const answerShape = fields<Answer>()({
  attempt: short,
  connected: v.boolean(),
  spoke: v.picklist(['tls', 'http', 'other', 'nothing']),
  serverHello: v.nullable(serverHelloShape),
  certificates: some(certificateShape, 1000),
  certificateRequest: v.nullable(certificateRequestShape),
  ocspBytes: whole,
  scts: whole,
  tickets: some(ticketShape, 1000),
  sslv2: v.exactOptional(sslv2Shape),
  flightComplete: v.boolean(),
  handshakeComplete: v.boolean(),
  alert: v.nullable(alertShape),
  http: v.nullable(httpShape),
  failure: v.nullable(failureShape),
  bytesRead: whole,
  bytesWritten: whole,
  milliseconds: amount,
  timings: v.nullable(timingsShape),
}) satisfies v.GenericSchema<unknown, Answer>;

/** The headers that are kept: those that facts are made of, and those that tell who answered, and when to come back. */
const kept: ReadonlySet<string> = new Set(['content-type', 'location', 'www-authenticate', 'server', 'retry-after', 'content-length']);
const scheme = /^\s*[A-Za-z][A-Za-z0-9-]*/;

/** Of a challenge (RFC 9110 section 11.6.1) only its scheme: what follows may be a nonce or a token. */
const headerOf = (name: string, value: string): string => (name === 'www-authenticate' ? (scheme.exec(value)?.[0] ?? '') : value);

/** The answer as it is recorded, and as it is judged in a scan that records: so both come to the same. */
export function recordable(answer: Answer, redact: Redact): Answer {
  const { http, failure } = answer;
  const headers = Object.entries(http?.headers ?? {}).flatMap(([name, value]) => (kept.has(name) ? [[name, headerOf(name, value)]] : []));
  return {
    ...answer,
    http: http && { ...http, headers: redact(Object.fromEntries(headers) as HttpSeen['headers']) },
    failure: redact(failure),
  };
}
