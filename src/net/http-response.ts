import type { ByteSource } from './byte-reader.ts';
import { Body, readBody } from './http-body.ts';
import { contentOf } from './http-content.ts';
import { readHead, type ResponseHead } from './http-head.ts';
import { LineReader } from './line-reader.ts';
import type { Seen } from './seen.ts';

interface Read {
  readonly head: ResponseHead;
  readonly whole: boolean; // the body was read to its end
}

/** Reads one response of several on a connection into `seen.http`, as `readResponse` does, and so many bytes of its body. */
export async function readOne(lines: LineReader, seen: Pick<Seen, 'http'>, mostBody?: number): Promise<Read> {
  const head = await readHead(lines);
  const body = new Body(mostBody);
  let whole = false;
  try {
    whole = await readBody(lines, head, body);
    return { head, whole };
  } finally {
    seen.http = { ...head, ...contentOf(body.bytes, !whole), bytes: body.length };
  }
}

/**
 * Reads one HTTP/1 response into `seen.http`: at most 16 KiB of headers and 64 KiB of body; `truncated` tells that there was more. Throws
 * `Ended` where the response breaks off; what was read of it by then stays. Redirects are never followed.
 */
export async function readResponse(source: ByteSource, seen: Pick<Seen, 'http'>): Promise<void> {
  await readOne(new LineReader(source), seen);
}
