import type { Failure } from '../model/attempt.ts';
import { clean } from '../model/text.ts';

/** Ends an attempt early: with a failure, or with null where the question is answered all the same (a fatal alert). */
export class Ended extends Error {
  readonly failure: Failure | null;
  constructor(failure: Failure | null) {
    super(failure?.text ?? 'answered');
    this.name = 'Ended';
    this.failure = failure;
  }
}

export const ended = (kind: Failure['kind'], text: string): Ended => new Ended({ kind, text });
/** What ends most connections; an error costs more than the record it is about, so there is one of each. */
export const answered = new Ended(null);
export const closed = ended('closed', 'connection closed');
/** The peer broke the protocol. */
export const garbage = (text: string): Ended => ended('garbage', text);
export const tooMuch = (text: string): Ended => ended('too-much', text);
export const unsupported = (text: string): Ended => ended('unsupported', text);

const byCode: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { kind: 'connect-refused', text: 'connection refused' },
  ETIMEDOUT: { kind: 'connect-timeout', text: 'no answer to the connection attempt' },
  EHOSTUNREACH: { kind: 'unreachable', text: 'no route to host' },
  ENETUNREACH: { kind: 'unreachable', text: 'network unreachable' },
  EHOSTDOWN: { kind: 'unreachable', text: 'host is down' },
  ENETDOWN: { kind: 'unreachable', text: 'network is down' },
  EADDRNOTAVAIL: { kind: 'unreachable', text: 'no local address or port to connect from', ours: true },
  EACCES: { kind: 'unreachable', text: 'not permitted by the local system' },
  EPERM: { kind: 'unreachable', text: 'not permitted by the local system' },
  EMFILE: { kind: 'unreachable', text: 'too many open files on this side', ours: true },
  ENFILE: { kind: 'unreachable', text: 'too many open files on this side', ours: true },
  ENOBUFS: { kind: 'unreachable', text: 'no memory for a connection on this side', ours: true },
  ENOMEM: { kind: 'unreachable', text: 'no memory for a connection on this side', ours: true },
  ENOTFOUND: { kind: 'unreachable', text: 'name does not resolve' },
  EAI_AGAIN: { kind: 'unreachable', text: 'name does not resolve: the resolver does not answer' },
  ECONNRESET: { kind: 'reset', text: 'connection reset' },
  EPIPE: { kind: 'reset', text: 'connection reset' },
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && typeof (error as { code?: unknown }).code === 'string'
    ? (error as { code: string }).code
    : '';

/** Node's error from a socket or a lookup, as a failure; `otherwise` is the kind of what has no code known here. */
export function failureOfError(error: unknown, otherwise: Failure['kind']): Failure {
  if (error instanceof Ended && error.failure) return error.failure;
  return byCode[codeOf(error)] ?? { kind: otherwise, text: clean(error instanceof Error ? error.message : String(error), 200) };
}
