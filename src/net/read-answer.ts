import type { Dispatcher } from 'undici';

/** The answer is larger than the bound. */
export class TooLarge extends Error {}

const mebibyte = 2 ** 20;

/** Reads the body of an answer, of at most so many bytes. Rejects with TooLarge, or with the error of the connection. */
export async function readAnswer(body: Dispatcher.ResponseData['body'], most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      body.on('error', () => undefined).destroy();
      throw new TooLarge(`more than ${Math.floor(most / mebibyte)} MiB in one answer`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
