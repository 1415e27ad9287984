import { setTimeout as sleep } from 'node:timers/promises';
import { PgxError, scanError } from '../model/errors.ts';
import { TooLarge } from '../net/read-answer.ts';
import type { KubeAccess } from './access.ts';
import { connectionReason, isDropped, oneLine } from './reason.ts';
import { TooLate, type Reply, type Transport } from './transport.ts';

/** A JSON document, or why there is none. `code` is the HTTP status, 0 where the answer could not be used at all. */
export type Answered = { readonly json: unknown } | { readonly code: number; readonly message: string; readonly tooLarge?: true };

export interface Ask {
  readonly path: string;
  readonly body?: object; // posts it
}

export interface RequesterOptions {
  readonly access: KubeAccess;
  readonly signal: AbortSignal;
  readonly backoffMs: number;
}

const mostTries = 5;
const mostWaitMs = 30_000;

/**
 * Asks for one document at a time: waits where the server asks for it (429), tries again where it stumbles (5xx, a dropped connection), and
 * resolves credentials anew where it refuses them (401), once. Throws a scan error where going on is pointless: it cannot be reached, it
 * refuses the credentials, or the scan is interrupted.
 */
export function createRequester(transport: Transport, options: RequesterOptions): (ask: Ask) => Promise<Answered> {
  const { access, signal, backoffMs } = options;
  let answered = 0; // requests that the credentials were good for
  return async (ask) => {
    let renewed = false;
    for (let tries = 1; ; tries++) {
      const reply = await attempt(transport, access, { ask, signal, last: tries === mostTries });
      if ('code' in reply) return reply;
      if (reply.status === 401 && !renewed && access.renew()) {
        renewed = true;
        transport.reset();
        continue;
      }
      if (reply.status === 401) throw refusedCredentials(access, answered);
      const wait = reply.status === 0 ? backoffMs * 2 ** tries : waitBefore(reply, tries, backoffMs);
      if (wait === null || tries >= mostTries) {
        if (reply.status > 0) answered++;
        return answeredBy(reply, isGood(reply) ? '' : await credentialOf(access));
      }
      await sleep(wait, undefined, { signal }).catch(() => {
        throw interrupted();
      });
    }
  };
}

const dropped: Reply = { status: 0, retryAfter: '', date: '', body: Buffer.alloc(0) };

async function attempt(
  transport: Transport,
  access: KubeAccess,
  { ask, signal, last }: { readonly ask: Ask; readonly signal: AbortSignal; readonly last: boolean },
): Promise<Reply | Extract<Answered, { code: number }>> {
  try {
    return await transport.send(ask.path, ask.body);
  } catch (error) {
    if (signal.aborted) throw interrupted();
    if (error instanceof TooLarge) return { code: 0, message: error.message, tooLarge: true };
    if (error instanceof PgxError) throw error;
    if (isDropped(error) && !last) return dropped;
    throw unreachable(access, error instanceof TooLate ? error.message : connectionReason(error));
  }
}

/** Milliseconds to wait before the next try; null where this answer is final. */
function waitBefore(reply: Reply, tries: number, backoffMs: number): number | null {
  if (reply.status !== 429 && reply.status < 500) return null;
  const seconds = /^\d{1,6}$/.test(reply.retryAfter) ? Number(reply.retryAfter) : null;
  return seconds === null ? backoffMs * 2 ** tries : Math.min(seconds * 1000, mostWaitMs);
}

/** What a server must not be quoted with: some repeat the request in their refusal. */
async function credentialOf(access: KubeAccess): Promise<string> {
  const { Authorization: value } = await access.headers();
  return typeof value === 'string' ? (value.split(' ').at(-1) ?? '') : '';
}

const isGood = ({ status }: Reply): boolean => status === 200 || status === 201;

function answeredBy(reply: Reply, credential: string): Answered {
  const json = parse(reply.body);
  if (isGood(reply) && json !== undefined) return { json };
  if (isGood(reply)) return { code: 0, message: 'the answer is not JSON: is this the API server?' };
  const message = (json as { message?: unknown } | undefined)?.message;
  if (typeof message !== 'string' || message === '') return { code: reply.status, message: `HTTP ${reply.status}` };
  return { code: reply.status, message: oneLine(credential.length < 4 ? message : message.replaceAll(credential, '…')) };
}

function parse(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusedCredentials({ server, user }: KubeAccess, answered: number): Error {
  const when = answered === 0 ? '' : `, after it took them for ${answered} requests: they have expired`;
  return scanError(
    `API server ${server} refused the credentials of user ${user} (401)${when}`,
    'log in again, or choose another user with --context',
  );
}

const interrupted = (): Error => scanError('interrupted while reading the cluster');
const unreachable = (access: KubeAccess, reason: string): Error =>
  scanError(`API server ${access.server} unreachable: ${reason}`, `check the context "${access.context}" with: kubectl cluster-info`);
