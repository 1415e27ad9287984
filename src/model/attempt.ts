/**
 * One attempt is one connection, at most; one answer is what came of it. An answer never rejects: a failed connection is an answer
 * with a reason. Byte strings are as read, bounded by the engine.
 */
import type { Duplex } from 'node:stream';
import type { ReasonCode } from './reason.ts';
import type { Target } from './subject.ts';

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
}

/** The ClientHello to send. Code points are IANA's. */
export interface HelloSpec {
  readonly versions: readonly number[]; // 0x0300 … 0x0304, the highest first
  readonly suites: readonly number[];
  readonly serverName: string; // '' sends no SNI
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
  | { readonly kind: 'tls13'; readonly hello: HelloSpec; readonly request: HttpRequest } // own TLS 1.3 handshake without certificate, then GET; a ServerHello of 1.2 or less is read like `hello`
  | { readonly kind: 'tls12'; readonly serverName: string; readonly request: HttpRequest } // real handshake of TLS 1.2 or less through Node's tls, then GET
  | { readonly kind: 'scrape'; readonly hello: ScrapeHello; readonly request: HttpRequest } // real handshake with a client certificate, then GET
  | { readonly kind: 'http'; readonly request: HttpRequest } // plaintext GET
);

export interface AlertSeen {
  readonly level: number; // 1 warning, 2 fatal
  readonly description: number; // RFC 8446 section 6
  readonly name: string; // handshake_failure, …
  readonly when: 'hello' | 'handshake' | 'after-handshake'; // before ServerHello · before the handshake was complete · in answer to Finished or the request
}

export interface ServerHelloSeen {
  readonly version: number; // from supported_versions where present
  readonly suite: number;
  readonly offered: boolean; // version and suite were among those offered; if not, the server lies and nothing may be concluded from it
  readonly helloRetryRequest: boolean;
  readonly downgradeSentinel: boolean; // RFC 8446 section 4.1.3: the server speaks a higher version
  readonly group: number | null; // key_share (1.3) or ServerKeyExchange (1.2 and less); null where none was seen
  readonly dhBits?: number; // size of the prime of a finite-field ServerKeyExchange, where one was seen
  readonly alpn: string;
}

export interface HttpSeen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>; // lower-case names, values stripped of control characters, bounded
  readonly body: Uint8Array; // at most 64 KiB
  readonly truncated: boolean;
}

export interface Answer {
  readonly attempt: string;
  readonly connected: boolean; // false: nothing was learned about the port but that
  readonly spoke: 'tls' | 'http' | 'other' | 'nothing'; // what the first bytes were
  readonly serverHello: ServerHelloSeen | null;
  readonly certificates: readonly Uint8Array[]; // DER, as served
  readonly certificateRequest: { readonly authorities: number } | null; // null: none was seen
  readonly flightComplete: boolean; // everything up to ServerHelloDone or the server's Finished was read: only then does "no CertificateRequest" count
  readonly handshakeComplete: boolean; // our Finished was sent and the server's verified
  readonly alert: AlertSeen | null;
  readonly http: HttpSeen | null;
  readonly failure: Failure | null; // null: the question was answered (an alert is an answer)
  readonly bytesRead: number;
  readonly milliseconds: number;
}

/** Makes one attempt on the target it was made for: at most one connection. Never rejects. */
export type Dial = (attempt: Attempt) => Promise<Answer>;
