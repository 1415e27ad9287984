import type { ByteSource } from './byte-reader.ts';
import { Body, readBody } from './http-body.ts';
import { contentOf } from './http-content.ts';
import { readHead } from './http-head.ts';
import { LineReader } from './line-reader.ts';
import type { Seen } from './seen.ts';

/**
 * Reads one HTTP/1 response into `seen.http`: at most 16 KiB of headers and 64 KiB of body; `truncated` tells that there was more. Throws
 * `Ended` where the response breaks off; what was read of it by then stays. Redirects are never followed.
 */
export async function readResponse(source: ByteSource, seen: Seen): Promise<void> {
  const lines = new LineReader(source);
  const head = await readHead(lines);
  const body = new Body();
  let whole = false;
  try {
    whole = await readBody(lines, head, body);
  } finally {
    seen.http = { ...head, ...contentOf(body.bytes, !whole) };
  }
}
