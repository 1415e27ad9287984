/** Names of domains and mailboxes as crypto/x509/parser.go and verify.go of Go 1.26 take them. Texts are ASCII, one character per octet. */

/** domainNameValid: visible ASCII, no empty label, no trailing dot; a constraint may begin with a dot. Nothing at all is valid too. */
export function isDomain(text: string, isConstraint: boolean): boolean {
  if (text === '') return true;
  if (!/^[!-~]*[!-\-/-~]$/.test(text)) return false;
  const name = isConstraint && text.startsWith('.') ? text.slice(1) : text;
  return !name.startsWith('.') && !name.includes('..');
}

export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

const atext = /^[0-9a-zA-Z!#$%&'*+\-/=?^_`{|}~.]$/;
const quotable = /^[\x01-\x09\x0b\x0c\x0e-\x7f]$/;
const quotedText = /^[\x01-\x08\x0b\x0c\x0e-\x20!#-[\]-\x7f]$/;

interface Split {
  readonly local: string;
  readonly rest: string;
}

/** Quoted-string: what stands before the closing quotation mark, without backslashes. */
function quotedLocal(text: string): Split | null {
  let local = '';
  for (let at = 1; at < text.length; at++) {
    let character = text.charAt(at);
    if (character === '"') return { local, rest: text.slice(at + 1) };
    if (character === '\\') {
      character = text.charAt(++at);
      if (!quotable.test(character)) return null;
    } else if (!quotedText.test(character)) return null;
    local += character;
  }
  return null;
}

/** Atom ("." Atom)*; a backslash escapes whatever follows it, as RFC 3696 has it. */
function atomLocal(text: string): Split | null {
  let local = '';
  let at = 0;
  for (; at < text.length; at++) {
    const isEscaped = text.charAt(at) === '\\';
    if (isEscaped && ++at === text.length) return null;
    if (!isEscaped && !atext.test(text.charAt(at))) break;
    local += text.charAt(at);
  }
  if (local === '' || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  return { local, rest: text.slice(at) };
}

/** parseRFC2821Mailbox; null where it is none. */
export function mailboxOf(text: string): Mailbox | null {
  const split = text.startsWith('"') ? quotedLocal(text) : atomLocal(text);
  if (!split?.rest.startsWith('@')) return null;
  const domain = split.rest.slice(1);
  const isValid = domain === '' || (/^[!-~]+$/.test(domain) && domain.split('.').every((label) => label !== ''));
  return isValid ? { local: split.local, domain } : null;
}
