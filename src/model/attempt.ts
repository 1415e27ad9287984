/**
 * One attempt is one connection, at most; one answer is what came of it. An answer never rejects: a failed connection is an answer
 * with a reason. Byte strings are as read, bounded by the engine.
 */
import type { Duplex } from 'node:stream';
import type { AlertSeen, CertificateRequestSeen, HelloSpec, ServerHelloSeen, Sslv2Seen, TicketSeen } from './hello.ts';
import type { HttpSeen } from './http-seen.ts';
import type { ReasonCode } from './reason.ts';
import type { Target } from './subject.ts';

export type * from './hello.ts';
export type * from './http-seen.ts';

/** Milliseconds since the epoch by the clock that `now` reads; absolute, never extended by progress. */
export interface Deadline {
  readonly at: number;
  readonly signal: AbortSignal; // aborts at the deadline, or when the scan is interrupted
}

/** Opens one connection, or says why not. The only way to the network for everything above it. */
export type Connect = (target: Target, deadline: Deadline) => Promise<Duplex | Refusal>;

export interface Refusal {
  readonly refused: Failure;
}

/** Why a connection did not bring what was asked. `text` is a sentence fragment for people: "connection refused", "no answer within 5 s". */
export interface Failure {
  readonly kind:
    | 'connect-refused' // RST to the SYN
    | 'connect-timeout'
    | 'unreachable' // no route, name not resolved, network error before a connection
    | 'closed' // FIN without the answer
    | 'reset'
    | 'timeout' // connected, no complete answer by the deadline
    | 'garbage' // bytes that are neither TLS nor HTTP, or break the protocol
    | 'too-much' // more bytes than the bound
    | 'unsupported' // this engine cannot speak it (group, suite)
    | 'budget' // the most connections for this target are spent
    | 'interrupted';
  readonly text: string;
  readonly code?: ReasonCode; // where the ledger has a closer word than the kind's: not-permitted
  readonly ours?: true; // a limit of the machine that scans (files, ports, memory), not the target's doing
}

/** A client certificate and its key, PEM. The key stands behind a function, so that nothing that prints objects prints it. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: () => string;
}

/** The handshake that a scrape makes with its own client certificate. */
export interface ScrapeHello {
  readonly serverName: string; // '' sends no SNI
  readonly keyPair: KeyPair;
  readonly expects: readonly string[] | null; // SHA-256 in hex of the served leafs that the scrape verifies; null: it verifies nothing
  readonly minVersion: string; // "TLS10" … "TLS13"
  readonly maxVersion: string;
}

export interface HttpRequest {
  readonly path: string;
}

export type Attempt = { readonly name: string } & (
  | { readonly kind: 'hello'; readonly hello: HelloSpec } // raw ClientHello; reads the server's whole plaintext flight; no cryptography
  | { readonly kind: 'sslv2' } // CLIENT-HELLO of SSLv2 with all its cipher kinds; reads the SERVER-HELLO
  | { readonly kind: 'tls13'; readonly hello: HelloSpec; readonly request: HttpRequest; readonly client?: KeyPair } // own TLS 1.3 handshake, then GET; a ServerHello of 1.2 or less is read like `hello`
  | { readonly kind: 'tls12'; readonly serverName: string; readonly request: HttpRequest; readonly client?: KeyPair } // real handshake of TLS 1.2 or less through Node's tls, then GET
  | { readonly kind: 'scrape'; readonly hello: ScrapeHello; readonly request: HttpRequest } // real handshake with a client certificate, then GET
  | {
      readonly kind: 'cost';
      readonly serverName: string;
      readonly request: HttpRequest;
      readonly resume: boolean;
      readonly client?: KeyPair;
    } // timed: a handshake of any version through Node's tls, resuming the session of the attempt before if told, then the request twice on it
  | { readonly kind: 'http'; readonly request: HttpRequest } // plaintext GET
);

/** When what was done, in milliseconds since the connection was asked for, with fractions; null where it did not come to that. */
export interface Timings {
  readonly connected: number | null; // TCP
  readonly secured: number | null; // the handshake was complete
  readonly answered: number | null; // the response was read to its end
  readonly again: number | null; // of `cost`: so long the second request on the same connection took
  readonly resumed: boolean; // of `cost`: the session was resumed
  readonly handshakeBytes?: number; // of `cost`: read and written until the handshake was complete
}

export interface Answer {
  readonly attempt: string;
  readonly connected: boolean; // false: nothing was learned about the port but that
  readonly spoke: 'tls' | 'http' | 'other' | 'nothing'; // what the first bytes were
  readonly serverHello: ServerHelloSeen | null;
  readonly certificates: readonly Uint8Array[]; // DER, as served
  readonly certificateRequest: CertificateRequestSeen | null; // null: none was seen
  readonly ocspBytes: number; // of the stapled OCSP response (RFC 6066 section 8); 0: none was seen
  readonly scts: number; // signed certificate timestamps in the handshake (RFC 6962 section 3.3.1)
  readonly tickets: readonly TicketSeen[]; // as far as the connection was read
  readonly sslv2?: Sslv2Seen; // in answer to an attempt of SSLv2
  readonly flightComplete: boolean; // everything up to ServerHelloDone or the server's Finished was read: only then does "no CertificateRequest" count
  readonly handshakeComplete: boolean; // our Finished was sent and the server's verified
  readonly alert: AlertSeen | null;
  readonly http: HttpSeen | null;
  readonly failure: Failure | null; // null: the question was answered (an alert is an answer)
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly milliseconds: number;
  readonly timings: Timings | null; // null where nobody needs them: attempts other than `cost`
}

/** Makes one attempt on the target it was made for: at most one connection. Never rejects. */
export type Dial = (attempt: Attempt) => Promise<Answer>;
