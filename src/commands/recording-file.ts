import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { RawLine, Span } from '../recording/index.ts';

const mostFile = 4 * 2 ** 30;
const mostLine = 64 * 2 ** 20;

const why: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  ENOSPC: 'there is no space left',
};
const reasonOf = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return why[code] ?? clean(message, 300);
};
const elsewhere = 'name a file in a folder that exists and can be written to: --record FILE';

/** A file that is being written, readable by its owner only, and that stands under its name when it is complete. */
export interface WritingFile {
  /** Never rejects: `finish` does. */
  readonly write: (text: string) => Promise<void>;
  /** Puts the file in its place. Rejects with a usage error where it could not be written. */
  readonly finish: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/** Begins a file beside `path`, which it replaces in the end. Rejects with a usage error. */
export async function beginFile(path: string): Promise<WritingFile> {
  const refuse = (reason: string): Error => usageError(`--record: cannot write ${clean(path)}: ${reason}`, elsewhere);
  const before = await stat(path).catch(() => null);
  if (before && !before.isFile()) throw refuse('it is not a file');
  await access(dirname(resolve(path)), constants.W_OK).catch(() => {
    throw refuse(`there is no folder ${clean(dirname(resolve(path)))} that can be written to`);
  });
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  const file = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw refuse(reasonOf(error));
  });
  let failed: unknown = null;
  let last: Promise<void> = Promise.resolve();
  const note = (error: unknown): void => {
    failed ??= error;
  };
  const discard = async (): Promise<void> => {
    await last;
    await file.close().catch(() => undefined);
    await unlink(part).catch(() => undefined);
  };
  return {
    write: (text) => (last = last.then(() => (failed === null ? file.appendFile(text) : undefined)).catch(note)),
    async finish() {
      await last;
      if (failed === null)
        await file
          .close()
          .then(() => rename(part, path))
          .catch(note);
      if (failed === null) return;
      await discard();
      throw refuse(reasonOf(failed));
    },
    discard,
  };
}

/** A file that is read twice: from its beginning, line by line, and again where it is told. */
export interface ReadingFile {
  readonly lines: () => AsyncIterable<RawLine>;
  readonly read: (span: Span) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens a recording. Rejects with a usage error. */
export async function openFile(path: string): Promise<ReadingFile> {
  const refuse = (reason: string): Error =>
    usageError(`--replay: cannot read ${clean(path)}: ${reason}`, 'name a file that pgx-audit scan --record has written');
  const found = await stat(path).catch((error: unknown) => {
    throw refuse(reasonOf(error));
  });
  if (!found.isFile()) throw refuse('it is not a file');
  if (found.size > mostFile) throw refuse(`it is larger than ${mostFile / 2 ** 30} GiB`);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw refuse(reasonOf(error));
  });
  return {
    lines: () => linesOf(file, (line) => refuse(`line ${line} is longer than ${mostLine / 2 ** 20} MiB`)),
    read: async ({ from, length }) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.toString('utf8', 0, bytesRead);
    },
    close: () => file.close(),
  };
}

const newline = 0x0a;

const chunkSize = 2 ** 20;

/** Bounded: a line that is too long is not held. */
async function* linesOf(file: FileHandle, tooLong: (line: number) => Error): AsyncGenerator<RawLine> {
  let begun: Buffer[] = []; // chunks of a line whose end has not come yet
  let length = 0; // of these
  let from = 0; // where that line begins
  let number = 1;
  const line = (): RawLine => ({ text: Buffer.concat(begun, length).toString('utf8'), from, length, number });
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, from + length);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      begun.push(chunk.subarray(start, end));
      length += end - start;
      yield line();
      from += length + 1;
      number += 1;
      begun = [];
      length = 0;
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
    length += bytesRead - start;
    if (length > mostLine) throw tooLong(number);
  }
  if (length > 0) yield line();
}
