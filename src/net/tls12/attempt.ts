import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { clean } from '../../model/text.ts';
import type { Attempt, KeyPair } from '../../model/attempt.ts';
import { ByteReader, feed } from '../byte-reader.ts';
import { answered, ended, unsupported, type Ended } from '../ended.ts';
import { getRequest } from '../http-request.ts';
import { readResponse } from '../http-response.ts';
import { contextWith, identityOf } from '../key-pair.ts';
import { requireSchemeOfTls12 } from '../signature-schemes.ts';
import { handshake, noteAlertOf, startTls } from '../node-tls.ts';
import type { Exchange, Seen } from '../seen.ts';
import { readRecorded } from './recorded.ts';
import { Tap } from './tap.ts';

/**
 * All that this runtime's OpenSSL can offer up to TLS 1.2, strong suites first, to servers without RFC 5746 too. ECDSA comes last: a server that
 * has two certificates and follows the client's order has shown that one to the first hello.
 */
const offer: SecureContextOptions = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.2',
  ciphers: 'ALL:+aECDSA:COMPLEMENTOFALL:@SECLEVEL=0',
  ecdhCurve: 'X25519:P-256:P-384:P-521:X448:secp256k1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1',
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
};

let shared: SecureContext | undefined;
const contextOf = (client: KeyPair | undefined): SecureContext =>
  client ? contextWith(client, offer) : (shared ??= createSecureContext(offer));

/** What OpenSSL says beside alerts is about our side. Throws `Ended`. */
function rethrow(error: Error, seen: Seen): never {
  if (!codeOf(error).startsWith('ERR_SSL_')) throw ended('closed', 'connection closed within the handshake');
  noteAlertOf([error], seen);
  if (/_(WRONG|UNKNOWN)_CIPHER_RETURNED$/.test(codeOf(error)) && seen.serverHello)
    seen.serverHello = { ...seen.serverHello, offered: false };
  throw unsupported(`this runtime's TLS cannot go on: ${clean(reasonOf(error), 120)}`);
}
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');
const reasonOf = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? error.reason : codeOf(error) || error.message;

/** What ended a handshake that failed: what the connection did, an alert, broken bytes, or a limit of this runtime. Throws `Ended`. */
function failed(error: Error, tap: Tap, reading: Ended | null, seen: Seen): never {
  if (reading?.failure === null) throw reading; // an alert says more than the end of the connection that comes with it
  if (tap.ended) throw tap.ended;
  if (reading) throw reading;
  if (seen.http) throw answered;
  rethrow(error, seen);
}

/** OpenSSL keeps a certificate to itself where no signature of its key is asked for, and goes on without. Throws `Ended` (unsupported). */
function requirePresented(client: KeyPair | undefined, { certificateRequest }: Seen): void {
  if (client && certificateRequest) requireSchemeOfTls12(identityOf(client), certificateRequest);
}

type Tls12Attempt = Attempt & { readonly kind: 'tls12' };

/** A real handshake of TLS 1.2 or less through Node's tls, with a client certificate where one is given and asked for, then one GET on it. */
export async function attemptTls12(exchange: Exchange, attempt: Tls12Attempt): Promise<void> {
  const { seen } = exchange;
  const tap = new Tap(exchange);
  const clear = new ByteReader();
  let socket: TLSSocket | null = null;
  try {
    const { serverName, client } = attempt;
    socket = startTls(tap, { context: contextOf(client), serverName, options: { minDHSize: 1 } });
    feed(clear, socket);
    const error = await handshake(socket);
    const reading = await readRecorded({ bytes: tap.recorded(), secret: null }, seen);
    requirePresented(attempt.client, seen);
    if (error) failed(error, tap, reading, seen);
    seen.handshakeComplete = true;
    socket.write(getRequest(attempt.request.path, exchange));
    await readResponse(clear, seen);
  } finally {
    socket?.destroy();
    tap.destroy();
  }
}
