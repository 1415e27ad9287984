import { isUtf8 } from 'node:buffer';

/** Go's strconv.Quote, which is what %q prints. */

const shortEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

function escaped(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** What unicode.IsPrint does not let through as it is: all but letters, marks, numbers, punctuation, symbols and the ASCII space. */
const special = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

export const quote = (text: string): string => `"${text.replace(special, escaped)}"`;

/** The length in octets of the UTF-8 sequence at the front, 0 where it is not valid. */
const runeLength = (octets: Buffer): number =>
  [1, 2, 3, 4].find((length) => isUtf8(octets.subarray(0, length)) && length <= octets.length) ?? 0;

/** Octets as Go quotes a string of them: those that are not UTF-8 one by one. */
export function quoteOctets(octets: Buffer): string {
  if (isUtf8(octets)) return quote(octets.toString('utf8'));
  let text = '';
  for (let at = 0; at < octets.length;) {
    const length = runeLength(octets.subarray(at, at + 4));
    text += length > 0 ? quote(octets.toString('utf8', at, at + length)).slice(1, -1) : `\\x${hex(octets[at] ?? 0, 2)}`;
    at += length || 1;
  }
  return `"${text}"`;
}
