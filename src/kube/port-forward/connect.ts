import type { Connect, Deadline, Failure } from '../../model/attempt.ts';
import { PgxError } from '../../model/errors.ts';
import { ended, failureOfError } from '../../net/ended.ts';
import type { KubeAccess } from '../access.ts';
import { connectApi } from '../connect.ts';
import { pods, resourcePath } from '../resources.ts';
import { apiUnreachable, tunnelFailure } from './failures.ts';
import { multiplex } from './multiplex.ts';
import type { PortStream } from './port-stream.ts';

export interface PortForwardOptions {
  readonly openTimeoutMs: number; // from the first packet to the API server until the kubelet has opened the port's channels
  readonly userAgent: string;
}

/**
 * Connects to a pod's port through the API server and the kubelet, which dials it on the pod's loopback, past NetworkPolicies and meshes. One
 * port for each WebSocket: the kubelet dials every port of a request at once. Takes the verb `get` on pods/portforward, and since Kubernetes
 * 1.35 `create` too. The kubelet tells of a port that refuses only after it has opened the channels: the stream then fails with
 * that Failure before its first byte. Every other failure is a refusal with its reason.
 */
export const portForwardConnect =
  (access: KubeAccess, options: PortForwardOptions): Connect =>
  async ({ pod, address }, deadline) => {
    if (!pod || !address) return { refused: { kind: 'unreachable', text: 'only a pod can be reached through port-forward' } };
    const path = `${resourcePath(pods, pod.namespace, pod.name)}/portforward`;
    const opening = startOpening(options.openTimeoutMs, deadline);
    try {
      const stream = await open(access, { path, port: address.port, userAgent: options.userAgent }, opening.signal);
      if (stream.isRefused || stream.destroyed) return { refused: stream.failure ?? tunnelFailure('closed') };
      return endWith(stream, deadline);
    } catch (error) {
      return { refused: opening.signal.aborted ? abortedFailure(opening.signal) : failureOf(error) };
    } finally {
      opening.stop();
    }
  };

interface Wanted {
  readonly path: string;
  readonly port: number;
  readonly userAgent: string;
}

async function open(access: KubeAccess, { path, port, userAgent }: Wanted, signal: AbortSignal): Promise<PortStream> {
  signal.throwIfAborted();
  const headers = { ...(await access.headers()), 'user-agent': userAgent };
  signal.throwIfAborted();
  const { upgrade } = await import('./upgrade.ts'); // with a library that other ways to connect need not load
  const socket = await connectApi(access, signal);
  const url = `${access.server.replace(/^http/, 'ws')}${path}?ports=${port}`;
  const websocket = upgrade(url, { socket, headers, onRefused: (failure) => fail(failure) });
  const { streams, fail } = multiplex(websocket, [port]);
  const [stream] = streams as [PortStream];
  const abort = (): void => fail(abortedFailure(signal));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  await stream.opened;
  signal.removeEventListener('abort', abort);
  return stream;
}

/** The deadline ends the stream even where nobody reads it. */
function endWith(stream: PortStream, { signal }: Deadline): PortStream {
  const abort = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort);
  return stream.once('close', () => signal.removeEventListener('abort', abort));
}

/** Aborts when opening takes too long, or with the deadline; the reason is an `Ended`. */
function startOpening(timeoutMs: number, { signal }: Deadline): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const late = ended('connect-timeout', `port-forward: not open within ${Number((timeoutMs / 1000).toFixed(1))} s`);
  const timer = setTimeout(() => controller.abort(late), timeoutMs);
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}

const abortedFailure = ({ reason }: AbortSignal): Failure => failureOfError(reason, 'timeout');

/** Credentials that cannot be had come with a sentence of their own. */
const failureOf = (error: unknown): Failure => (error instanceof PgxError ? tunnelFailure(error.message) : apiUnreachable(error));
