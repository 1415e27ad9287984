import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import type { Failure } from '../../model/attempt.ts';
import { refusedUpgrade } from './failures.ts';

const mostRefusalBytes = 64 * 1024;

export interface UpgradeOptions {
  readonly socket: Socket;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly onRefused: (failure: Failure) => void;
}

/** A Kubernetes server's frames are at most 32 KiB (Go's io.Copy), nobody compresses, and who has said goodbye is not waited for. */
const bounds: ClientOptions & { readonly closeTimeout: number } = {
  maxPayload: 256 * 1024,
  perMessageDeflate: false,
  followRedirects: false,
  closeTimeout: 1000,
};

/** Asks for the upgrade on a connection that is there already; the WebSocket opens, or `onRefused` tells the answer that came instead. */
export function upgrade(url: string, { socket, headers, onRefused }: UpgradeOptions): WebSocket {
  const websocket = new WebSocket(url, ['v4.channel.k8s.io'], { ...bounds, headers, createConnection: () => socket });
  websocket.once('close', () => socket.destroy());
  websocket.once('unexpected-response', (_, response) => void readRefusal(response, credentialOf(headers)).then(onRefused));
  return websocket;
}

/** Some servers repeat the request in their refusal. */
const credentialOf = ({ Authorization: value }: UpgradeOptions['headers']): string =>
  typeof value === 'string' ? (value.split(' ').at(-1) ?? '') : '';

/** The body up to the bound, or to where it breaks off. */
async function readRefusal(response: IncomingMessage, secret: string): Promise<Failure> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > mostRefusalBytes) break;
    }
  } catch {
    // what came of it is enough for its reason
  }
  return refusedUpgrade(response.statusCode ?? 0, Buffer.concat(chunks), secret);
}
