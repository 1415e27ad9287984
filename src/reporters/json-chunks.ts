/** Unprintable characters, < > &, and the second of two number signs. */
const dangerous = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>&]|(?<=#)#/gu;
/** Almost all text is of these alone, which is told much faster. */
const harmless = /^[\u0020-\u0022\u0024\u0025\u0027-\u003b\u003d\u003f-\u007e]*$/;

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * JSON that is safe wherever it is shown: unprintable characters are written as \u escapes, so that no terminal obeys them, and so are < > &
 * (as Go's encoding/json does) and the second of two number signs, which Azure's and GitHub's runners read as a command. Reading it gives
 * the same value.
 */
function safe(value: unknown): string {
  const text = JSON.stringify(value);
  return harmless.test(text) ? text : text.replace(dangerous, escaped);
}

/**
 * JSON in pieces: down to the depth, an entry of an object or a list has a line of its own, and what is deeper is on one line. An iterator
 * stands for a list whose items are made as they are written, each on one line.
 */
export function* jsonChunks(value: unknown, depth: number, indent = ''): Generator<string> {
  if (typeof value !== 'object' || value === null || (depth <= 0 && !isMade(value))) {
    yield safe(value);
    return;
  }
  const list = Symbol.iterator in value;
  const inner = `${indent}  `;
  let before = list ? '[' : '{';
  for (const [key, each] of list ? items(value as Iterable<unknown>) : fields(value)) {
    yield `${before}\n${inner}${key}`;
    yield* jsonChunks(each, isMade(value) ? 0 : depth - 1, inner);
    before = ',';
  }
  const [open, close] = list ? '[]' : '{}';
  yield before === ',' ? `\n${indent}${close}` : `${open}${close}`;
}

const isMade = (value: object): boolean => Symbol.iterator in value && !Array.isArray(value);

function* items(list: Iterable<unknown>): Generator<readonly [key: string, value: unknown]> {
  for (const each of list) yield ['', each];
}

const fields = (object: object): (readonly [key: string, value: unknown])[] =>
  Object.entries(object).flatMap(([name, value]) => (value === undefined ? [] : [[`${safe(name)}: `, value] as const]));
