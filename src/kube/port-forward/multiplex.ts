import type { WebSocket } from 'ws';
import type { Failure } from '../../model/attempt.ts';
import { Ended } from '../../net/ended.ts';
import { connectionReason, oneLine } from '../reason.ts';
import { tunnelFailure } from './failures.ts';
import { PortStream } from './port-stream.ts';

/** The streams of one WebSocket, one for each port. */
export interface Multiplexed {
  readonly streams: readonly PortStream[];
  /** Ends all of them. */
  readonly fail: (failure: Failure) => void;
}

/** RFC 6455 section 7.4.1: normal closure, and a close frame without a code. */
const normal: ReadonlySet<number> = new Set([1000, 1005]);

/**
 * The ports of a v4.channel.k8s.io connection: binary messages whose first byte is the channel, 2i for the data of the i-th port and 2i+1 for
 * its errors (k8s.io/cri-streaming portforward/websocket.go). There is no flow control for a channel: a stream that is full holds back all
 * of them. The connection is closed with its last stream. Call it before the connection opens, or the first messages are lost.
 */
export function multiplex(socket: WebSocket, ports: readonly number[]): Multiplexed {
  const changed = (): void => {
    if (streams.every(({ destroyed }) => destroyed)) socket.terminate();
    else if (streams.some(({ destroyed, isFull }) => isFull && !destroyed)) socket.pause();
    else socket.resume();
  };
  const streams = ports.map(
    (port, index) => new PortStream(port, { changed, send: (bytes, sent) => sendOn(socket, 2 * index, bytes, sent) }),
  );
  const fail = (failure: Failure): void => streams.forEach((stream) => stream.fail(failure));
  socket.on('message', (data, isBinary) => {
    try {
      receive(streams, data as Buffer, isBinary);
      changed();
    } catch (error) {
      fail(error instanceof Ended && error.failure ? error.failure : tunnelFailure(connectionReason(error)));
    }
  });
  socket.on('error', (error) => fail(tunnelFailure(brokenBecause(error))));
  socket.on('close', (code, reason) => {
    if (!normal.has(code)) fail(tunnelFailure(closedBecause(code, reason)));
    streams.forEach((stream) => stream.finish());
  });
  return { streams, fail };
}

function receive(streams: readonly PortStream[], message: Buffer, isBinary: boolean): void {
  if (!isBinary) throw new Ended(tunnelFailure('a text message came, where the protocol has only binary ones'));
  const [channel] = message;
  if (channel === undefined) return;
  const stream = streams[channel >> 1];
  if (!stream) throw new Ended(tunnelFailure(`a message came on channel ${channel}, which was not asked for`));
  if (stream.destroyed) return;
  const bytes = message.subarray(1);
  if (channel % 2 === 0) stream.receiveData(bytes);
  else stream.receiveError(bytes);
}

/** A connection that is over swallows what is written to it; how it ended is told to the reader. */
function sendOn(socket: WebSocket, channel: number, bytes: Buffer, sent: () => void): void {
  if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(channel), bytes]), () => sent());
  else sent();
}

const brokenBecause = (error: Error & { readonly code?: string }): string =>
  error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'a message came that is longer than the bound' : oneLine(connectionReason(error));

const closedBecause = (code: number, reason: Buffer): string => {
  const said = oneLine(reason.toString('utf8'));
  return `broke off with close code ${code}${said && `: ${said}`}`;
};
