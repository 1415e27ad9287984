import { constants } from 'node:crypto';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { clean } from '../../model/text.ts';
import type { HttpRequest } from '../../model/attempt.ts';
import { ByteReader, feed } from '../byte-reader.ts';
import { Ended, ended, unsupported } from '../ended.ts';
import { getRequest } from '../http-request.ts';
import { readResponse } from '../http-response.ts';
import type { Exchange, Seen } from '../seen.ts';
import { noteAlert } from '../tls/alerts.ts';
import { sniOf } from '../tls/server-name.ts';
import { readRecorded } from './recorded.ts';
import { Tap } from './tap.ts';

let shared: SecureContext | undefined;
/**
 * All that this runtime's OpenSSL can offer up to TLS 1.2, strong suites first, to servers without RFC 5746 too. ECDSA comes last: a server that
 * has two certificates and follows the client's order has shown that one to the first hello.
 */
const secureContext = (): SecureContext =>
  (shared ??= createSecureContext({
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: 'ALL:+aECDSA:COMPLEMENTOFALL:@SECLEVEL=0',
    ecdhCurve: 'X25519:P-256:P-384:P-521:X448:secp256k1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1',
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  }));

const startTls = (tap: Tap, serverName: string): TLSSocket =>
  connect({
    socket: tap,
    secureContext: secureContext(),
    servername: sniOf(serverName),
    ALPNProtocols: ['http/1.1'],
    minDHSize: 1,
    rejectUnauthorized: false, // this engine reports what is served; the audit verifies it itself
    checkServerIdentity: () => undefined,
  });

/** Null when the handshake is done, else the error that ended it. */
const handshake = (socket: TLSSocket): Promise<Error | null> =>
  new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(null));
    socket.once('error', resolve);
    socket.once('close', () => resolve(new Error('connection closed within the handshake')));
  });

/** OpenSSL tells a received alert in its error's text only; its other errors are about our side. Throws `Ended`. */
function rethrow(error: Error, seen: Seen): never {
  if (!codeOf(error).startsWith('ERR_SSL_')) throw ended('closed', 'connection closed within the handshake');
  const number = /SSL alert number (\d{1,3})/.exec(error.message)?.[1];
  if (number !== undefined) noteAlert(seen, 2, Number(number));
  if (/_(WRONG|UNKNOWN)_CIPHER_RETURNED$/.test(codeOf(error)) && seen.serverHello)
    seen.serverHello = { ...seen.serverHello, offered: false };
  throw unsupported(`this runtime's TLS cannot go on: ${clean(reasonOf(error), 120)}`);
}
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');
const reasonOf = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? error.reason : codeOf(error) || error.message;

/** What ended a handshake that failed: what the connection did, an alert, broken bytes, or a limit of this runtime. Throws `Ended`. */
function failed(error: Error, tap: Tap, reading: Ended | null, seen: Seen): never {
  if (tap.ended) throw tap.ended;
  if (reading) throw reading;
  if (seen.http) throw new Ended(null);
  rethrow(error, seen);
}

/** A real handshake of TLS 1.2 or less without client certificate, through Node's tls, then one GET on it. */
export async function attemptTls12(exchange: Exchange, serverName: string, request: HttpRequest): Promise<void> {
  const { seen } = exchange;
  const tap = new Tap(exchange);
  const socket = startTls(tap, serverName);
  const clear = new ByteReader();
  feed(clear, socket);
  try {
    const error = await handshake(socket);
    const reading = await readRecorded(tap.recorded(), seen);
    if (error) failed(error, tap, reading, seen);
    seen.handshakeComplete = true;
    socket.write(getRequest(request.path, exchange));
    await readResponse(clear, seen);
  } finally {
    socket.destroy();
    tap.destroy();
  }
}
