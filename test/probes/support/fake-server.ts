import type { AlertSeen, Answer, Attempt, Dial, Failure, HelloSpec, HttpSeen, ServerHelloSeen } from '../../../src/model/attempt.ts';
import { alertName } from '../../../src/model/registry.ts';
import { nothingSeen } from '../../../src/net/seen.ts';
import { choice, type Choosing } from './choosing.ts';

/** A server that answers attempts as a real one would, without a network: what it speaks is data. Every name is answered once. */
export interface FakeServer extends Choosing {
  readonly refuses?: number | Failure['kind']; // how it says no to a hello: an alert's number, or what the connection does
  readonly clientCertificate?: 'optional' | 'alert' | 'closed' | 'nginx';
  readonly shown?: 'taken' | 'alert' | 'closed' | 'nginx'; // what becomes of a client certificate; absent: taken
  readonly names?: readonly string[]; // those it answers to; alert 112 to others
  readonly answersWithoutTls?: Partial<HttpSeen> | Failure['kind'] | 'alert';
  readonly response?: Partial<HttpSeen>;
  readonly unsupported?: string; // what of the handshake the engine cannot speak
  readonly certificates?: readonly Uint8Array[];
  readonly sslv2?: readonly number[] | Failure['kind']; // the cipher kinds that it accepts in SSLv2, or what the connection does; absent: an alert
  readonly helloAnswer?: Failure['kind'] | 'http' | 'other'; // instead of TLS
  readonly sentinel?: boolean;
  readonly shows?: Partial<ServerHelloSeen>; // in every ServerHello
  readonly alpn?: readonly string[]; // protocols that it chooses; with any of them it refuses what it does not know by alert 120
  readonly compresses?: boolean;
  readonly knowsFallbacks?: boolean; // TLS_FALLBACK_SCSV
  readonly answers?: Readonly<Record<string, Partial<Answer>>>; // by attempt, over everything else
}

const failed = (kind: Failure['kind']): Failure => ({ kind, text: kind === 'timeout' ? 'no answer within 5 s' : `connection ${kind}` });
const silence = (attempt: Attempt): Answer => ({ ...nothingSeen(attempt.name), connected: true, milliseconds: 1 });
export const alert = (description: number, when: AlertSeen['when']): AlertSeen => ({
  level: 2,
  description,
  name: alertName(description),
  when,
});
export const exposition = '# HELP up Whether it is.\n# TYPE up gauge\nup 1\n';
export const http = (given: Partial<HttpSeen> = {}): HttpSeen => ({
  status: 200,
  headers: { 'content-type': 'text/plain; version=0.0.4' },
  bytes: exposition.length,
  truncated: false,
  exposition: true,
  says: [],
  builds: [],
  ...given,
});

/** A ServerHello of TLS 1.2 with what every real one has. */
export const serverHello = (given: Partial<ServerHelloSeen> = {}): ServerHelloSeen => ({
  version: 0x0303,
  suite: 0xc02f,
  offered: true,
  helloRetryRequest: false,
  downgradeSentinel: false,
  group: 29,
  alpn: '',
  compression: 0,
  sessionId: false,
  extensions: [],
  ...given,
});

function choose(server: FakeServer, hello: HelloSpec): ServerHelloSeen | null {
  const chosen = choice(server, hello);
  if (!chosen) return null;
  const helloRetryRequest = chosen.version === 0x0304 && hello.versions.length === 1;
  const alpn = server.alpn?.find((protocol) => (hello.alpn ?? ['http/1.1']).includes(protocol)) ?? '';
  const compression = server.compresses === true && hello.compression === true ? 1 : 0;
  return serverHello({ ...chosen, helloRetryRequest, alpn, compression, ...server.shows, downgradeSentinel: server.sentinel ?? false });
}

const no = ({ refuses = 40 }: FakeServer): Partial<Answer> =>
  typeof refuses === 'number' ? { spoke: 'tls', alert: alert(refuses, 'hello') } : { failure: failed(refuses) };

/** What a client with a certificate meets, after the server's flight. */
function withCertificate({ shown, response }: FakeServer): Partial<Answer> {
  if (shown === 'alert') return { handshakeComplete: true, alert: alert(48, 'after-handshake') };
  if (shown === 'closed') return { handshakeComplete: true, failure: failed('closed') };
  if (shown === 'nginx') return { handshakeComplete: true, http: http({ status: 400, exposition: false, says: ['certificate-error'] }) };
  return { handshakeComplete: true, http: http(response) };
}

const shows = (attempt: Attempt): boolean => 'client' in attempt;

/** What a client without certificate meets, after the server's flight. */
function afterwards(server: FakeServer, attempt: Attempt): Partial<Answer> {
  if (server.clientCertificate && shows(attempt)) return withCertificate(server);
  if (server.unsupported !== undefined) return { failure: { kind: 'unsupported', text: server.unsupported } };
  if (server.clientCertificate === 'alert') return { handshakeComplete: true, alert: alert(116, 'after-handshake') };
  if (server.clientCertificate === 'closed') return { handshakeComplete: true, failure: failed('closed') };
  if (server.clientCertificate !== 'nginx') return { handshakeComplete: true, http: http(server.response) };
  return { handshakeComplete: true, http: http({ status: 400, exposition: false, says: ['certificate-required'] }) };
}

function greeted(server: FakeServer, attempt: Attempt & { readonly hello: HelloSpec }): Partial<Answer> {
  if (server.helloAnswer === 'http') return { spoke: 'http', http: http({ status: 400, bytes: 0, exposition: false }) };
  if (server.helloAnswer === 'other') return { spoke: 'other', failure: failed('garbage') };
  if (server.helloAnswer) return { failure: failed(server.helloAnswer) };
  if (server.names && !server.names.includes(attempt.hello.serverName)) return { spoke: 'tls', alert: alert(112, 'hello') };
  const chosen = choose(server, attempt.hello);
  if (!chosen) return no(server);
  if (server.alpn && chosen.alpn === '' && !chosen.helloRetryRequest) return { spoke: 'tls', alert: alert(120, 'hello') };
  if (server.knowsFallbacks && attempt.hello.suites.includes(0x5600)) return { spoke: 'tls', alert: alert(86, 'hello') };
  const flight: Partial<Answer> = {
    spoke: 'tls',
    serverHello: chosen,
    flightComplete: true,
    certificates: server.certificates ?? [],
    certificateRequest: server.clientCertificate ? { authorities: 1, names: [], signatureSchemes: [] } : null,
  };
  if (chosen.helloRetryRequest) return { spoke: 'tls', serverHello: chosen };
  if (chosen.version < 0x0304 || attempt.kind === 'hello') return flight;
  return server.unsupported === undefined
    ? { ...flight, ...afterwards(server, attempt) }
    : { spoke: 'tls', serverHello: chosen, ...afterwards(server, attempt) };
}

function withoutTls({ answersWithoutTls = 'closed' }: FakeServer): Partial<Answer> {
  if (answersWithoutTls === 'alert') return { spoke: 'tls', alert: alert(10, 'hello') };
  if (typeof answersWithoutTls === 'string') return { failure: failed(answersWithoutTls) };
  return { spoke: 'http', http: http(answersWithoutTls) };
}

function inSslv2({ sslv2 = [] }: FakeServer): Partial<Answer> {
  if (typeof sslv2 === 'string') return { failure: failed(sslv2) };
  return { spoke: 'tls', ...(sslv2.length > 0 ? { sslv2: { cipherKinds: sslv2 } } : { alert: alert(70, 'hello') }) };
}

function answerOf(server: FakeServer, attempt: Attempt): Partial<Answer> {
  if (attempt.kind === 'http') return withoutTls(server);
  if (attempt.kind === 'sslv2') return inSslv2(server);
  if (attempt.kind === 'hello' || attempt.kind === 'tls13') return greeted(server, attempt);
  const met = shows(attempt) ? server.shown : server.clientCertificate;
  const refused = met === 'alert' || met === 'closed';
  return {
    spoke: 'tls',
    flightComplete: true,
    certificateRequest: server.clientCertificate ? { authorities: 1, names: [], signatureSchemes: [] } : null,
    ...afterwards(server, attempt),
    ...(refused ? { handshakeComplete: false, alert: alert(42, 'handshake') } : {}),
  };
}

/** The dial to a server, with the names of the attempts that cost a connection. */
export function dialTo(server: FakeServer, most = 12): { readonly dial: Dial; readonly made: string[] } {
  const answers = new Map<string, Answer>();
  const made: string[] = [];
  const once = (attempt: Attempt): Answer => {
    if (made.length >= most) return { ...silence(attempt), connected: false, failure: { kind: 'budget', text: 'spent' } };
    made.push(attempt.name);
    return { ...silence(attempt), ...answerOf(server, attempt), ...server.answers?.[attempt.name] };
  };
  const dial: Dial = (attempt) => {
    const answer = answers.get(attempt.name) ?? once(attempt);
    answers.set(attempt.name, answer);
    return Promise.resolve(answer);
  };
  return { dial, made };
}
