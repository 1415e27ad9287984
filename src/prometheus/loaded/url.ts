import { withoutCredentials } from '../../model/secrets.ts';
import { clean } from '../../model/text.ts';

/** A scrape URL as the targets API writes it (url.URL.String of Go), in parts. */
export interface ScrapeUrl {
  readonly scheme: 'http' | 'https';
  readonly address: string; // "10.0.0.7:9187", "[2001:db8::1]:9187": in lower case, with a port, without credentials
  readonly path: string; // as written
  readonly query: string; // without "?"
}

const parts = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i;
const portOf = { http: '80', https: '443' } as const;

/** An address with its port: Prometheus 3 no longer adds the port of the scheme. */
export function addressWithPort(authority: string, scheme: 'http' | 'https'): string {
  const address = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  return /:\d*$/.test(address.replace(/^\[[^\]]*\]/, '')) ? address : `${address}:${portOf[scheme]}`;
}

/** An address with its port, and without it where it is the scheme's. */
export const spellings = (address: string, scheme: 'http' | 'https'): readonly string[] =>
  address.endsWith(`:${portOf[scheme]}`) ? [address, address.slice(0, -portOf[scheme].length - 1)] : [address];

/** Null for what is no address of a scrape: "javascript:…", "file:///…". */
export function parseScrapeUrl(text: string): ScrapeUrl | null {
  const [, written = '', authority = '', path = '', query = ''] = parts.exec(text.slice(0, mostUrl)) ?? [];
  const scheme = written.toLowerCase();
  if ((scheme !== 'http' && scheme !== 'https') || authority === '') return null;
  return { scheme, address: addressWithPort(authority, scheme), path, query };
}
const mostUrl = 8192;

/** The URL for people, bounded: without credentials. */
export const shownUrl = ({ scheme, address, path, query }: ScrapeUrl): string =>
  clean(withoutCredentials(`${scheme}://${address}${path}${query === '' ? '' : `?${query}`}`), 500);

/** Whether two spellings of a path are the same path: Go and ECMAScript leave different characters as they are. */
export const samePath = (one: string, other: string): boolean => decoded(one || '/') === decoded(other || '/');

/** Whether two queries have the same parameters, in any order of their names (url.Values.Encode sorts them). */
export const sameQuery = (one: string, other: string): boolean => sorted(one) === sorted(other);

function sorted(query: string): string {
  const parameters = new URLSearchParams(query.replace(/^\?/, ''));
  parameters.sort();
  return parameters.toString();
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
