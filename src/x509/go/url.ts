import { addressVersion } from './address.ts';
import { asWritten, escape, unescape } from './escape.ts';
import { quote } from './quote.ts';
import { Refusal, insist } from './refusal.ts';

/** Go's url.Parse of 1.26, and URL.String. Texts are ASCII. */
export interface GoUrl {
  readonly host: string; // with its port
  readonly text: string; // put together again
}

const isPort = (text: string): boolean => /^(:\d*)?$/.test(text);

function checkPort(text: string): void {
  insist(isPort(text), `invalid port ${quote(text)} after host`);
}

/** [address] or [address%25zone], and a port. */
function bracketedHost(host: string): string {
  const end = host.lastIndexOf(']');
  insist(end >= 0, "missing ']' in host");
  checkPort(host.slice(end + 1));
  const inside = host.slice(1, end);
  const zone = inside.indexOf('%25');
  const name = zone < 0 ? unescape(inside, 'host') : unescape(inside.slice(0, zone), 'host') + unescape(inside.slice(zone), 'zone');
  insist(versionOf(name) === 6, 'invalid IP-literal');
  return `[${name}]${host.slice(end + 1)}`;
}

function versionOf(name: string): 4 | 6 {
  try {
    return addressVersion(name);
  } catch (error) {
    throw new Refusal(`invalid host: ${(error as Error).message}`);
  }
}

function hostOf(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  insist(bracket <= 0, 'invalid IP-literal');
  if (bracket === 0) return bracketedHost(host);
  const isStrict = scheme === 'http' || scheme === 'https'; // elsewhere several hosts with ports may be listed
  const colon = isStrict ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon >= 0) checkPort(host.slice(colon));
  return unescape(host, 'host');
}

interface Authority {
  readonly user: string | null; // as it is put together again
  readonly host: string;
}

function authorityOf(scheme: string, authority: string): Authority {
  const at = authority.lastIndexOf('@');
  const host = hostOf(scheme, authority.slice(at + 1));
  if (at < 0) return { user: null, host };
  const user = authority.slice(0, at);
  insist(/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user), 'net/url: invalid userinfo');
  const [, name = user, password] = /^([^:]*):([^]*)$/.exec(user) ?? [];
  const parts = password === undefined ? [name] : [name, password];
  return { host, user: parts.map((part) => escape(unescape(part, 'user'), 'user')).join(':') };
}

/** Scheme, and what stands behind its colon. */
function splitScheme(text: string): readonly [scheme: string, rest: string] {
  insist(!text.startsWith(':'), 'missing protocol scheme');
  const [, scheme = '', rest = text] = /^([a-zA-Z][a-zA-Z0-9+.-]*):([^]*)$/.exec(text) ?? [];
  return [scheme.toLowerCase(), rest];
}

/** The query with its question mark; an empty one keeps the mark only where there is no other. */
function splitQuery(text: string): readonly [rest: string, query: string] {
  const mark = text.indexOf('?');
  if (mark < 0) return [text, ''];
  const query = text.slice(mark);
  return [text.slice(0, mark), query];
}

/** "//host" is an authority, but "///path" without a scheme is a path. */
function splitAuthority(scheme: string, rest: string): readonly [authority: string | null, path: string] {
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return [null, rest];
  const slash = rest.indexOf('/', 2);
  return slash < 0 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)];
}

const withColon = (scheme: string): string => (scheme === '' ? '' : `${scheme}:`);

/** What stands between the scheme and the path. */
function authorityText({ user, host }: Authority, path: string, scheme: string): string {
  if (scheme === '' && host === '' && user === null) return '';
  if (host === '' && path === '' && user === null) return '';
  return `//${user === null ? '' : `${user}@`}${escape(host, 'host')}`;
}

/** A relative path whose first segment has a colon would be read as a scheme. */
const dotted = (before: string, path: string): string => (before === '' && (path.split('/', 1)[0] ?? '').includes(':') ? './' : '');

function parse(text: string): GoUrl {
  insist(!/[\0-\x1f\x7f]/.test(text), 'net/url: invalid control character in URL');
  if (text === '*') return { host: '', text };
  const [scheme, behind] = splitScheme(text);
  const [rest, query] = splitQuery(behind);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { host: '', text: `${scheme}:${rest}${query}` };
    insist(!(rest.split('/', 1)[0] ?? '').includes(':'), 'first path segment in URL cannot contain colon');
  }
  const [authority, path] = splitAuthority(scheme, rest);
  const read = authorityOf(scheme, authority ?? '');
  const escapedPath = asWritten(path, 'path');
  const before = withColon(scheme) + (authority === null ? '' : authorityText(read, escapedPath, scheme));
  return { host: read.host, text: before + dotted(before, escapedPath) + escapedPath + query };
}

/** Throws Refusal with the words of url.Error. */
export function urlOf(text: string): GoUrl {
  const hash = text.indexOf('#');
  const front = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  const url = refusing(front, () => parse(front));
  if (fragment === '') return url;
  return { ...url, text: `${url.text}#${refusing(text, () => asWritten(fragment, 'fragment'))}` };
}

function refusing<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Refusal(`parse ${quote(text)}: ${(error as Error).message}`);
  }
}
