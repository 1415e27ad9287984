import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { usageError, type PgxError } from '../model/errors.ts';

export type Path = readonly (string | number)[];

const mostCharacters = 65_536;

/** A rule file as read: its value, and where each part of it stands. */
export interface Source {
  readonly path: string; // as shown to people
  readonly value: unknown;
  /** The error to throw about the value, or with `word` about that word in the value, at `at`. */
  error(at: Path, message: string, hint?: string, word?: string): PgxError;
}

/**
 * Reads YAML. Throws a usage error with file and line where it is not valid, too large, or has a key twice. Where the text was parsed before, `value` is
 * what it holds, and only an error makes it be parsed again.
 */
export function parseSource(path: string, text: string, value?: unknown): Source {
  if (value !== undefined) return { path, value, error: (...about) => parseSource(path, text).error(...about) };
  if (text.length > mostCharacters) throw usageError(`${path}: larger than ${mostCharacters} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fail = (offset: number, message: string, hint = ''): PgxError =>
    usageError(`${path}:${lines.linePos(offset).line}: ${message}`, hint);
  const [broken] = document.errors;
  if (broken) throw fail(broken.pos[0], broken.message.split('\n')[0] ?? 'not valid YAML');
  return {
    path,
    value: valueOf(document, path),
    error: (at, message, hint, word) => fail(offsetOf(document, at, { text, word }), message, hint),
  };
}

/** The library throws where aliases multiply beyond the bound. */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    throw usageError(`${path}: too many aliases`, 'Write the values out.');
  }
}

interface Word {
  readonly text: string;
  readonly word: string | undefined;
}

/** Where the key or item at `at` begins; where a word is given and stands in its value, where the word does. */
function offsetOf(document: Document, at: Path, { text, word }: Word): number {
  const parent = document.getIn(at.slice(0, -1), true);
  const last = at.at(-1);
  const value = document.getIn(at, true);
  if (word !== undefined && isNode(value) && value.range) {
    const found = text.slice(0, value.range[1]).indexOf(word, value.range[0]);
    if (found >= 0) return found;
  }
  if (isMap(parent)) {
    const key = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key;
    if (isScalar(key) && key.range) return key.range[0];
  }
  if (isSeq(parent) && typeof last === 'number') {
    const item = parent.items[last];
    if (isNode(item) && item.range) return item.range[0];
  }
  return at.length > 0 ? offsetOf(document, at.slice(0, -1), { text, word: undefined }) : 0;
}
