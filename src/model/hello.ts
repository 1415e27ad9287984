/** What a handshake shows of itself. Code points are IANA's. */

/** The ClientHello to send. */
export interface HelloSpec {
  readonly versions: readonly number[]; // 0x0300 … 0x0304, the highest first
  readonly suites: readonly number[]; // signalling values too: TLS_FALLBACK_SCSV (0x5600), GREASE
  readonly serverName: string; // '' sends no SNI
  readonly groups?: readonly number[]; // supported_groups, in this order; absent: all that the versions know
  readonly alpn?: readonly string[]; // absent: http/1.1
  readonly tickets?: false; // no session_ticket (RFC 5077): a server that keeps sessions gives an id instead
  readonly compression?: true; // offers DEFLATE (RFC 3749) beside null; only where nothing above TLS 1.2 is offered
}

/** A finite-field group of a ServerKeyExchange, RFC 5246 section 7.4.3. */
export interface FiniteField {
  readonly bits: number; // of the prime
  readonly prime: string; // "ffdhe2048", "RFC 3526 group 14", "RFC 2409 group 2", …; '' for one that is not known
  readonly sha256: string; // of the prime's octets without leading zeros, in hex
}

export interface ServerHelloSeen {
  readonly version: number; // from supported_versions where present
  readonly suite: number;
  readonly offered: boolean; // version, suite and group were among those offered; if not, the server lies and nothing may be concluded from it
  readonly helloRetryRequest: boolean;
  readonly downgradeSentinel: boolean; // RFC 8446 section 4.1.3: the server speaks a higher version
  readonly group: number | null; // key_share (1.3) or ServerKeyExchange (1.2 and less); null where none was seen
  readonly finiteField?: FiniteField; // of a finite-field ServerKeyExchange, where one was seen
  readonly signatureScheme?: number; // of ServerKeyExchange (1.2) or CertificateVerify (1.3), where one was seen
  readonly alpn: string;
  readonly compression: number; // 0: none, 1: DEFLATE
  readonly sessionId: boolean; // TLS 1.2 and less: the server gives the session an id, to be resumed by
  readonly extensions: readonly number[]; // types in ServerHello, and of TLS 1.3 in EncryptedExtensions too
}

/** A CertificateRequest. */
export interface CertificateRequestSeen {
  readonly authorities: number; // how many it names
  readonly names: readonly string[]; // the first 100 of them, as RFC 4514 writes them
  readonly signatureSchemes: readonly number[]; // none before TLS 1.2
}

/** A NewSessionTicket without its contents: RFC 8446 section 4.6.1, RFC 5077 section 3.3. */
export interface TicketSeen {
  readonly lifetime: number; // seconds
  readonly maxEarlyData: number; // bytes of early data that are taken; 0: none
}

/** The SERVER-HELLO of SSLv2 (draft-hickman-netscape-ssl-00). */
export interface Sslv2Seen {
  readonly cipherKinds: readonly number[]; // three octets each
}

export interface AlertSeen {
  readonly level: number; // 1 warning, 2 fatal
  readonly description: number; // RFC 8446 section 6
  readonly name: string; // handshake_failure, …
  readonly when: 'hello' | 'handshake' | 'after-handshake'; // before ServerHello · before the handshake was complete · in answer to Finished or the request
}
