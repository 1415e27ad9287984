import type { Failure } from '../../model/attempt.ts';
import type { ReasonCode } from '../../model/reason.ts';
import { ended, type Ended } from '../../net/ended.ts';
import { connectionReason, oneLine } from '../reason.ts';

/**
 * What goes wrong on the way to the kubelet says nothing about the pod's port: whatever it is, it is "unreachable", which no probe reads as
 * an answer.
 */
export const tunnelFailure = (text: string): Failure => ({ kind: 'unreachable', text: `port-forward: ${text}` });
export const tunnelEnded = (text: string): Ended => ended('unreachable', tunnelFailure(text).text);

export const apiUnreachable = (error: unknown): Failure => tunnelFailure(`API server not reached: ${connectionReason(error)}`);

/** Kubelet's own introduction (k8s.io/cri-streaming portforward/websocket.go), and a connection's addresses, whose ports differ every time. */
const noise: readonly RegExp[] = [/^error forwarding port \d+ to pod \S*, uid [^:]*: /, /\b(read|write) tcp[46]? \S+->\S+: /g];

const kinds: readonly (readonly [RegExp, Failure['kind']])[] = [
  [/connection refused/i, 'connect-refused'],
  [/connection reset/i, 'reset'],
  [/i\/o timeout|timed out/i, 'connect-timeout'],
];

/** What the error channel says: the runtime's words on the connection that it made, or could not make, within the pod. */
export function errorChannelFailure(said: string): Failure {
  const kind = kinds.find(([pattern]) => pattern.test(said))?.[1] ?? 'unreachable';
  return {
    kind,
    text: `port-forward: ${oneLine(noise.reduce((text, each) => text.replace(each, ''), said)) || 'failed without a reason'}`,
  };
}

const codes: Readonly<Record<number, ReasonCode>> = { 401: 'not-permitted', 403: 'not-permitted', 404: 'not-ready' };

/** The API server's second look, for `create`, ends without saying what is missing (pkg/registry/core/pod/rest/subresources.go). */
const withoutReason = /is forbidden:(?=\s*$)/;
const createMissing = 'the verb create on pods/portforward is missing, which Kubernetes 1.35 and later ask for besides get';

/** An HTTP answer in place of the upgrade: the message of the API server's Status object where there is one. `secret` is never repeated. */
export function refusedUpgrade(status: number, body: Buffer, secret: string): Failure {
  const message = statusMessage(body).replace(withoutReason, (all) => `${all} ${createMissing}`);
  const said = secret.length < 4 ? message : message.replaceAll(secret, '…');
  const redirected = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
  const code = codes[status];
  return { ...tunnelFailure(oneLine(said) || `HTTP ${status} instead of an upgrade${redirected}`), ...(code && { code }) };
}

function statusMessage(body: Buffer): string {
  try {
    const { kind, message } = JSON.parse(body.toString('utf8')) as { readonly kind?: unknown; readonly message?: unknown };
    return kind === 'Status' && typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
}
