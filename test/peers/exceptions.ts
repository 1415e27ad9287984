import type { ServerSpec } from './support/server.ts';

/**
 * Where a judge is known not to see what a server speaks. Each row that an exception excuses must be proven all the same: another judge saw it, or a
 * real client ends a handshake with it, or it is configured.
 */
export interface Exception {
  readonly judge: string;
  readonly servers?: (spec: ServerSpec) => boolean; // all, where absent
  readonly misses: RegExp; // "TLSv1.2 TLS_…"
  readonly givesUp?: true; // it fails, and says nothing at all
  readonly because: string;
}

const named =
  (pattern: RegExp) =>
  ({ name }: ServerSpec): boolean =>
    pattern.test(name);

/** Servers that break off a handshake without a client certificate. */
const demandsCertificate = ({ clientAuth }: ServerSpec): boolean => clientAuth === 'any' || clientAuth === 'required';

export const exceptions: readonly Exception[] = [
  {
    judge: 'sslscan',
    servers: demandsCertificate,
    misses: /^TLSv1\.[012] /,
    because: 'it counts a suite once the handshake is complete, and has no client certificate; in TLS 1.3 it does not wait for the refusal',
  },
  { judge: 'sslscan', misses: /^SSLv3 /, because: 'it tells whether SSLv3 is spoken, and never with which suites' },
  { judge: 'sslscan', misses: /PSK/, because: 'its OpenSSL offers suites of PSK only with a key' },
  { judge: 'sslyze', misses: /PSK/, because: 'its OpenSSL offers suites of PSK only with a key' },
  {
    judge: 'nmap',
    misses: / TLS_PSK_/,
    because: 'it waits for a key exchange or a certificate, and plain PSK sends neither',
  },
  { judge: 'sslyze', misses: /CAMELLIA_\d+_GCM/, because: 'no OpenSSL has Camellia with GCM' },
  { judge: 'sslyze', misses: /DH_anon_WITH_CAMELLIA_\d+_CBC_SHA256/, because: 'its list of suites leaves them out' },
  {
    judge: 'sslyze',
    servers: named(/finite-field groups/),
    misses: /^TLSv1\.3 /,
    because: 'OpenSSL 1.1.1 has no finite-field groups in TLS 1.3',
  },
  ...['nmap', 'sslscan', 'sslyze', 'testssl.sh'].map((judge) => ({
    judge,
    servers: named(/post-quantum groups only/),
    misses: /^TLSv1\.3 /,
    because: 'it offers no group with ML-KEM',
  })),
  {
    judge: 'sslyze',
    servers: named(/JSSE: nothing disabled/),
    misses: /^(?:SSLv3|TLSv1\.[012]) /,
    because:
      'it reports BUG_IN_SSLYZE: its OpenSSL ends a handshake of static ECDH, for the usages of the certificate, and with it the whole version',
  },
  {
    judge: 'sslscan',
    servers: named(/JSSE: nothing disabled/),
    misses: /^TLSv1\.[012] /,
    because: 'it asks for what is left after each handshake, and ends where its OpenSSL does not complete one',
  },
  {
    judge: 'sslyze',
    servers: named(/JSSE: needs a client certificate/),
    misses: /./,
    givesUp: true,
    because: 'a connection that is closed after the handshake is one too many for it',
  },
  {
    judge: 'nmap',
    servers: named(/Ed25519/),
    misses: /^TLSv1\.2 /,
    because: 'its hello of TLS 1.2 offers no signature of Ed25519',
  },
  {
    judge: 'sslyze',
    servers: named(/Ed25519/),
    misses: /^TLSv1\.2 /,
    because: 'OpenSSL 1.0.2, which asks for suites that are old enough for it, has no Ed25519',
  },
  {
    judge: 'nmap',
    servers: named(/P-384/),
    misses: /^TLSv1\.3 /,
    because: 'its hello of TLS 1.3 offers no signature of P-384',
  },
];

interface Mistake {
  readonly judge: string;
  readonly servers: (spec: ServerSpec) => boolean;
  readonly fact: string; // of the group `session`
  readonly because: string;
}

/** What judges say wrongly of sessions: openssl's own client sees what the engine sees, in the bytes of the ServerHello. */
const mistakes: readonly Mistake[] = [
  {
    judge: 'sslyze',
    servers: named(/^Go 1\.19/),
    fact: 'extended_master_secret',
    because: 'it reads the master secret of a session of TLS 1.3; Go answers with the extension since 1.20',
  },
  {
    judge: 'sslyze',
    servers: named(/^JSSE/),
    fact: 'fallback_scsv',
    because: 'it takes any error for a refusal, and its own OpenSSL ends the handshake for the downgrade sentinel that the server sends',
  },
];

export const isMistaken = (fact: string, judge: string, spec: ServerSpec): boolean =>
  mistakes.some((mistake) => mistake.judge === judge && mistake.fact === fact && mistake.servers(spec));

/** What tickets of TLS 1.3 tell, which are sent after the handshake: it is not completed without a certificate that is wanted, or with a group that Node lacks. */
const ofTickets: ReadonlySet<string> = new Set(['ticket_lifetime', 'early_data', 'session_tickets']);
const incomplete = (spec: ServerSpec): boolean => demandsCertificate(spec) || named(/finite-field groups|post-quantum groups only/)(spec);

/** Facts of `session` that a server does not show to a client that is careful not to guess. */
export const mayBeUnknown = (fact: string, spec: ServerSpec): boolean =>
  (ofTickets.has(fact) && incomplete(spec)) || (fact === 'fallback_scsv' && named(/^Node 0\.10/)(spec)); // it closes without an alert
