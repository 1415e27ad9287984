import { createHash } from 'node:crypto';
import type { SecureContext, SecureVersion, TLSSocket } from 'node:tls';
import type { HttpRequest, ScrapeHello } from '../model/attempt.ts';
import { ByteReader, feed } from './byte-reader.ts';
import { garbage } from './ended.ts';
import { patiently } from './first-word.ts';
import { getRequest } from './http-request.ts';
import { readResponse } from './http-response.ts';
import { contextWith } from './key-pair.ts';
import { brokenOff, everyCipher, handshake, overTap, startTls } from './node-tls.ts';
import type { Exchange } from './seen.ts';
import { listenForSecret, readRecorded } from './tls12/recorded.ts';
import type { Tap } from './tls12/tap.ts';

const versions: Readonly<Record<string, SecureVersion>> = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' };

const contextOf = ({ keyPair, minVersion, maxVersion }: ScrapeHello): SecureContext =>
  contextWith(keyPair, {
    minVersion: versions[minVersion] ?? 'TLSv1.2',
    maxVersion: versions[maxVersion] ?? 'TLSv1.3',
    // What Go verifies is judged elsewhere: small keys and SHA-1 are no reason to stop here.
    ciphers: everyCipher,
  });

/** The server's first word after the handshake. */
const firstWord = (socket: TLSSocket): Promise<void> =>
  new Promise((resolve) => {
    for (const event of ['session', 'data', 'end', 'error', 'close'] as const) socket.once(event, () => resolve());
  });

/** Nothing is asked of a server that serves another certificate than the one that was verified. */
function requireVerified(socket: TLSSocket, { expects }: ScrapeHello): void {
  const leaf = socket.getPeerX509Certificate()?.raw;
  if (expects === null || (leaf && expects.includes(createHash('sha256').update(leaf).digest('hex')))) return;
  throw garbage('the server serves another certificate than the one that was verified');
}

async function converse(socket: TLSSocket, tap: Tap, { exchange, hello, request }: Given): Promise<void> {
  const { seen } = exchange;
  const clear = new ByteReader();
  feed(clear, socket);
  const word = firstWord(socket);
  const secret = listenForSecret(socket);
  const error = await handshake(socket);
  const reading = await readRecorded({ bytes: tap.recorded(), secret: secret() }, seen);
  if (error) throw brokenOff(tap, reading, seen);
  seen.handshakeComplete = true;
  requireVerified(socket, hello);
  if (socket.getProtocol() === 'TLSv1.3') await patiently(word);
  socket.write(getRequest(request.path, exchange));
  await readResponse(clear, seen);
}

interface Given {
  readonly exchange: Exchange;
  readonly hello: ScrapeHello;
  readonly request: HttpRequest;
}

/**
 * A real handshake with a client certificate through Node's tls, then one GET on it. OpenSSL sends the certificate before it tells what the server
 * served, so a caller verifies the server before, on a connection of its own, and says what it `expects`: nothing more is sent to any other.
 */
export async function attemptScrape(exchange: Exchange, hello: ScrapeHello, request: HttpRequest): Promise<void> {
  await overTap(
    exchange,
    (tap) => startTls(tap, { context: contextOf(hello), serverName: hello.serverName }),
    (socket, tap) => converse(socket, tap, { exchange, hello, request }),
  );
}
