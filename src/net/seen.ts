import type { Writable } from 'node:stream';
import type { Answer } from '../model/attempt.ts';
import { noAnswer } from '../model/no-answer.ts';
import type { ByteReader } from './byte-reader.ts';

/** An answer while it is being found: what was seen before a connection broke stays. */
export type Seen = { -readonly [Field in keyof Answer]: Answer[Field] };

export const nothingSeen: (attempt: string) => Seen = noAnswer;

/** One open connection, with what an attempt needs to write and to read on it. */
export interface Exchange {
  readonly output: Writable;
  readonly input: ByteReader; // bounded, and ended at the deadline
  readonly seen: Seen;
  readonly host: string; // for the Host header: host:port
  readonly userAgent: string;
  readonly elapsed: () => number; // milliseconds since the connection was asked for, with fractions
  readonly kept: { session: Buffer | null }; // of `cost`: the session that the attempt before left
}

/** Writes on the connection, and counts what goes out. */
export function send({ output, seen }: Pick<Exchange, 'output' | 'seen'>, bytes: Buffer, done?: (error?: Error | null) => void): void {
  seen.bytesWritten += bytes.length;
  output.write(bytes, done);
}
