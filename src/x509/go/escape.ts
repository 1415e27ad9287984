import { quote } from './quote.ts';
import { Refusal, insist } from './refusal.ts';

/** Percent-encoding as Go's net/url does it. Texts have one character per octet. */

export type Part = 'path' | 'host' | 'zone' | 'user' | 'fragment';

/** What stands as it is in each part of a URL. */
const plain: Readonly<Record<Part, RegExp>> = {
  path: /[a-zA-Z0-9\-_.~$&+,/:;=@]/,
  host: /[a-zA-Z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  zone: /[a-zA-Z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[a-zA-Z0-9\-_.~$&+,;=]/,
  fragment: /[a-zA-Z0-9\-_.~$&+,/:;=?@!()*]/,
};

const isPlain = (character: string, part: Part): boolean => plain[part].test(character);

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');

export function escape(text: string, part: Part): string {
  return text.replace(/[^]/g, (character) => (isPlain(character, part) ? character : `%${hexOf(character)}`));
}

const charOf = (escaped: string): string => String.fromCharCode(Number.parseInt(escaped.slice(1), 16));

/** Within a host only what is not ASCII may be escaped; within a zone also what a host could have as it is, and spaces. */
function mayEscape(escaped: string, part: Part): boolean {
  if (escaped === '%25') return true;
  if (part === 'host') return charOf(escaped) >= '\x80';
  return part !== 'zone' || charOf(escaped) === ' ' || isPlain(charOf(escaped), 'host');
}

/** Throws Refusal. */
export function unescape(text: string, part: Part): string {
  const isHost = part === 'host' || part === 'zone';
  for (const [found] of text.matchAll(/%[0-9a-fA-F]{2}|%[^]{0,2}|[^%]/g)) {
    if (found.startsWith('%')) {
      insist(/^%[0-9a-fA-F]{2}$/.test(found) && mayEscape(found, part), `invalid URL escape ${quote(found)}`);
    } else if (isHost && found < '\x80' && !isPlain(found, part)) {
      throw new Refusal(`invalid character ${quote(found)} in host name`);
    }
  }
  return text.replace(/%[0-9a-fA-F]{2}/g, charOf);
}

/** What may stand in a path or fragment although Go itself would escape it. */
const tolerated = /[!$&'()*+,;=:@[\]%]/;

/** Keeps an escaped text that is valid as it is, else escapes what it means (EscapedPath, EscapedFragment). */
export function asWritten(text: string, part: 'path' | 'fragment'): string {
  const meant = unescape(text, part);
  if (part === 'path' && text === '%2A') return meant; // the one path that Go leaves unescaped
  const isValid = text.split('').every((character) => tolerated.test(character) || isPlain(character, part));
  return isValid ? text : escape(meant, part);
}
