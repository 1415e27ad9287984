import { quote } from './quote.ts';
import { Refusal, insist } from './refusal.ts';

/** net/netip's ParseAddr of Go 1.26, for its words: whether the text within a URL's brackets is an IPv6 address. */

const refusal = (text: string, message: string, at = ''): Refusal =>
  new Refusal(`ParseAddr(${quote(text)}): ${message}${at === '' ? '' : ` (at ${quote(at)})`}`);

/** `dotted` is the text, or the part of it from which on it is an IPv4 address. */
function checkIpv4(text: string, dotted: string): void {
  let [digits, value, dots] = [0, 0, 0];
  for (let at = 0; at < dotted.length; at++) {
    const character = dotted.charAt(at);
    if (/\d/.test(character)) {
      if (digits === 1 && value === 0) throw refusal(text, 'IPv4 field has octet with leading zero');
      value = value * 10 + Number(character);
      digits++;
      if (value > 255) throw refusal(text, 'IPv4 field has value >255');
    } else if (character === '.') {
      const isEmpty = at === 0 || at === dotted.length - 1 || dotted.charAt(at - 1) === '.';
      if (isEmpty) throw refusal(text, 'IPv4 field must have at least one digit', dotted.slice(at));
      if (dots === 3) throw refusal(text, 'IPv4 address too long');
      [digits, value, dots] = [0, 0, dots + 1];
    } else throw refusal(text, 'unexpected character', dotted.slice(at));
  }
  if (dots < 3) throw refusal(text, 'IPv4 address too short');
}

interface State {
  rest: string;
  octets: number;
  ellipsis: boolean;
}

/** The dotted end of an IPv6 address. */
function checkEmbedded(text: string, state: State): void {
  if (!state.ellipsis && state.octets !== 12) {
    throw refusal(text, 'embedded IPv4 address must replace the final 2 fields of the address', state.rest);
  }
  if (state.octets + 4 > 16) {
    throw refusal(text, 'too many hex fields to fit an embedded IPv4 at the end of the address', state.rest);
  }
  checkIpv4(text, state.rest);
  state.octets += 4;
  state.rest = '';
}

/** One group and what separates it from the next; false where the address ends. */
function readGroup(text: string, state: State): boolean {
  const [group = ''] = /^[0-9a-fA-F]*/.exec(state.rest) ?? [];
  if (group.length > 4) throw refusal(text, 'each group must have 4 or less digits', state.rest);
  if (group === '') throw refusal(text, 'each colon-separated field must have at least one digit', state.rest);
  if (state.rest.charAt(group.length) === '.') {
    checkEmbedded(text, state);
    return false;
  }
  state.octets += 2;
  state.rest = state.rest.slice(group.length);
  if (state.rest === '') return false;
  if (!state.rest.startsWith(':')) throw refusal(text, 'unexpected character, want colon', state.rest);
  if (state.rest.length === 1) throw refusal(text, 'colon must be followed by more characters', state.rest);
  state.rest = state.rest.slice(1);
  if (!state.rest.startsWith(':')) return true;
  if (state.ellipsis) throw refusal(text, 'multiple :: in address', state.rest);
  state.ellipsis = true;
  state.rest = state.rest.slice(1);
  return state.rest !== '';
}

function checkIpv6(text: string): void {
  const zone = text.indexOf('%');
  if (zone === text.length - 1) throw refusal(text, 'zone must be a non-empty string');
  const address = zone < 0 ? text : text.slice(0, zone);
  const state: State = { rest: address, octets: 0, ellipsis: address.startsWith('::') };
  if (state.ellipsis) state.rest = address.slice(2);
  if (state.ellipsis && state.rest === '') return;
  while (state.octets < 16 && readGroup(text, state));
  if (state.rest !== '') throw refusal(text, 'trailing garbage after address', state.rest);
  if (state.octets < 16 && !state.ellipsis) throw refusal(text, 'address string too short');
  if (state.octets === 16 && state.ellipsis) throw refusal(text, 'the :: must expand to at least one field of zeros');
}

/** The version of an address, with or without zone. Throws Refusal. */
export function addressVersion(text: string): 4 | 6 {
  const [first = ''] = /[.:%]/.exec(text) ?? [];
  insist(first !== '', `ParseAddr(${quote(text)}): unable to parse IP`);
  insist(first !== '%', `ParseAddr(${quote(text)}): missing IPv6 address`);
  if (first === '.') checkIpv4(text, text);
  else checkIpv6(text);
  return first === '.' ? 4 : 6;
}

export function isAddress(text: string): boolean {
  try {
    return addressVersion(text) > 0;
  } catch {
    return false;
  }
}
